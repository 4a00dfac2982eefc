"""Pictures of a saved run, drawn again."""

import json
import re
import shutil

import pytest

import landscape
from tests.cli.command import inside
from tests.cli.command import landscape as process
from viz import plot

MAGIC = {"png": b"\x89PNG", "html": b"<!DOCTYPE html>", "pdf": b"%PDF", "svg": b"<?xml"}


@pytest.fixture(scope="module")
def here(rugged_run, tmp_path_factory):
    """A folder with the run `saved`, without what only scoring needs."""
    folder = tmp_path_factory.mktemp("plot")
    unneeded = shutil.ignore_patterns("scores.parquet", "optima.csv", ".lock")
    shutil.copytree(rugged_run.folder, folder / "saved", ignore=unneeded)
    return folder


def test_every_kind_of_file_is_drawn_without_the_scores(here):
    options = [option for kind in MAGIC for option in (f"--{kind}", f"drawn.{kind}")]
    drawn = process("plot", "saved", *options, cwd=here, show_imports=True)
    assert drawn.code == 0
    assert sorted(drawn.stdout.splitlines()) == sorted(f"drawn.{kind}" for kind in MAGIC)
    assert [line for line in drawn.lines if line] == []
    for kind, magic in MAGIC.items():
        assert (here / f"drawn.{kind}").read_bytes().startswith(magic)
    assert not {"torch", "proxies", "igraph", "networkx"} & drawn.imported


def test_without_a_file_the_pictures_of_the_run_are_drawn_again(here, rugged_run):
    for name in ("mlon.html", "mlon.png"):
        (here / "saved" / name).unlink(missing_ok=True)
    drawn = process("plot", "saved", cwd=here)
    assert (drawn.code, drawn.stderr) == (0, "")
    assert drawn.stdout.splitlines() == ["saved/mlon.html", "saved/mlon.png"]
    for name in ("mlon.html", "mlon.png"):
        assert (here / "saved" / name).read_bytes() == (rugged_run.folder / name).read_bytes()


def test_heights_may_show_fitness(here):
    options = ("--layout", "fitness", "--svg", "heights.svg")
    assert inside("plot", "saved", *options, cwd=here).code == 0
    assert (here / "heights.svg").read_bytes() != (here / "drawn.svg").read_bytes()


def test_the_captions_are_those_of_the_run(here):
    assert "score on NAS-Bench-201" in (here / "drawn.svg").read_text()


def test_a_run_without_captions_is_drawn_with_plain_ones(here, tmp_path):
    shutil.copytree(here / "saved", tmp_path / "saved")
    path = tmp_path / "saved" / "summary.json"
    summary = json.loads(path.read_bytes())
    del summary["figure"]
    path.write_text(json.dumps(summary))
    drawn = inside("plot", "saved", "--svg", "plain.svg", cwd=tmp_path)
    assert (drawn.code, drawn.stderr) == (0, "")


def test_the_other_networks_are_drawn_with_their_kind_in_the_title(here):
    for kind in ("lon", "cmlon"):
        drawn = inside("plot", "saved", "--kind", kind, "--svg", f"{kind}.svg", cwd=here)
        assert (drawn.code, drawn.stderr) == (0, "")
        assert f"{kind.upper()} · " in (here / f"{kind}.svg").read_text()


def test_a_page_can_switch_to_the_other_networks(here):
    drawn = plot(landscape.load(here / "saved"))
    assert [figure.kind for figure in (drawn.figure, *drawn.also)] == ["mlon", "lon", "cmlon"]
    assert plot(landscape.load(here / "saved"), kind="lon").figure.kind == "lon"


def test_looks_on_paper_change_the_file(here):
    plain = (here / "drawn.svg").read_bytes()
    for options in (
        ["--width", "3.3"],
        ["--font", "serif"],
        ["--font-size", "9.5"],
        ["--theme", "dark"],
        ["--labels", "2"],
        ["--size", "basin"],
        ["--funnels"],
        ["--colour-scale", "rank"],
        ["--min-weight", "2"],
        ["--layout", "3d"],
    ):
        drawn = inside("plot", "saved", *options, "--svg", "other.svg", cwd=here)
        assert (drawn.code, drawn.stderr) == (0, ""), options
        assert (here / "other.svg").read_bytes() != plain, options


def test_nodes_are_coloured_by_a_column_of_the_scores(rugged_run, tmp_path):
    shutil.copytree(rugged_run.folder, tmp_path / "saved")
    metric = json.loads((tmp_path / "saved" / "summary.json").read_bytes())["metric"]
    drawn = inside("plot", "saved", "--colour", metric, "--svg", "a.svg", cwd=tmp_path)
    assert (drawn.code, drawn.stderr) == (0, "")


def test_nodes_are_coloured_by_the_fitness_of_another_run(rugged_run, tmp_path):
    for name in ("saved", "other"):
        shutil.copytree(rugged_run.folder, tmp_path / name)
    figure = plot(landscape.load(tmp_path / "saved"), colour=tmp_path / "other").figure
    assert figure.colouring.measured.tolist() == figure.fitness.tolist()
    assert figure.colour_label != figure.colourings[1].label


def test_funnel_is_a_colour_too(here):
    run = landscape.load(here / "saved")
    for options in ({"colour": "funnel"}, {"funnels": True}):
        assert plot(run, **options).figure.colour_label == "Funnel"


def test_a_run_of_an_earlier_version_has_its_plateaus_and_missing_scores_in_the_summary(
    here, tmp_path
):
    shutil.copytree(here / "saved", tmp_path / "saved")
    run = landscape.load(tmp_path / "saved")
    for name in ("lon", "mlon"):
        path = run.folder / f"{name}.graphml"
        written = path.read_text()
        path.write_text(_without_counts(written))
    plateaus = run.summary["n_plateau_optima"]
    for kind in ("lon", "mlon"):
        figure = plot(run, kind=kind).figure
        assert figure.behind.n_plateau_optima == plateaus
        assert f"({plateaus:,} plateaus)" in figure.subtitle


def _without_counts(graphml):
    """Return a network without the attributes that count what is in its landscape."""
    for name in ("n_configurations", "n_scored", "n_plateau_optima"):
        key = re.search(rf'<key id="(\w+)" for="graph" attr.name="{name}"', graphml)[1]
        graphml = re.sub(rf'<data key="{key}">[^<]*</data>', "", graphml)
    return re.sub(r'<key id="\w+" for="graph" attr.name="n_\w+"[^>]*/>', "", graphml)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--kind", "lone"], "unknown kind of network 'lone': did you mean 'lon'?"),
        (["--layout", "forse"], "did you mean 'force'?"),
        (["--colour", ".", "--colour", "x"], "holds no run"),
        (["--colour", "test_ac"], "did you mean 'test_acc'?"),
        (["--colour", ".."], ".. holds no run"),
        (["--funnels", "--colour", "x"], "--funnels and --colour x: give one or the other"),
        (["--size", "basins"], "did you mean 'basin'?"),
        (["--min-weight", "much"], "'much': expected a number"),
        (["--labels", "-1"], "labels is -1"),
        (["--colour-scale", "lgo"], "did you mean 'log'?"),
        (["--theme", "drak"], "did you mean 'dark'?"),
        (["--width", "-3"], "width -3.0: expected inches"),
        (["--width", "wide"], "'wide': expected a number"),
        (["--font", "serife"], "did you mean 'serif'?"),
        (["--font-size", "0"], "font size 0.0: expected points"),
        (["--png", "a.pdf"], "--png a.pdf: expected a name that ends in .png"),
    ],
)
def test_a_wrong_option_is_one_clear_line(here, options, told):
    drawn = inside("plot", "saved", *options, cwd=here)
    assert drawn.code == 2
    assert told in drawn.stderr
    assert drawn.stderr.count("\n") == 1


def test_a_search_has_no_network(here, tmp_path):
    (tmp_path / "found").mkdir()
    summary = {"format": 1, "kind": "search"}
    (tmp_path / "found" / "summary.json").write_text(json.dumps(summary))
    drawn = inside("plot", "found", "--kind", "lon", cwd=tmp_path)
    assert drawn.code == 2
    assert "is a search, which has no network" in drawn.stderr


def test_a_run_of_another_format_is_refused(here, tmp_path):
    shutil.copytree(here / "saved", tmp_path / "saved")
    path = tmp_path / "saved" / "summary.json"
    path.write_text(json.dumps(json.loads(path.read_bytes()) | {"format": 0}))
    drawn = inside("plot", "saved", cwd=tmp_path)
    assert drawn.code == 1
    assert "is of format 0, this version reads 1" in drawn.stderr


@pytest.mark.parametrize("captions", [[1], {"title": 5}])
def test_damaged_captions_are_one_line(here, tmp_path, captions):
    shutil.copytree(here / "saved", tmp_path / "saved")
    path = tmp_path / "saved" / "summary.json"
    path.write_text(json.dumps({**json.loads(path.read_bytes()), "figure": captions}))
    drawn = inside("plot", "saved", "--svg", "a.svg", cwd=tmp_path)
    assert (drawn.code, len(drawn.stderr.splitlines())) == (1, 1)
    assert "'figure'" in drawn.stderr


def test_a_page_can_switch_between_several_colours(rugged_run, tmp_path):
    shutil.copytree(rugged_run.folder, tmp_path / "saved")
    metric = rugged_run.summary["metric"]
    run = landscape.load(tmp_path / "saved")
    figure = plot(run, colour=(metric, str(tmp_path / "saved"))).figure
    assert len({colouring.label for colouring in figure.colourings}) >= 3

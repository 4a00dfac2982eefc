"""`viz.plot` does what the command does, and draws what a program has at hand."""

import shutil
from base64 import b64decode

import numpy as np
import pytest

import landscape
import viz
from landscape.errors import OptionError, UnknownNameError
from tests.cli.command import inside
from viz.runs.plot import run_bundle

SPACE = landscape.ProductSpace([4, 4, 3], name="valley")
FITNESS = np.random.default_rng(1).normal(size=SPACE.size).round(1)
VALLEY = landscape.Landscape(SPACE, FITNESS, metric="depth")


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return landscape.save(VALLEY, tmp_path_factory.mktemp("runs") / "depth", title="A valley")


@pytest.fixture
def own(run, tmp_path):
    """A copy of the run, to draw in."""
    return run.save(tmp_path / "own")


def pictures(folder):
    return {path.name: path.read_bytes() for path in folder.glob("mlon.[hp]*")}


OPTIONS = [
    {},
    {
        "kind": "lon",
        "layout": "rank",
        "width": 3.3,
        "font": "serif",
        "font_size": 9.0,
        "funnels": True,
        "size": "basin",
        "min_weight": 2.0,
        "labels": 2,
    },
    {"kind": "cmlon", "colour": ["depth", "funnel"], "colour_scale": "rank", "theme": "dark"},
]


def written(options):
    for name, value in options.items():
        option = f"--{name.replace('_', '-')}"
        for each in value if isinstance(value, list) else [value]:
            yield option if each is True else f"{option}={each}"


@pytest.mark.parametrize("options", OPTIONS, ids=lambda options: " ".join(options))
def test_function_and_command_draw_the_pictures_of_a_folder_alike(run, tmp_path, options):
    for name in ("function", "command"):
        run.save(tmp_path / name)
    picture = viz.plot(tmp_path / "function", **options)
    command = inside("plot", "command", *written(options), cwd=tmp_path)
    assert command.stdout.splitlines() == ["command/mlon.html", "command/mlon.png"]
    assert [file.name for file in picture.files] == ["mlon.html", "mlon.png"]
    assert pictures(tmp_path / "function") == pictures(tmp_path / "command")
    assert picture.save(tmp_path / "again.png").read_bytes() == picture.files[1].read_bytes()
    assert picture == viz.plot(run, **options)


def test_files_that_are_named_are_written_and_no_others(own, tmp_path):
    before = pictures(own.folder)
    named = {kind: tmp_path / f"a.{kind}" for kind in ("png", "html", "pdf", "svg")}
    picture = viz.plot(str(own.folder), layout="fitness", **named)
    options = [f"--{kind}=b.{kind}" for kind in named]
    assert inside("plot", "own", "--layout=fitness", *options, cwd=tmp_path).code == 0
    assert picture.files == tuple(named.values())
    for file in picture.files:
        assert file.read_bytes() == file.with_stem("b").read_bytes()
    assert pictures(own.folder) == before


def test_looking_at_a_run_leaves_its_folder_alone(own):
    before = pictures(own.folder)
    assert viz.plot(own, funnels=True).files == ()
    assert pictures(own.folder) == before


def test_a_landscape_is_drawn_as_its_run_would_be(tmp_path):
    run = landscape.save(VALLEY, tmp_path / "run")
    drawn = viz.plot(run, kind="lon")
    for given in (run.landscape, viz.Entry(run.landscape)):
        assert viz.plot(given, kind="lon") == drawn


def test_an_entry_of_a_run_is_drawn_as_the_run(run):
    assert viz.plot(viz.Entry.of(run)) == viz.plot(run)


def test_a_landscape_is_coloured_by_another_run(own):
    drawn = viz.plot(own.landscape, colour=own).figure
    assert drawn.colouring.measured.tolist() == drawn.fitness.tolist()
    with pytest.raises(OptionError, match="of valley, and the landscape of square: expected"):
        viz.plot(landscape.Landscape(landscape.ProductSpace([2, 2], name="square"), range(4)),
                 colour=own.folder)  # fmt: skip


@pytest.mark.parametrize("network", [VALLEY.network("lon"), VALLEY.lon()], ids=["arrays", "graph"])
def test_a_network_is_drawn_as_it_is(network):
    drawn = viz.plot(network, layout="fitness", colour="funnel")
    assert (drawn.figure.kind, drawn.figure.colour_label) == ("lon", "Funnel")
    assert viz.plot(network, kind="lon").also == ()
    with pytest.raises(OptionError, match="kind 'cmlon': the network is of kind 'lon'"):
        viz.plot(network, kind="cmlon")
    with pytest.raises(OptionError, match="colour 'x': a network alone has fitness and funnel"):
        viz.plot(network, colour="x")


def test_pictures_are_equal_if_they_look_the_same(run):
    assert viz.plot(run) == viz.plot(run, layout="force")
    assert viz.plot(run) != viz.plot(run, layout="rank")
    assert viz.plot(run) != viz.plot(run, width=3.3)
    assert viz.plot(run) != "a picture"


def test_a_notebook_shows_the_figure_in_its_look(run, monkeypatch):
    monkeypatch.setattr("plotly.io.renderers.default", "plotly_mimetype")  # as in a notebook
    shown = viz.plot(run, width=2)._repr_mimebundle_()
    assert any("plotly" in kind for kind in shown)
    png = b64decode(shown["image/png"])
    assert int.from_bytes(png[16:20], "big") == 2 * 110  # dots
    assert shown["text/plain"].startswith("MlonFigure(")


def test_a_notebook_shows_a_run_as_its_picture_if_it_is_not_very_large(run, tmp_path):
    assert run_bundle(run)["image/png"] == viz.plot(run)._repr_mimebundle_()["image/png"]
    large = landscape.save(VALLEY, tmp_path / "large", graphml=False, pictures=False)
    assert run_bundle(large) == {}


def test_a_network_has_no_table_and_says_where_there_is_one(run):
    with pytest.raises(OptionError, match="see optima and edges of the run"):
        viz.plot(run).table()


@pytest.mark.parametrize(
    ("options", "error", "told"),
    [
        ({"colou": "x"}, TypeError, "has no option 'colou': did you mean 'colour'?"),
        ({"layout": "forse"}, UnknownNameError, "did you mean 'force'?"),
        ({"labels": -1}, OptionError, "labels is -1"),
        ({"labels": 1.5}, OptionError, "labels 1.5: expected a whole number"),
        ({"png": "a.pdf"}, OptionError, "expected a name that ends in .png"),
        ({"colour": 7}, UnknownNameError, "unknown colour '7'"),
        ({"colour": [None]}, OptionError, "colour None: expected"),
        ({"funnels": True, "colour": "depth"}, OptionError, "give one or the other"),
    ],
)
def test_wrong_use_is_one_clear_line(run, options, error, told):
    with pytest.raises(error, match=r"^[^\n]*$") as raised:
        viz.plot(run, **options)
    assert told in str(raised.value)


def test_what_cannot_be_drawn_is_refused():
    with pytest.raises(OptionError, match="3 cannot be drawn: expected the folder of a run"):
        viz.plot(3)


def test_the_run_of_large_networks_is_drawn_of_its_scores(tmp_path, run):
    bare = landscape.save(VALLEY, tmp_path / "bare", title="A valley", graphml=False)
    assert viz.plot(bare, kind="lon") == viz.plot(run, kind="lon")
    shutil.rmtree(tmp_path / "bare")

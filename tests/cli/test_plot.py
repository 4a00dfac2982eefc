"""Pictures of a saved run, drawn again."""

import json
import shutil

import pytest

from tests.cli.command import inside, landscape

MAGIC = {"png": b"\x89PNG", "html": b"<!DOCTYPE html>", "pdf": b"%PDF", "svg": b"<?xml"}


@pytest.fixture(scope="module")
def here(rugged_run, tmp_path_factory):
    """A folder with the run `saved`, without what only scoring needs."""
    folder = tmp_path_factory.mktemp("plot")
    unneeded = shutil.ignore_patterns("scores.parquet", "lon.graphml", "optima.csv", ".lock")
    shutil.copytree(rugged_run.folder, folder / "saved", ignore=unneeded)
    (folder / "saved" / "mlon.graphml").write_bytes(
        (rugged_run.folder / "mlon.graphml").read_bytes()
    )
    return folder


def test_every_kind_of_file_is_drawn_without_the_scores(here):
    options = [option for kind in MAGIC for option in (f"--{kind}", f"drawn.{kind}")]
    drawn = landscape("plot", "saved", *options, cwd=here, show_imports=True)
    assert drawn.code == 0
    assert sorted(drawn.stdout.splitlines()) == sorted(f"drawn.{kind}" for kind in MAGIC)
    assert [line for line in drawn.lines if line] == []
    for kind, magic in MAGIC.items():
        assert (here / f"drawn.{kind}").read_bytes().startswith(magic)
    assert not {"torch", "proxies"} & drawn.imported


def test_without_a_file_the_pictures_of_the_run_are_drawn_again(here, rugged_run):
    for name in ("mlon.html", "mlon.png"):
        (here / "saved" / name).unlink(missing_ok=True)
    drawn = landscape("plot", "saved", cwd=here)
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

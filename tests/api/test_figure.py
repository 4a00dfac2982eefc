"""`viz.figure` does what the command does, and takes what a program has at hand."""

from base64 import b64decode

import numpy as np
import pandas as pd
import pytest

import landscape
import viz
from landscape.errors import DataError, OptionError, UnknownNameError
from tests.cli.command import inside
from tests.explorer.folders import save_search

SPACE = landscape.get_space("transnas101-micro")
QUALITY = SPACE.decode(np.arange(SPACE.size)).sum(axis=1).astype(float)
NOISE = np.random.default_rng(2).normal(size=SPACE.size)
METRICS = {"test_acc": QUALITY, "good": QUALITY + NOISE, "bad": NOISE}


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """A folder with runs of three metrics and a search."""
    folder = tmp_path_factory.mktemp("runs")
    for name, scores in METRICS.items():
        one = landscape.Landscape(SPACE, scores, metric=name)
        landscape.save(one, folder / name, dataset="cifar10", graphml=False, pictures=False)
    save_search(folder / "search", METRICS["good"], [[1, 2, 3], [4, 5]], space=SPACE.name)
    return folder


@pytest.fixture(scope="module")
def runs(here):
    return [landscape.load(here / name) for name in METRICS]


OPTIONS = [
    ("optima", {"out": ["a.csv", "a.svg"], "label": ["A", "B", "C"], "title": ""}),
    ("overlap", {"out": ["a.md", "a.html"], "top": 0.05, "width": 3.3, "theme": "dark"}),
    ("scatter", {"out": ["a.tex"], "scale": "rank", "quality": ["bad"], "font": "serif"}),
]


@pytest.mark.parametrize(("kind", "options"), OPTIONS, ids=lambda value: str(value)[:10])
def test_function_and_command_leave_equal_files(here, tmp_path, monkeypatch, kind, options):
    folders = [here / name for name in METRICS]
    written = [
        f"--{name}={here / each if name == 'quality' else each}"
        for name, value in options.items()
        for each in (value if isinstance(value, list) else [value])
    ]
    for name in ("function", "command"):
        (tmp_path / name).mkdir()
    command = inside("figure", kind, *folders, *written, cwd=tmp_path / "command")
    assert command.code == 0, command.stderr
    monkeypatch.chdir(tmp_path / "function")
    quality = [here / each for each in options.get("quality", [])]
    picture = viz.figure(kind, folders, **(options | {"quality": quality}))
    assert [str(file) for file in picture.files] == options["out"] == command.stdout.split()
    for file in options["out"]:
        content = (tmp_path / "command" / file).read_bytes()
        assert (tmp_path / "function" / file).read_bytes() == content


def test_of_folders_alone_a_page_and_a_picture_are_left(here, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    picture = viz.figure("optima", here / "good", str(here / "bad"))
    assert [file.name for file in picture.files] == ["optima.html", "optima.png"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["optima.html", "optima.png"]


def test_of_what_a_program_has_nothing_is_left_but_what_is_named(runs, here, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    picture = viz.figure("optima", runs)
    assert picture.files == ()
    assert list(tmp_path.iterdir()) == []
    assert picture == viz.figure("optima", *runs) == viz.figure("optima", *runs[:2], here / "bad")


def test_landscapes_and_entries_are_runs_too(runs):
    made = [viz.Entry(run.landscape, "cifar10") for run in runs]
    titled = viz.figure("optima", made, label=["x", "y", "z"])
    assert titled == viz.figure("optima", runs, label=["x", "y", "z"])
    plain = viz.figure("optima", runs[1].landscape, runs[2].landscape)
    assert plain.table()["metric"].tolist() == ["good", "bad"]


def test_the_quality_metric_may_be_a_landscape(runs):
    bare = [run.landscape for run in runs]
    table = viz.figure("correlation", bare[1:], quality=bare[0]).table()
    known = pd.Series(METRICS["good"]).corr(pd.Series(QUALITY), method="spearman")
    assert table.iloc[0, 2] == pytest.approx(known)


def test_the_numbers_are_a_table(here, runs, tmp_path):
    picture = viz.figure("optima", runs, out=tmp_path / "a.csv")
    assert picture.table().equals(pd.read_csv(tmp_path / "a.csv"))


def test_searches_are_drawn_by_what_they_are_called(here):
    search = landscape.load(here / "search")
    table = viz.figure("trends", search, label="walks").table()
    assert set(table["search"]) == {"walks"}
    assert viz.figure("trends", search) == viz.figure("trends", search, here / "good")
    picture = viz.plot(search, theme="dark")
    assert picture.figure.look.theme == "dark"
    with pytest.raises(OptionError, match="is a search, which has no network"):
        viz.plot(search, kind="lon")


def test_a_notebook_shows_the_figure(runs, monkeypatch):
    monkeypatch.setattr("plotly.io.renderers.default", "plotly_mimetype")  # as in a notebook
    shown = viz.figure("optima", runs)._repr_mimebundle_()
    assert any("plotly" in kind for kind in shown)
    assert b64decode(shown["image/png"]).startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("kind", "options", "error", "told"),
    [
        ("optimum", {}, UnknownNameError, "did you mean 'optima'?"),
        ("optima", {"titel": ""}, TypeError, "has no option 'titel': did you mean 'title'?"),
        ("optima", {"top": 0.1}, OptionError, "top= is not for optima"),
        ("optima", {"log": False}, OptionError, "log=True/log=False is not for optima"),
        ("optima", {"out": "a.gif"}, OptionError, "expected a name that ends in .html"),
        ("optima", {"label": "A"}, OptionError, "1 label= for 3 runs"),
        ("optima", {"width": "wide"}, OptionError, "width 'wide': expected a number"),
        ("trends", {}, DataError, "holds a landscape, and trends is of searches"),
        ("overlap", {"quality": 3}, OptionError, "3 is no run"),
    ],
)
def test_wrong_use_is_one_clear_line(runs, kind, options, error, told):
    with pytest.raises(error, match=r"^[^\n]*$") as raised:
        viz.figure(kind, runs, **options)
    assert told in str(raised.value)


def test_a_search_is_no_landscape(here):
    for given in (here / "search", landscape.load(here / "search")):
        with pytest.raises(DataError, match="search holds a search: expected a folder that"):
            viz.figure("optima", given)


def test_no_run_is_refused():
    with pytest.raises(OptionError, match="no run was given"):
        viz.figure("optima", [])

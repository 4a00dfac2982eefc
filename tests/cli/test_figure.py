"""``landscape figure`` on small runs: what it draws, and what it refuses."""

from __future__ import annotations

import re

import numpy as np
import pytest

from landscape import get_space
from landscape.runs.saved import read_landscape
from tests.cli.command import inside, landscape
from viz import mlon_grid

SPACE = get_space("transnas101-micro")
HERE = ("--space", SPACE.name)
TABLE = ("--scores", "scores.csv", "--dataset", "cifar10")
JUDGED = ("accuracy", "correlation", "overlap", "scatter")


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """A folder with runs of two metrics and of test accuracy, and with two searches."""
    folder = tmp_path_factory.mktemp("figures")
    rng = np.random.default_rng(2)
    quality = SPACE.decode(np.arange(SPACE.size)).sum(axis=1) + rng.normal(size=SPACE.size)
    columns = {
        "test_acc": quality, "good": quality + rng.normal(size=SPACE.size),
        "bad": rng.normal(size=SPACE.size),
        "val_acc": quality + rng.normal(size=SPACE.size) / 9,
    }  # fmt: skip
    rows = [
        ",".join([SPACE.format(i), *(str(values[i]) for values in columns.values())])
        for i in range(SPACE.size)
    ]
    (folder / "scores.csv").write_text("\n".join([",".join(["arch", *columns]), *rows]) + "\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("landscape.api.build.draw", lambda *_: None)  # nobody looks
        for name in columns:
            table = (*TABLE[:-1], "CIFAR10-valid") if name == "val_acc" else TABLE
            run(folder, "build", *HERE, *table, "--metric", name, "--out", name)
    for name in ("good", "bad"):
        options = ("--proxy", name, "--budget", 50, "--trials", 4, "--out", f"search-{name}")
        run(folder, "search", "local-search", *HERE, *TABLE, *options)
    run(folder, "compare", "good", "bad", "--resamples", 2, "--out", "compared")
    (folder / "empty").mkdir()
    return folder


def run(folder, *arguments):
    done = inside(*arguments, cwd=folder)
    assert done.code == 0, done.stderr
    return done


def figure(folder, *arguments):
    return inside("figure", *arguments, cwd=folder)


@pytest.mark.parametrize("kind", JUDGED)
def test_accuracy_of_half_of_a_dataset_stands_beside_that_of_the_whole(here, tmp_path, kind):
    runs = [here / name for name in ("test_acc", "good", "val_acc")]
    run(tmp_path, "figure", kind, *runs, "--out", "a.csv", "--out", "a.svg")
    rows = (tmp_path / "a.csv").read_text().splitlines()[1:]
    assert {tuple(row.split(",")[:2]) for row in rows if "val_acc" in row} == {
        ("val_acc", "CIFAR-10")
    }
    assert "trained on half of its training" in _texts(tmp_path / "a.svg")


def test_a_grid_has_one_column_of_both_and_says_which_is_which(here, tmp_path):
    runs = [here / name for name in ("test_acc", "val_acc")]
    files = [option for kind in ("csv", "md", "tex", "svg") for option in ("--out", f"a.{kind}")]
    run(tmp_path, "figure", "MLON_grid", *runs, *files)
    table = [row.split(",") for row in (tmp_path / "a.csv").read_text().splitlines()]
    assert table[0] == [
        *("metric", "dataset", "trained on", "optima", "plateau optima", "edges", "sinks"),
        "global optima",
    ]
    assert [row[:3] for row in table[1:]] == [
        ["test_acc", "CIFAR-10", "cifar10"],
        ["val_acc", "CIFAR-10", "cifar10-valid"],
    ]
    landscape = read_landscape(here / "val_acc")
    network = landscape.monotonic()
    assert [int(number) for number in table[2][3:]] == [
        *(landscape.n_optima, landscape.n_plateau_optima, network.ecount()),
        *(sum(network.vs["sink"]), sum(network.vs["is_global"])),
    ]
    assert mlon_grid(runs).columns == ("CIFAR-10",)
    assert "val_acc on CIFAR-10: of networks that trained on half of its" in _texts(
        tmp_path / "a.svg"
    )
    assert mlon_grid(runs[1:]).columns == ("cifar10-valid",)


def test_what_fits_is_taken_and_what_was_left_out_is_named(here, tmp_path):
    given = sorted(here.iterdir())  # as runs/* is
    told = figure(here, "optima", *given, "--out", tmp_path / "all.csv")
    assert told.code == 0, told.stderr
    left = told.stderr.splitlines()
    assert len(left) == 1
    for name, what in (
        ("search-good", "a search"),
        ("compared", "a comparison"),
        ("empty", "no run"),
        ("scores.csv", "a file"),
    ):
        assert f"{name} ({what})" in left[0]
    assert len((tmp_path / "all.csv").read_text().splitlines()) == 1 + 4
    told = run(here, "figure", "trends", *given, "--out", tmp_path / "trends.csv")
    assert "good (a landscape)" in told.stderr


def test_landscapes_that_nobody_judges_are_left_out(here, tmp_path):
    run(here, "build", *HERE, *TABLE[:2], "--metric", "bad", "--out", tmp_path / "nowhere")
    options = ("--out", tmp_path / "a.csv")
    told = run(here, "figure", "accuracy", "test_acc", "good", tmp_path / "nowhere", *options)
    assert "left out, as no run says how good an architecture is there: bad on no" in told.stderr
    named = ("--quality", "test_acc", *options)
    run(here, "figure", "accuracy", tmp_path / "nowhere", *named)
    assert (tmp_path / "a.csv").read_text().splitlines()[1].startswith("bad,,")


def _texts(file):
    """Return the texts of a drawing, which matplotlib writes in comments."""
    return " ".join(re.findall("<!-- (.*?) -->", file.read_text()))


@pytest.mark.parametrize("kind", ["optima", "correlation-matrix", *JUDGED])
def test_landscapes_are_drawn(here, kind):
    drawn = figure(here, kind, "test_acc", "good", "bad", "--out", f"{kind}.svg")
    assert (drawn.code, drawn.stdout) == (0, f"{kind}.svg\n"), drawn.stderr
    assert (here / f"{kind}.svg").read_bytes().startswith(b"<?xml")


def test_searches_are_drawn_one_line_each(here):
    options = ("--quality", "test_acc", "--band", "quartiles", "--out", "trends.csv")
    run(here, "figure", "trends", "search-good", "search-bad", *options)
    header, *rows = (here / "trends.csv").read_text().splitlines()
    assert header == "dataset,search,evaluations,mean,low,high"
    assert {row.split(",")[1] for row in rows} == {"good", "bad"}


def test_a_search_leaves_the_trend_of_its_test_accuracy(here):
    assert (here / "search-good" / "trends.html").read_bytes().startswith(b"<!DOCTYPE html>")
    assert (here / "search-good" / "trends.png").read_bytes().startswith(b"\x89PNG")


def test_without_a_file_a_page_and_a_picture_are_left(here, tmp_path):
    runs = [here / name for name in ("good", "bad")]
    drawn = landscape("figure", "optima", *runs, cwd=tmp_path, show_imports=True)
    assert drawn.stdout.splitlines() == ["optima.html", "optima.png"]
    assert [line for line in drawn.lines if line] == []
    assert not {"torch", "proxies", "igraph"} & drawn.imported


def test_one_command_leaves_several_files_in_one_look(here):
    files = [f"look.{kind}" for kind in ("pdf", "tex", "md")]
    options = [option for file in files for option in ("--out", file)]
    look = ("--width", 3.3, "--font", "latex-like", "--font-size", 7, "--theme", "dark")
    drawn = run(here, "figure", "overlap", "good", "--quality", "test_acc", *options, *look)
    assert drawn.stdout.splitlines() == files
    assert (here / "look.md").read_text().splitlines()[2].startswith("| good | CIFAR-10 |")


def test_the_kinds_are_listed(here):
    listed = run(here, "list", "figures").stdout.splitlines()
    assert [line.split()[0] for line in listed[1:]][1:3] == ["optima", "accuracy"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("optimum", "good"), "unknown figure 'optimum': did you mean 'optima'?"),
        (("optima", "nowhere"), "nowhere holds no run"),
        (("optima", "search-good"), "search-good holds a search"),
        (("trends", "good"), "good holds a landscape, and trends is of searches"),
        (("overlap", "good"), "no run says how good an architecture is"),
        (("overlap", "test_acc"), "give others to judge"),
        (("optima", "good", "--top", 0.1), "--top is not for optima"),
        (("optima", "good", "--linear"), "--log/--linear is not for optima"),
        (("optima", "good", "--quality", "bad"), "--quality is not for optima"),
        (("correlation-matrix", "good"), "expected at least 2 folders"),
        (("optima", "good", "--out", "a.gif"), "expected a name that ends in .html"),
        (("optima", "good", "--width", 0), "width 0.0: expected inches"),
        (("optima", "good", "good"), "is given twice"),
        (("optima", "good", "--label", "a", "--label", "b"), "2 --label for 1 run"),
    ],
)
def test_wrong_use_is_one_clear_line(here, arguments, message):
    refused = figure(here, *arguments)
    assert refused.code in (1, 2)
    assert message in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
    assert refused.stdout == ""


def test_runs_are_called_as_the_user_says_and_the_folder_is_made(here):
    labels = ("--label", "ours", "--label", "theirs")
    told = figure(here, "optima", "good", "bad", *labels, "--out", "new/folder/optima.csv")
    assert told.code == 0, told.stderr
    rows = (here / "new" / "folder" / "optima.csv").read_text().splitlines()
    assert [row.split(",")[0] for row in rows[1:]] == ["ours", "theirs"]

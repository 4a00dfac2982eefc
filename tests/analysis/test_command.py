"""``landscape analyse`` and ``landscape list analyses``."""

from __future__ import annotations

import csv
import json
import shutil

import numpy as np
import pytest

from landscape import get_space
from landscape.analysis import ANALYSES
from landscape.runs.run import Run
from landscape.runs.saved import read_landscape
from landscape.scores import ScoreTable, write_scores
from tests.cli.command import inside, landscape
from tests.runs import built

SPACE = get_space("nb201")


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """A folder with a run of landscape build, and one of a landscape with an undefined number."""
    folder = tmp_path_factory.mktemp("analyse")
    codes = SPACE.decode(np.arange(SPACE.size))
    losses = 5 - codes.sum(axis=1) / 4 + np.random.default_rng(0).normal(size=SPACE.size) / 9
    rows = [f"{SPACE.format(i)},{loss}" for i, loss in enumerate(losses.tolist())]
    (folder / "losses.csv").write_text("\n".join(["arch,loss", *rows]) + "\n")
    options = ("--scores", "losses.csv", "--minimize", "--resolution", "0.25", "--out", "losses")
    assert inside("build", "--metric", "loss", *options, cwd=folder).code == 0
    flat = np.where(np.arange(SPACE.size) < 9, 1.0, np.nan)
    built(folder / "flat", flat, "score")
    return folder


def cells_of(line):
    """Return what stands in a line of columns, which are two spaces apart."""
    return [part.strip() for part in line.split("  ") if part]


@pytest.fixture
def few_analyses(monkeypatch):
    """Keep what the tests look at."""
    few = {name: ANALYSES[name] for name in ("distribution", "neutrality")}
    monkeypatch.setattr(ANALYSES, "_homes", {})
    monkeypatch.setattr(ANALYSES, "_records", few)


@pytest.mark.usefixtures("few_analyses")
def test_the_share_that_is_scored_stands_above_the_numbers(tmp_path):
    some = np.full(SPACE.size, np.nan)
    some[:1000] = 1.0
    built(tmp_path / "some", some, "score")
    built(tmp_path / "flat", np.ones(SPACE.size), "score")
    run = inside("analyse", "some", "flat", cwd=tmp_path)
    header = run.stdout.splitlines()[0]
    assert cells_of(header) == ["number", "some (6.4% scored)", "flat"]
    assert run.stderr.startswith("some: only 1,000 of 15,625 configurations have a score (6.4%)")
    profile = json.loads((tmp_path / "some" / "profile.json").read_text())["profile"]
    assert (profile["n_scored"], profile["scored_share"]) == (1000, 0.064)


def test_a_landscape_is_read_as_it_was_built(here):
    saved = read_landscape(here / "losses")
    assert (saved.metric, saved.minimize, saved.resolution) == ("loss", True, 0.25)
    summary = Run(here / "losses").summary
    assert {key: summary[key] for key in saved.summary()} == saved.summary()


def test_one_run_is_described(here):
    told = landscape("analyse", "losses", cwd=here, show_imports=True)
    assert told.code == 0, told.stderr
    assert not {"torch", "igraph", "plotly", "matplotlib"} & told.imported
    content = json.loads((here / "losses" / "profile.json").read_bytes())
    expected = read_landscape(here / "losses").profile()
    assert content["profile"] == expected
    assert content["undefined"] == expected.undefined
    assert (content["space"], content["metric"]) == ("nb201", "loss")
    shown = dict(line.split() for line in told.stdout.splitlines()[1 : 1 + len(expected)])
    assert list(shown) == list(expected)
    assert shown["n_configurations"] == "15,625"
    assert float(shown["autocorrelation_1"]) == pytest.approx(expected["autocorrelation_1"], 1e-5)
    assert told.stdout.splitlines()[-1] == (
        "epistasis_order_7_up: not defined here, because the space has 6 variables"
    )


def test_several_runs_stand_side_by_side(here, few_analyses):
    told = inside("analyse", "losses", "flat", "--out", "both", cwd=here)
    assert told.code == 0, told.stderr
    header, *rows = told.stdout.splitlines()
    assert cells_of(header) == ["number", "loss", "score (0.0576% scored)"]
    rows = [line.split() for line in rows]
    cells = {row[0]: row[1:] for row in rows}
    assert cells["fitness_skewness"][1] == "-"
    assert (
        "fitness_skewness, fitness_kurtosis of score (0.0576% scored): not defined here, because "
        "fitness is the same everywhere" in told.stdout
    )
    with (here / "both" / "profile.csv").open(newline="") as file:
        table = list(csv.DictReader(file))
    assert [row["run"] for row in table] == ["loss", "score"]
    assert table[1]["fitness_mean"] == "1.0"
    assert table[1]["fitness_skewness"] == ""
    assert json.loads((here / "flat" / "profile.json").read_bytes())["profile"]["n_distinct"] == 1


def test_runs_are_called_as_the_user_says(here, few_analyses):
    labels = ("--label", "a loss", "--label", "flat")
    told = inside("analyse", "losses", "flat", *labels, cwd=here)
    header = told.stdout.splitlines()[0]
    assert cells_of(header) == ["number", "a loss", "flat (0.0576% scored)"]
    for wrong, said in ((labels[:2], "1 --label for 2 runs"), (labels[:2] * 2, "given twice")):
        told = inside("analyse", "losses", "flat", *wrong, cwd=here)
        assert (told.code, told.stdout) == (2, "")
        assert said in told.stderr


def test_runs_of_the_same_name_are_told_apart_by_their_folders(here, tmp_path, few_analyses):
    for parent in ("a", "b"):
        shutil.copytree(here / "flat", tmp_path / parent / "flat")
    told = inside("analyse", "a/flat", "b/flat", cwd=tmp_path)
    header = told.stdout.splitlines()[0]
    assert cells_of(header) == ["number", *(f"{name}/flat (0.0576% scored)" for name in "ab")]
    twice = inside("analyse", "a/flat", "a/flat", cwd=tmp_path)
    assert (twice.code, twice.stdout) == (2, "")
    assert "a run is given twice among a/flat, a/flat" in twice.stderr


def test_other_scores_than_those_of_the_run_are_refused(here, tmp_path):
    shutil.copytree(here / "flat", tmp_path / "flat")
    table = ScoreTable(SPACE.name, {"score": np.arange(15625.0)}, {}, {}, {})
    write_scores(tmp_path / "flat" / "scores.parquet", table, SPACE)
    told = inside("analyse", "flat", cwd=tmp_path)
    assert told.code == 1
    assert "holds other scores than flat was built from: run landscape build again" in told.stderr


def test_a_folder_without_a_run_is_refused(tmp_path):
    told = inside("analyse", ".", cwd=tmp_path)
    assert (told.code, told.stdout) == (2, "")
    assert "holds no run" in told.stderr


def test_a_summary_of_something_else_is_refused(tmp_path):
    (tmp_path / "summary.json").write_text('{"format": 1}')
    told = inside("analyse", ".", cwd=tmp_path)
    assert told.code == 1
    assert "has no 'space': it is of another command or version" in told.stderr


def test_every_number_is_listed(tmp_path):
    told = inside("list", "analyses", cwd=tmp_path)
    header, *rows = told.stdout.splitlines()
    assert header.split() == ["number", "analysis", "range", "source", "definition"]
    keys = [key for known in ANALYSES.values() for key in known.keys]
    assert [row.split()[0] for row in rows] == keys
    assert "Weinberger" in next(row for row in rows if row.startswith("autocorrelation_1 "))

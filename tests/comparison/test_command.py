"""``landscape compare`` and ``landscape uncertainty``."""

from __future__ import annotations

import csv
import json
import re
import shutil

import numpy as np
import pandas as pd
import pytest

from landscape import get_space
from landscape.comparison import compare, resample_runs
from landscape.runs.saved import read_landscape
from tests.cli.command import inside, landscape
from tests.runs import built

SPACE = get_space("nb201")


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """A folder with runs of two proxies, of accuracy, of a loss, and of another space."""
    folder, rng = tmp_path_factory.mktemp("compare"), np.random.default_rng(0)
    truth = SPACE.decode(np.arange(SPACE.size)).sum(axis=1) + rng.normal(size=SPACE.size)
    built(folder / "accuracy", truth, "accuracy")
    built(folder / "loss", -truth, "loss", minimize=True)
    built(folder / "close", truth + rng.normal(size=SPACE.size), "close")
    far = truth + 3 * rng.normal(size=SPACE.size)
    far[5] = np.nan
    built(folder / "far", far, "far")
    sizes = get_space("sss")
    built(folder / "sizes", rng.normal(size=sizes.size), "score", space="sss")
    return folder


def cells(lines):
    return [re.split(r"  +", line.strip()) for line in lines]


@pytest.fixture(scope="module")
def told(here):
    options = ("--resamples", 20, "--seed", 4, "--out", "out")
    finished = landscape("compare", "close", "far", "accuracy", *options, cwd=here)
    assert finished.code == 0, finished.stderr
    return finished


@pytest.fixture(scope="module")
def expected(here):
    runs = [read_landscape(here / name) for name in ("close", "far", "accuracy")]
    return [compare(run, runs[-1], rng=4, resamples=20) for run in runs[:-1]]


def test_each_run_is_compared_with_the_last(told, expected):
    shown = cells(told.stdout.splitlines())
    assert shown[:2] == [["compared with", "accuracy"], ["quality", "accuracy"]]
    assert shown[3] == ["number", "close", "far"]
    rows = {row[0]: row[1:] for row in shown[4:] if len(row) == 3}
    assert rows["n_both"] == ["15,625", "15,624"]
    for key in ("spearman", "kendall_low", "climb_quality", "escape_regret"):
        values = [one.numbers[key] for one in expected]
        assert [float(cell) for cell in rows[key]] == pytest.approx(values, rel=1e-5)


def test_the_screen_shows_where_climbs_end_and_says_where_they_disagree(told, expected):
    assert "\nlocal optima of far, and accuracy there\n" in told.stdout
    most = expected[0].optima.sort_values("absorbed_share").iloc[-1]
    assert f"{most['absorbed_share']:.1%}" in told.stdout
    assert most["arch"] in told.stdout
    for one in expected:
        for sentence in one.disagreements:
            assert f"- {sentence}\n" in told.stdout


def test_files_hold_the_same(told, expected):
    folder = told.folder
    content = json.loads((folder / "compare.json").read_bytes())
    assert (content["settings"], content["format"]) == ({"resamples": 20, "seed": 4}, 1)
    assert content["comparisons"] == [one.to_dict() for one in expected]
    with (folder / "compare.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["first"], row["second"]) for row in rows] == [
        ("close", "accuracy"),
        ("far", "accuracy"),
    ]
    assert float(rows[0]["spearman"]) == expected[0].numbers["spearman"]
    assert (folder / "compare.md").read_text().startswith("| number | close / accuracy | far")
    assert (folder / "compare.tex").read_text().startswith(r"\begin{tabular}{lrr}")
    optima, overlap = (pd.read_csv(folder / f"{name}.csv") for name in ("optima", "overlap"))
    assert (optima["run"] == "close").sum() == len(expected[0].optima)
    curve = overlap[overlap["run"] == "far"]
    assert curve["overlap"].tolist() == expected[1].curve.overlap.tolist()


def test_quality_may_be_that_of_another_run(here):
    told = inside("compare", "far", "close", "--quality", "loss", "--resamples", 0, cwd=here)
    assert told.code == 0, told.stderr
    assert told.stdout.splitlines()[1] == "quality        loss"
    assert not (here / "out2").exists()
    runs = [read_landscape(here / name) for name in ("far", "close", "loss")]
    regret = compare(*runs[:2], quality=runs[2], resamples=0).numbers["climb_regret"]
    assert f"{regret:,.6g}" in told.stdout
    assert "of far: not defined here, because no resamples were asked for" in told.stdout


def test_runs_of_the_same_name_are_told_apart_by_their_folders(here, tmp_path):
    for parent in ("a", "b"):
        shutil.copytree(here / "accuracy", tmp_path / parent / "run")
    told = inside("compare", "a/run", "b/run", "--resamples", 2, cwd=tmp_path)
    assert told.code == 0, told.stderr
    assert told.stdout.splitlines()[0] == "compared with  b/run"


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("close",), 2, "one run, close: expected at least two to compare"),
        (("close", "close"), 2, "a run is given twice among close, close: name each once"),
        (("close", "sizes"), 1, "are different spaces: expected landscapes of the same space"),
        (("close", "."), 2, ". holds no landscape, and it is the last"),
        (("close", "far", "."), 2, ". holds no landscape, and it is the last"),
        ((".", "close"), 2, "one run, close: expected at least two to compare"),
        (("close", "far", "--quality", "nowhere"), 2, "nowhere holds no run"),
        (("close", "far", "--resamples", "-1"), 2, "-1 resamples: expected 0"),
        (("close", "far", "--seed", "-1"), 2, "seed -1: expected 0 or more"),
        (("close", "far", "--resamples", "many"), 2, "'many': expected a whole number"),
    ],
)
def test_bad_input_is_one_line(here, arguments, code, message):
    told = inside("compare", *arguments, cwd=here)
    assert (told.code, told.stdout) == (code, "")
    assert message in told.stderr.splitlines()[-1]


def test_a_refused_comparison_leaves_no_folder(here):
    told = inside("compare", "close", "sizes", "--out", "never/deep", cwd=here)
    assert told.code == 1
    assert not (here / "never").exists()


@pytest.mark.parametrize("command", ["compare", "uncertainty"])
def test_help_is_told_without_loading_what_computes(command, tmp_path):
    told = landscape(command, "--help", cwd=tmp_path, show_imports=True)
    assert told.code == 0
    assert "--resamples" in told.stdout
    assert not {"torch", "igraph", "pandas", "scipy"} & told.imported


# -- uncertainty --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def runs():
    rng = np.random.default_rng(0)
    truth = SPACE.decode(np.arange(SPACE.size)).sum(axis=1)
    columns = (truth + rng.normal(size=(2, SPACE.size))).round(1)
    columns[1, :9] = np.nan
    return columns


@pytest.fixture(scope="module")
def imported(runs, tmp_path_factory):
    """A folder with a benchmark of two training runs, and one loss."""
    folder = tmp_path_factory.mktemp("uncertainty")
    frame = pd.DataFrame({"arch": [SPACE.format(i) for i in range(SPACE.size)]})
    frame.assign(a=runs[0], b=runs[1], loss=-runs[0]).to_parquet(folder / "mine.parquet")
    columns = (
        "a=val_acc,dataset=cifar10,epoch=200,run=777,resolution=0.1",
        "b=val_acc,dataset=cifar10,epoch=200,run=888,resolution=0.1",
        "loss=val_loss,dataset=cifar10,epoch=200",
    )
    options = [option for column in columns for option in ("--column", column)]
    into = ("--space", "nb201", "--data-dir", folder)
    told = inside("data", "import", "table", "mine.parquet", *into, *options, cwd=folder)
    assert told.code == 0, told.stderr
    return folder


@pytest.fixture(scope="module")
def resampled(imported):
    finished = uncertainty("--metric", "val_acc", "--resamples", 7, "--seed", 3, cwd=imported)
    assert finished.code == 0, finished.stderr
    return finished


def uncertainty(*options, cwd):
    return inside("uncertainty", "--data-dir", cwd, *options, cwd=cwd)


def test_the_training_runs_of_a_benchmark_are_resampled(resampled, runs):
    expected = resample_runs(SPACE, runs, resolution=0.05, resamples=7, rng=3)
    content = json.loads((resampled.folder / "uncertainty.json").read_bytes())
    assert {key: content[key] for key in expected.summary()} == expected.summary()
    assert (content["resolution"], content["seed"]) == (0.05, 3)
    table = pd.read_csv(resampled.folder / "uncertainty.csv")
    assert table["share_global"].tolist() == pytest.approx(expected.table()["share_global"])
    funnels = pd.read_csv(resampled.folder / "funnels.csv")
    assert funnels["index"].tolist() == expected.landscape.funnels.sinks.tolist()


def test_the_screen_says_what_survives(resampled):
    content = json.loads((resampled.folder / "uncertainty.json").read_bytes())
    assert resampled.screen["configurations"] == "9 of 1 run, 15,616 of 2 runs"
    survival = f"{content['mean_optimum_survival']:.1%} of the resamples"
    assert resampled.screen["optima survive"] == survival
    assert (
        resampled.folder.name == "nb201-val_acc-cifar10-epoch200-mine-uncertainty-resamples7-seed3"
    )


def test_few_scores_are_told_of_when_resampling(runs, tmp_path):
    few = pd.DataFrame({"arch": [SPACE.format(i) for i in range(40)]})
    few.assign(a=runs[0][:40], b=runs[1][:40]).to_parquet(tmp_path / "few.parquet")
    columns = ("--column", "a=val_acc,run=1", "--column", "b=val_acc,run=2")
    source = ("few.parquet", "--space", "nb201", "--data-dir", tmp_path)
    assert inside("data", "import", "table", *source, *columns, cwd=tmp_path).code == 0
    told = uncertainty("--metric", "val_acc", "--resamples", 2, cwd=tmp_path)
    assert told.code == 0, told.stderr
    assert "only 40 of 15,625 configurations have a score (0.256%)" in told.stderr


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--metric", "val_loss"), "has one training run: expected several to resample"),
        (("--metric", "val_acc", "--resamples", "0"), "0 resamples: expected at least 1"),
        (("--metric", "val_acc", "--seed", "-2"), "seed -2: expected 0 or more"),
        (("--metric", "val_acc", "--epoch", "9"), "there are the epochs"),
        (("--metric", "top5"), "unknown metric 'top5'"),
    ],
)
def test_what_cannot_be_resampled_is_one_line(imported, options, message):
    told = uncertainty(*options, cwd=imported)
    assert (told.code, told.stdout) == (2, "")
    assert message in told.stderr.splitlines()[-1]

"""How much of a landscape stays from seed to seed."""

import csv
import json

import pytest

from landscape import Landscape
from landscape.comparison.stability import stability_of
from landscape.scores import read_scores
from tests.cli.command import inside

COMMAND = ("stability", "--metric", "l2_norm", "--seeds", 2, "--seed", 5)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """The metric with random weights that is the fastest; do not change its folder."""
    finished = inside(*COMMAND, cwd=tmp_path_factory.mktemp("stability"))
    assert finished.code == 0, finished.stderr
    return finished


@pytest.fixture(scope="module")
def expected(run, nb201):
    tables = [read_scores(run.folder / f"seed{s}" / "scores.parquet", nb201) for s in (5, 6)]
    assert [table.settings["l2_norm"]["seed"] for table in tables] == [5, 6]
    return stability_of([Landscape(nb201, table.column("l2_norm")) for table in tables])


def test_the_folder_tells_what_was_compared(run):
    assert run.folder == run.cwd / "runs" / "nb201-l2_norm-cifar10-seed5-stability2"


def test_the_summary_has_what_the_landscapes_have_in_common(run, expected):
    summary = json.loads((run.folder / "stability.json").read_bytes())
    assert summary["seeds"] == [5, 6]
    assert summary["n_optima"] == expected.n_optima.tolist()
    assert summary["n_plateau_optima"] == expected.n_plateau_optima.tolist()
    assert summary["n_ever_optimum"] == len(expected.index)
    assert summary["mean_jaccard"] == pytest.approx(expected.jaccard.mean())
    assert summary["mean_adjusted_rand"] == pytest.approx(expected.rand.mean())
    assert summary["mean_spearman"] == pytest.approx(expected.spearman.mean())
    assert 0.5 < summary["mean_spearman"] < 1
    assert summary["provenance"]["settings"]["seed"] == 5


def test_every_optimum_has_a_row(run, expected):
    with (run.folder / "stability.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["index"]) for row in rows] == expected.index.tolist()
    assert [int(row["times_optimum"]) for row in rows] == expected.times_optimum.tolist()
    assert [int(row["times_global"]) for row in rows] == expected.times_global.tolist()


def test_the_screen_says_it_too(run, expected):
    assert run.screen["seeds"] == "5, 6"
    assert run.screen["local optima"] == ", ".join(map(str, expected.n_optima))
    assert run.screen["plateaus"] == ", ".join(map(str, expected.n_plateau_optima))
    assert run.screen["overlap of optima"] == f"{expected.jaccard.mean():.4f}"
    first = expected.space.format(expected.index[0])
    assert f"{expected.times_optimum[0]}/2" in run.stdout
    assert first in run.stdout


def test_a_second_run_scores_nothing_and_a_longer_one_only_what_is_new(run):
    before = (run.folder / "stability.json").read_bytes()
    again = inside(*COMMAND, "--out", run.folder, cwd=run.cwd)
    assert again.stderr.count("scores are there already") == 2
    assert "scoring" not in again.stderr
    assert again.stdout.splitlines()[:-1] == run.stdout.splitlines()[:-1]
    assert (run.folder / "stability.json").read_bytes() == before
    assert not (run.folder / "summary.json").exists()  # which is that of a build


def test_other_settings_into_the_same_folder_are_refused(run):
    refused = inside(*COMMAND, "--init", "independent", "--out", run.folder, cwd=run.cwd)
    assert refused.code == 1
    last = refused.stderr.splitlines()[-1]
    assert 'l2_norm was scored with init = "shared", and init = "independent" is asked' in last

"""Configurations that build the same network: kept, merged, and filled in from a table."""

import json

import numpy as np
import pandas as pd
import pytest

import landscape
import viz
from landscape.errors import DataError, OptionError, UnknownNameError
from landscape.numbers import counted, share_text
from landscape.spaces import ProductSpace, SpaceRecord, get_space
from landscape.spaces.registry import SPACES
from tests.cli.command import inside
from tests.landscape.oracle import solve
from tests.spaces.test_functional import Sorted, reached

NB201 = get_space("nb201")
NETWORKS = NB201.functional()
CANONICAL = NB201.canonical(np.arange(NB201.size))
OWN = np.arange(NB201.size) == CANONICAL


def written(path, scores):
    """Write a table of scores of configurations, a row for each that has one."""
    names = [NB201.format(index) for index in range(NB201.size)]
    table = pd.DataFrame({"arch": names, "score": scores})
    table.dropna().to_parquet(path)
    return path


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    """Tables of whole and of canonical scores: few optima, and ties."""
    here, rng = tmp_path_factory.mktemp("tables"), np.random.default_rng(5)
    options = NB201.decode(np.arange(NB201.size)).sum(axis=1)
    scores = 10.0 * options + rng.integers(0, 15, NB201.size)
    scores[7], scores[CANONICAL[1000] == CANONICAL] = np.nan, 50.0
    written(here / "whole.parquet", scores)
    written(here / "canonical.parquet", np.where(OWN, scores, np.nan))
    return here


def scores_of(tables, name="whole"):
    rows = pd.read_parquet(tables / f"{name}.parquet").set_index("arch")["score"]
    return rows.reindex([NB201.format(index) for index in range(NB201.size)]).to_numpy()


@pytest.fixture(scope="module")
def merged(tables, tmp_path_factory):
    """The run of the functional landscape; do not change its folder."""
    here = tmp_path_factory.mktemp("merged")
    return landscape.build(
        "score", scores=tables / "whole.parquet", duplicates="merge", out=here / "run"
    )


# -- merged -------------------------------------------------------------------------------------


def test_the_canonical_score_counts(merged, tables):
    np.testing.assert_array_equal(
        merged.landscape.fitness, scores_of(tables)[NETWORKS.representatives]
    )
    assert merged.summary["space"] == "nb201-functional"
    assert merged.summary["n_configurations"] == 9_445


def test_the_summary_says_how_many_networks_differ_and_by_how_much(merged, tables):
    scores, furthest, several, differing = scores_of(tables), [], 0, 0
    for canonical in np.flatnonzero(OWN).tolist():
        behind = scores[canonical == CANONICAL]
        known = behind[~np.isnan(behind)]
        if np.isnan(scores[canonical]) or len(known) < 2:
            continue
        several += 1
        gap = np.abs(known - scores[canonical]).max()
        if gap:
            differing += 1
            furthest.append(gap)
    told = merged.summary["merged"]
    assert told["n_groups"] == several
    assert told["n_differing"] == differing == several - 1  # in one all are the same
    assert told["mean_difference"] == pytest.approx(np.mean(furthest))
    assert told["largest_difference"] == np.max(furthest)
    assert told["n_left_out"] == (1 if OWN[7] and np.sum(CANONICAL == 7) > 1 else 0)


def test_function_and_command_leave_equal_runs(merged, tables, tmp_path):
    command = inside(
        *("build", "--metric", "score", "--scores", tables / "whole.parquet"),
        *("--duplicates", "merge", "--out", tmp_path / "run"),
        cwd=tmp_path,
    )
    assert command.code == 0, command.stderr
    told = landscape.load(tmp_path / "run")
    for summary in (told.summary, merged.summary):
        summary.pop("timings"), summary["provenance"].pop("scores")
    assert told == merged
    assert landscape.load(merged.folder).landscape.space.name == "nb201-functional"
    assert "15,625 configurations; the canonical one's score counts" in command.screen["duplicates"]


def test_scores_of_configurations_stay_and_are_copied(merged, tables, tmp_path):
    copy = merged.save(tmp_path / "copy")
    kept = pd.read_parquet(copy.folder / "configurations" / "scores.parquet")
    np.testing.assert_array_equal(kept["score"], scores_of(tables))
    assert len(copy.scores) == 9_445


def test_without_out_the_folder_says_that_they_are_merged(tables, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    asked = {"scores": tables / "whole.parquet", "pictures": False, "graphml": False}
    one = landscape.build("score", duplicates="merge", **asked)
    other = landscape.build("score", space="nb201-functional", **asked)
    assert str(one.folder) == str(other.folder) == "runs/nb201-score-whole-merged"
    assert other.summary["options"]["space"] == "nb201"
    assert landscape.build("score", **asked).folder.name == "nb201-score-whole"


def test_optima_say_how_many_configurations_are_behind_them(merged):
    behind = merged.optima.set_index("index")["members"]
    assert behind.tolist() == NETWORKS.members[merged.landscape.optima].tolist()
    figure = viz.plot(merged).figure
    for index, text in zip(figure.indices.tolist(), figure.hover, strict=True):
        assert f"configurations that build it: {NETWORKS.members[index]}" in text.split("\n")
    assert f"({counted(merged.landscape.n_plateau_optima, 'plateau')})" in figure.subtitle


def test_every_command_takes_the_run(merged, tables, tmp_path):
    whole = landscape.build("score", scores=tables / "whole.parquet", out=tmp_path / "whole")
    assert landscape.analyse(merged).table()["n_optima"].tolist() == [merged.landscape.n_optima]
    with pytest.raises(DataError, match="different spaces"):
        landscape.compare(merged, whole)
    rows = viz.figure("optima", [merged, whole]).figure.table.rows
    assert [row[0] for row in rows] == ["score, duplicates=merge", "score"]
    assert [row[4] for row in rows] == [r.landscape.n_plateau_optima for r in (merged, whole)]


def test_what_cannot_be_merged_is_refused_in_a_line(merged, tables, tmp_path):
    with pytest.raises(OptionError, match="NATS-Bench size space stands for a network of its own"):
        landscape.build("params", space="sss", duplicates="merge", out=tmp_path / "sss")
    with pytest.raises(UnknownNameError, match=r"'mrge'.*did you mean 'merge'"):
        landscape.build("params", duplicates="mrge", out=tmp_path / "mrge")
    assert not (tmp_path / "sss").exists()
    whole = tables / "whole.parquet"
    kept = landscape.build("score", scores=whole, pictures=False, out=tmp_path / "kept")
    before = (kept.folder / "scores.parquet").read_bytes()
    with pytest.raises(DataError, match="holds a landscape of nb201, and this one is of nb201-f"):
        landscape.build("score", scores=whole, duplicates="merge", out=kept.folder)
    assert (kept.folder / "scores.parquet").read_bytes() == before


def test_a_functional_landscape_is_what_its_definition_says():
    """Against plain loops: climbs, plateaus, and escapes whose weights count networks."""
    networks = Sorted().functional()
    fitness = np.random.default_rng(3).integers(0, 6, networks.size).astype(float)
    found = landscape.Landscape(networks, fitness)
    plain = solve(fitness.tolist(), lambda i, distance: reached(networks, i, distance))
    lon = found.network("lon")
    ends = found.optima[lon.source].tolist(), found.optima[lon.target].tolist()
    assert found.attractor.tolist() == plain.attractor
    assert found.n_plateau_optima == len(plain.plateaus)
    assert dict(zip(zip(*ends, strict=True), lon.weight.tolist(), strict=True)) == plain.lon
    assert lon.self_weight.tolist() == list(plain.self_weight.values())


def test_a_space_of_ones_own_is_merged_by_its_name(tmp_path):
    SPACES.register(SpaceRecord("sorted", Sorted))
    try:
        scores = pd.DataFrame({"configuration": range(64), "sum": np.arange(64) % 7})
        scores.to_csv(tmp_path / "sums.csv", index=False)
        run = landscape.build(
            *("sum",), space="sorted", scores=tmp_path / "sums.csv", duplicates="merge",
            out=tmp_path / "run",
        )  # fmt: skip
        assert landscape.load(tmp_path / "run") == run
        assert run.landscape.space.size == 20
        assert isinstance(run.landscape.space.base, ProductSpace)
    finally:
        SPACES.remove("sorted")


# -- filled -------------------------------------------------------------------------------------


def test_missing_duplicates_are_told_and_shares_are_of_what_is_scored(tables, tmp_path):
    path = tables / "canonical.parquet"
    command = inside(
        *("build", "--metric", "score", "--scores", path, "--no-pictures"),
        *("--out", tmp_path / "run"),
        cwd=tmp_path,
    )
    summary = landscape.load(tmp_path / "run").summary
    n_scored = np.count_nonzero(~np.isnan(scores_of(tables, "canonical")))
    assert summary["n_scored"] == n_scored
    missing = np.isnan(scores_of(tables, "canonical"))
    count = np.count_nonzero(missing & ~missing[CANONICAL])
    assert command.screen["duplicates"].startswith(f"{count:,} of the missing have a canonical")
    assert "--fill-duplicates" in command.screen["duplicates"]
    assert share_text(summary["global_basin"] / n_scored) in command.screen["global basin"]
    assert "n_filled_duplicates" not in summary


def test_duplicates_take_the_score_of_the_canonical_one(tables, tmp_path):
    path, scores = tables / "canonical.parquet", scores_of(tables, "canonical")
    options = {"scores": path, "fill_duplicates": True, "pictures": False}
    run = landscape.build("score", **options, out=tmp_path / "function")
    expected = [scores[i] if OWN[i] else scores[CANONICAL[i]] for i in range(NB201.size)]
    np.testing.assert_array_equal(run.landscape.fitness, expected)
    command = inside(
        *("build", "--metric", "score", "--scores", path, "--fill-duplicates", "--no-pictures"),
        *("--out", tmp_path / "command"),
        cwd=tmp_path,
    )
    told = landscape.load(tmp_path / "command").summary
    assert told["n_filled_duplicates"] == run.summary["n_filled_duplicates"]
    assert told["n_optima"] == run.summary["n_optima"]
    assert "have the score of their canonical form" in command.screen["duplicates"]
    again = landscape.build("score", **options, out=tmp_path / "function")
    np.testing.assert_array_equal(again.landscape.fitness, expected)


def test_scores_that_are_evaluated_are_not_filled(tmp_path):
    with pytest.raises(OptionError, match="params is evaluated for every architecture"):
        landscape.build("params", fill_duplicates=True, out=tmp_path / "run")


def test_an_imported_table_is_filled(tables, tmp_path):
    command = inside(
        *("data", "import", "table", tables / "canonical.parquet", "--space", "nb201"),
        *("--column", "score=val_acc,dataset=cifar10", "--fill-duplicates"),
        *("--data-dir", tmp_path),
        cwd=tmp_path,
    )
    assert command.code == 0, command.stderr
    asked = {"dataset": "cifar10", "data_dir": tmp_path, "pictures": False}
    run = landscape.build("val_acc", **asked, out=tmp_path / "run")
    scores = scores_of(tables, "canonical")
    np.testing.assert_array_equal(np.isnan(run.landscape.fitness), np.isnan(scores[CANONICAL]))


# -- other commands -----------------------------------------------------------------------------


def test_stability_and_uncertainty_of_networks(tmp_path):
    runs = np.random.default_rng(0).integers(0, 50, (2, NB201.size)).astype(float)
    names = [NB201.format(index) for index in range(NB201.size)]
    pd.DataFrame({"arch": names, "a": runs[0], "b": runs[1]}).to_parquet(tmp_path / "two.parquet")
    columns = [f"{run}=val_acc,run={run}" for run in "ab"]
    landscape.data.import_(
        "table", tmp_path / "two.parquet", space="nb201", column=columns, data_dir=tmp_path
    )
    asked = {"resamples": 2, "data_dir": tmp_path, "duplicates": "merge"}
    found = landscape.uncertainty("val_acc", **asked, out=tmp_path / "run")
    means = runs.mean(axis=0)[NETWORKS.representatives]
    expected = landscape.Landscape(NETWORKS, means)
    assert found.summary["space"] == "nb201-functional"
    assert found.summary["n_optima"]["of_means"] == expected.n_optima
    written = json.loads((tmp_path / "run" / "uncertainty.json").read_bytes())
    assert written["options"]["duplicates"] == "merge"

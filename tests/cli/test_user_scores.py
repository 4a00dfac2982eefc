"""Landscapes of scores that a user brings."""

import numpy as np
import pandas as pd
import pytest

from landscape import Landscape
from tests.cli.command import inside


def build(table, *options, cwd, metric="score"):
    return inside("build", "--scores", table, "--metric", metric, *options, cwd=cwd)


def numbers(run):
    """Return the summary without what depends on the file's name or the clock."""
    return {k: v for k, v in run.summary.items() if k not in ("timings", "provenance")}


@pytest.fixture(scope="module")
def frame(rugged_table):
    return pd.read_csv(rugged_table)


def test_configuration_numbers_are_taken_and_told(tmp_path, frame, rugged_run):
    path = tmp_path / "numbers.csv"
    frame.assign(arch=frame.index).to_csv(path, index=False)
    run = build(path, cwd=tmp_path)
    assert numbers(run) == numbers(rugged_run)
    assert run.stdout.count("\n") == rugged_run.stdout.count("\n")
    assert "configuration numbers" in run.stderr
    assert run.stderr.count("\n") == 1


@pytest.mark.parametrize("kind", ["naslib tuples in Parquet", "gzipped TSV"])
def test_parquet_and_csv_in_any_notation_are_the_same(tmp_path, frame, nb201, rugged_run, kind):
    if kind == "gzipped TSV":
        path = tmp_path / "table.tsv.gz"
        frame.sample(frac=1, random_state=0).to_csv(path, sep="\t", index=False)
    else:
        path = tmp_path / "table.parquet"
        naslib = [nb201.format(index, "naslib") for index in range(nb201.size)]
        pd.DataFrame({"architecture": naslib, "score": frame["score"]}).to_parquet(path)
    assert numbers(build(path, cwd=tmp_path)) == numbers(rugged_run)


def test_the_folder_is_named_after_space_column_and_file(tmp_path, rugged_table):
    run = build(rugged_table, "--dataset", "svhn", cwd=tmp_path)
    assert run.folder == tmp_path / "runs" / "nb201-score-svhn-rugged"
    assert run.summary["dataset"] == "svhn"
    assert run.summary["provenance"]["settings"]["file"] == rugged_table.name


def test_lower_is_better_if_the_user_says_so(tmp_path, frame, nb201, rugged_scores, rugged_run):
    path = tmp_path / "errors.csv"
    frame.assign(score=-frame["score"]).to_csv(path, index=False)
    run = build(path, "--minimize", cwd=tmp_path)
    assert run.summary["conventions"]["direction"] == (
        "fitness is maximised; it is the negated score"
    )
    changed = {"conventions", "figure", "minimize"}
    expected = {k: v for k, v in numbers(rugged_run).items() if k not in changed}
    assert {k: v for k, v in numbers(run).items() if k not in changed} == expected


def test_fitness_is_snapped_to_the_resolution(tmp_path, rugged_table, nb201, rugged_scores):
    run = build(rugged_table, "--resolution", 0.5, cwd=tmp_path)
    expected = Landscape(nb201, rugged_scores, metric="score", resolution=0.5).summary()
    assert {key: run.summary[key] for key in expected} == expected
    assert run.summary["n_strict_optima"] < run.summary["n_optima"]
    assert run.folder.name == "nb201-score-rugged-resolution0.5"


def test_the_column_of_architectures_can_be_named(tmp_path, frame, rugged_run):
    path = tmp_path / "table.csv"
    renamed = frame.rename(columns={"arch": "cell"}).assign(arch="something else")
    renamed.to_csv(path, index=False)
    assert numbers(build(path, "--key", "cell", cwd=tmp_path)) == numbers(rugged_run)


def test_rows_that_are_not_there_are_missing(tmp_path, frame, nb201, rugged_scores):
    path = tmp_path / "some.csv"
    part = frame.sample(n=9000, random_state=2)
    part.loc[part.index[:100], "score"] = np.nan
    part.to_csv(path, index=False)
    run = build(path, cwd=tmp_path)
    known = np.full(nb201.size, np.nan)
    known[part.index[100:]] = rugged_scores[part.index[100:]]
    expected = Landscape(nb201, known, metric="score").summary()
    assert expected["n_missing"] == nb201.size - 8900
    assert {key: run.summary[key] for key in expected} == expected
    assert run.screen["configurations"] == "15,625 (6,725 missing)"


def test_a_single_architecture_is_a_landscape(tmp_path, frame):
    path = tmp_path / "one.csv"
    frame.head(1).to_csv(path, index=False)
    run = build(path, cwd=tmp_path)
    assert (run.code, run.stderr) == (0, "")
    assert run.summary["n_optima"] == run.summary["global_basin"] == 1


def test_duplicates_may_agree_but_not_disagree(tmp_path, frame, rugged_run):
    path = tmp_path / "twice.csv"
    pd.concat([frame, frame.tail(5)]).to_csv(path, index=False)
    assert numbers(build(path, cwd=tmp_path)) == numbers(rugged_run)
    again = frame.tail(5).assign(score=lambda rows: rows["score"] + [0, 0, 1, 2, 0])
    pd.concat([frame, again]).to_csv(path, index=False)
    refused = build(path, cwd=tmp_path)
    assert (refused.code, refused.stdout) == (1, "")
    first = again.iloc[2]
    assert refused.stderr.startswith(
        f"landscape: {path} has two scores 'score' of {first['arch']}: "
    )
    assert refused.stderr.count("\n") == 1


def test_another_column_of_a_table_may_take_the_place_of_the_first(tmp_path, frame):
    path = tmp_path / "table.csv"
    frame.assign(other=frame["score"].to_numpy()[::-1]).to_csv(path, index=False)
    for metric in ("score", "other"):
        run = build(path, "--out", "run", cwd=tmp_path, metric=metric)
        assert run.code == 0
        assert run.summary["metric"] == metric


def test_a_run_of_another_file_is_not_written_over(tmp_path, frame):
    """Whether the folder was named or not; a file that has changed since is read again."""
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        frame.head(30 if name == "first" else 40).to_csv(tmp_path / name / "my.csv", index=False)
    for options in ((), ("--out", "here")):
        kept = build("first/my.csv", *options, cwd=tmp_path)
        summary = kept.summary
        refused = build("second/my.csv", *options, cwd=tmp_path)
        assert (refused.code, refused.stdout) == (1, "")
        assert "holds the landscape of another source, my.csv: choose another" in refused.stderr
        assert kept.summary == summary
    frame.head(50).to_csv(tmp_path / "first" / "my.csv", index=False)
    assert build("first/my.csv", "--out", "here", cwd=tmp_path).summary["n_missing"] == 15625 - 50


@pytest.mark.parametrize(
    ("metric", "strict"),
    [
        ("cifar10_test_acc_200ep", 17),
        ("cifar100_test_acc_200ep", 24),
        ("imagenet16_test_acc_200ep", 36),
    ],
)
def test_published_accuracies_have_the_published_optima(tmp_path, data_dir, metric, strict):
    run = build(data_dir / "nats_tss.parquet", cwd=tmp_path, metric=metric)
    assert (run.code, run.stderr) == (0, "")
    assert run.summary["n_strict_optima"] == strict
    assert run.summary["n_missing"] == 0
    assert f"({strict} strict, " in run.screen["local optima"]

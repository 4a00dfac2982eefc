"""Which number is meant, and what is said if none or several could be."""

from __future__ import annotations

import numpy as np
import pytest

from landscape.benchmarks.choice import Measurement, choose, epochs_listed
from landscape.benchmarks.column import Column
from landscape.benchmarks.metrics import trained_metric
from landscape.benchmarks.table import BenchmarkTable, open_table, write_table
from landscape.errors import DataMissingError, OptionError, UnknownNameError
from tests.trained.worlds import SPACE

RUNS = ("777", "888", "999")


def table(dataset, hp, epochs, *, benchmark="nats", metrics=("val_acc",), runs=RUNS):
    columns = tuple(Column(m, e, run) for m in metrics for run in runs for e in epochs)
    meanings = {m: trained_metric(m, 100) for m in metrics}
    return BenchmarkTable("tiny", 6, benchmark, dataset, hp, "", meanings, columns)


TABLES = [
    table("cifar10", "200", [100, 200], metrics=("test_acc",)),
    table("cifar10-valid", "12", [1, 2, 12], runs=RUNS[:2]),
    table("cifar10-valid", "200", [12, 100, 200]),
    table("cifar100", "12", [12], metrics=("val_acc", "train_loss")),
    table("cifar100", "200", [200], metrics=("val_acc", "test_acc")),
]


def chosen(*arguments, tables=TABLES, **asked):
    choice = choose(tables, Measurement(*arguments, **asked), "get a table")
    return choice.table.dataset, choice.table.hp, choice.epoch, choice.run


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"metric": "test_acc"}, ("cifar10", "200", 200, "mean")),
        ({"metric": "val_acc"}, ("cifar10-valid", "200", 200, "mean")),
        ({"metric": "val_acc", "dataset": "cifar10"}, ("cifar10-valid", "200", 200, "mean")),
        ({"metric": "val_acc", "epoch": 12}, ("cifar10-valid", "200", 12, "mean")),
        ({"metric": "val_acc", "hp": "12", "epoch": 2}, ("cifar10-valid", "12", 2, "mean")),
        ({"metric": "train_loss"}, ("cifar100", "12", 12, "mean")),
        ({"metric": "val_acc", "hp": "12"}, ("cifar10-valid", "12", 12, "mean")),
        ({"metric": "val_acc", "hp": "012"}, ("cifar10-valid", "12", 12, "mean")),
        ({"metric": "val_acc", "hp": "12", "run": "888"}, ("cifar10-valid", "12", 12, "888")),
        ({"metric": "val_acc", "run": "mean"}, ("cifar10-valid", "200", 200, "mean")),
        ({"metric": "val_acc", "dataset": "cifar100"}, ("cifar100", "200", 200, "mean")),
    ],
)
def test_what_is_not_said_follows_the_rules(asked, expected):
    assert chosen(**asked) == expected


@pytest.mark.parametrize(
    ("asked", "error", "told"),
    [
        (
            {"metric": "vall_acc"},
            UnknownNameError,
            "did you mean 'val_acc'.*test_acc, train_loss, val_acc",
        ),
        ({"metric": "val_acc", "dataset": "svhn"}, UnknownNameError, "cifar10-valid, cifar100"),
        (
            {"metric": "val_acc", "epoch": 13},
            OptionError,
            "--hp 200: 12, 100, 200; nats --hp 12: 1, 2, 12",
        ),
        (
            {"metric": "val_acc", "dataset": "cifar100", "epoch": 12, "hp": "200"},
            OptionError,
            "epoch 12, hp 200: there are the epochs nats --hp 200: 200; nats --hp 12",
        ),
        (
            {"metric": "val_acc", "dataset": "cifar11"},  # which is accepted, though no table is
            UnknownNameError,
            "did you mean 'cifar10'. known are .*cifar10, cifar10-valid, cifar100",
        ),
        ({"metric": "val_acc", "hp": "90"}, OptionError, "of hp 90: there are the epochs"),
        ({"metric": "val_acc", "hp": "12", "run": "999"}, UnknownNameError, "777, 888, mean"),
        ({"metric": "val_acc", "benchmark": "nb101"}, UnknownNameError, "benchmark 'nb101'"),
    ],
)
def test_what_there_is_not_is_told_with_what_there_is(asked, error, told):
    with pytest.raises(error, match=told):
        chosen(**asked)


@pytest.mark.parametrize("dataset", ["CIFAR10", "CIFAR-10", "cifar_10"])
def test_names_are_found_whatever_their_case_and_separators(dataset):
    asked = {"metric": "Val-Acc", "benchmark": "NATS"}
    assert chosen(**asked, dataset=dataset) == chosen("val_acc", dataset="cifar10")


def test_the_schedule_is_the_longest_that_has_the_epoch():
    def hp(**asked):
        return choose(TABLES, Measurement("val_acc", **asked), "").table.hp

    assert hp(dataset="cifar100", epoch=12) == hp(dataset="cifar10", epoch=2) == "12"
    assert hp(dataset="cifar10", epoch=12) == hp(dataset="cifar100") == "200"
    with pytest.raises(OptionError, match="of epoch 13"):
        hp(epoch=13)


def test_without_any_table_a_user_learns_what_to_get():
    with pytest.raises(DataMissingError, match="get a table"):
        chosen("val_acc", tables=[])


def test_two_benchmarks_are_told_apart_by_name_or_epoch():
    both = [*TABLES, table("cifar10-valid", "12", [7, 12], benchmark="mine")]
    with pytest.raises(OptionError, match="mine, nats; say which with --benchmark"):
        chosen("val_acc", tables=both)
    assert chosen("val_acc", benchmark="mine", tables=both)[1:3] == ("12", 12)
    assert chosen("val_acc", epoch=7, tables=both)[1:3] == ("12", 7)
    assert chosen("val_acc", epoch=100, tables=both)[1:3] == ("200", 100)


def test_a_dataset_of_one_benchmark_does_not_hide_that_of_another():
    both = [*TABLES, table("cifar10", "", [None], benchmark="suite", runs=("",))]
    assert chosen("val_acc", dataset="cifar10", epoch=12, tables=both)[0] == "cifar10-valid"
    with pytest.raises(OptionError, match="nats, suite; say which with --benchmark"):
        chosen("val_acc", dataset="cifar10", tables=both)


def test_without_a_default_dataset_one_must_be_named():
    tasks = [table(name, "", [None], runs=("",)) for name in ("jigsaw", "normal")]
    with pytest.raises(OptionError, match=r"say which with --dataset \(jigsaw, normal\)"):
        chosen("val_acc", tables=tasks)


def test_a_table_of_one_dataset_needs_no_name():
    nameless = [table("", "", [None], runs=("",))]
    assert chosen("val_acc", tables=nameless) == ("", "", None, "")


def test_the_resolution_is_that_of_the_mean():
    def resolution(**asked):
        return choose(TABLES, Measurement("val_acc", **asked), "").metric.resolution

    assert resolution(run="777") == 1
    assert resolution() == pytest.approx(1 / 6)  # of one, two or three runs
    assert resolution(hp="12") == pytest.approx(1 / 2)


def test_the_mean_is_of_the_runs_there_are(tmp_path):
    about = table("cifar10", "200", [200])
    runs = [
        [1, 2, 3, 4, 5, np.nan],
        [3, np.nan, 5, np.nan, 6, np.nan],
        [5, 6, np.nan, np.nan, 7, np.nan],
    ]
    values = {c: np.array(v, dtype=float) for c, v in zip(about.columns, runs, strict=True)}
    write_table(tmp_path / "t.parquet", about, SPACE, values)
    stored = open_table(tmp_path / "t.parquet")
    mean = choose([stored], Measurement("val_acc"), "").scores()
    np.testing.assert_array_equal(mean, [3, 4, 4, 4, 6, np.nan])
    one = choose([stored], Measurement("val_acc", run="888"), "").scores()
    np.testing.assert_array_equal(one, runs[1])


def test_a_choice_records_everything_that_was_chosen():
    settings = choose(TABLES, Measurement("val_acc", epoch=12), "").settings()
    assert settings == {
        "source": "benchmark",
        "benchmark": "nats",
        "dataset": "cifar10-valid",
        "hp": "200",
        "epoch": 12,
        "run": "mean",
        "runs": list(RUNS),
        "identity": {},
    }


@pytest.mark.parametrize(
    ("epochs", "text"),
    [
        ([1, 2, 3], "1 to 3"),
        ([1, 3], "1, 3"),
        ([1, 2], "1, 2"),
        ([None], "no epochs"),
        ([], "no epochs"),
    ],
)
def test_epochs_in_a_row_are_a_range(epochs, text):
    assert epochs_listed(epochs) == text

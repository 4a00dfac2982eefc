"""Searches come out as published for NAS-Bench-201 at 12,000 seconds; docs/search.md says how."""

from __future__ import annotations

import pytest

import search
from landscape.benchmarks.choice import Measurement, choose
from landscape.benchmarks.store import tables_of
from landscape.published import published_table
from landscape.spaces import get_space

pytestmark = pytest.mark.slow

DATASETS = ("cifar10", "cifar100", "ImageNet16-120")


@pytest.fixture(scope="module")
def tests():
    tables = tables_of(get_space("nb201"))
    return {d: choose(tables, Measurement("test_acc", d, "200"), "").scores() for d in DATASETS}


@pytest.mark.parametrize(
    ("name", "row", "settings"),
    [("random-search", "RS", {}), ("rea", "REA", {"tournament": 3}), ("reinforce", "RL", {})],
)
def test_rows_are_within_the_published_deviation(tmp_path, tests, name, row, settings):
    run = search.search(
        name,
        dataset="cifar10",
        budget="12000s",
        trials=100,
        settings=settings,
        benchmark="nats-tss",
        out=tmp_path / "run",
    )
    found = run.trials["configuration"].to_numpy()
    for dataset, accuracies in tests.items():
        printed = published_table("rank-nas", "table3").cell(row, f"{dataset} test_acc")
        assert abs(accuracies[found].mean() - printed.value) < printed.deviation

"""Searches on real tables come out as the papers say; what differs is told in the script."""

from __future__ import annotations

import numpy as np
import pytest

from tests.benchmarks import papers_search as papers

TRIALS = 100

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=papers.DATASETS)
def world(request, data_dir):
    return papers.world(data_dir, request.param)


@pytest.fixture(scope="module")
def accuracies(world):
    return papers.table_2(world, TRIALS)


def published(table, world):
    position = list(papers.DATASETS).index(world.name)
    return {name: row[position] for name, row in table.items()}


def test_mf_nas_on_parameters_ends_where_the_paper_says(world, accuracies):
    mean, _ = published(papers.PUBLISHED, world)["MF-NAS (Params)"]
    assert np.mean(np.round(accuracies["MF-NAS (Params)"], 2) == mean) >= 0.95


@pytest.mark.parametrize("name", ["FreeREA", "SH", "Random search", "REA", "MF-NAS (FLOPS)"])
def test_accuracies_are_those_of_the_paper(world, accuracies, name):
    assert papers.is_near(accuracies[name], *published(papers.PUBLISHED, world)[name])


@pytest.mark.parametrize("name", papers.LITERATURE)
def test_accuracies_are_those_of_work_that_reads_the_same_schedule(world, accuracies, name):
    assert papers.is_near(accuracies[name], *published(papers.LITERATURE, world)[name])


def test_local_search_on_parameters_always_reaches_the_optimum(world):
    assert papers.params_optimum(world, TRIALS).all()


def test_searches_by_ranks_beat_the_best_of_as_many_random_architectures(world):
    found = papers.rank_searches(world, 40)
    best, _, evaluations = found.pop("best of 1,000")
    for ranks, _, spent in found.values():
        assert spent.mean() <= evaluations.mean()
        assert ranks.mean() > best.mean()

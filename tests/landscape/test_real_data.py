"""Golden values on NAS-Bench-201: test accuracy after 200 epochs."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from landscape import Landscape, get_space


@pytest.fixture(scope="module")
def table(data_dir):
    """Accuracies of NAS-Bench-201, one row a configuration."""
    frame = pd.read_parquet(data_dir / "nats_tss.parquet")
    numbers = [get_space("nb201").parse(text) for text in frame["arch_str"]]
    return frame.set_index(np.array(numbers)).sort_index()


@pytest.mark.parametrize(
    ("dataset", "n_strict", "best"),
    [("cifar10", 17, 94.37), ("cifar100", 24, 73.51), ("imagenet16", 36, 47.31)],
)
def test_strict_optima_and_the_published_best(table, dataset, n_strict, best):
    landscape = Landscape(get_space("nb201"), table[f"{dataset}_test_acc_200ep"])
    summary = landscape.summary()
    assert summary["n_strict_optima"] == n_strict
    assert summary["global_fitness"] == pytest.approx(best, abs=0.005)
    assert summary["n_missing"] == 0
    assert landscape.basins.sum() == 15625


def test_noise_hides_the_ties_of_cifar100(table):
    """Test accuracy is a mean of runs on 10,000 images: multiples of 0.01 / 6 percent."""
    scores = table["cifar100_test_acc_200ep"]
    raw = Landscape(get_space("nb201"), scores)
    snapped = Landscape(get_space("nb201"), scores, resolution=0.01 / 6)
    assert equal_pairs(raw) == 301
    assert equal_pairs(snapped) == 2423


def equal_pairs(landscape):
    neighbours = landscape.space.neighbour_table(np.arange(landscape.space.size), 1)
    fitness = landscape.fitness
    return np.count_nonzero(fitness[neighbours] == fitness[:, None]) // 2

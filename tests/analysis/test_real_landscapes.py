"""Check values on NAS-Bench-201: raw test accuracy after 200 epochs."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from landscape import Landscape, get_space
from landscape.analysis.fitness_distance import fitness_distance_correlation
from landscape.analysis.goals import global_optima
from landscape.spaces.neighbourhood import neighbourhood


@pytest.fixture(scope="module")
def landscapes(data_dir):
    frame = pd.read_parquet(data_dir / "nats_tss.parquet")
    space = get_space("nb201")
    frame.index = np.array([space.parse(text) for text in frame["arch_str"]])
    return {
        name: Landscape(space, frame.sort_index()[f"{name}_test_acc_200ep"])
        for name in ("cifar10", "cifar100", "imagenet16")
    }


@pytest.mark.parametrize(
    ("dataset", "autocorrelation", "fdc"),
    [("cifar10", 0.5600, -0.2226), ("cifar100", 0.6111, -0.3090), ("imagenet16", 0.6794, -0.3163)],
)
def test_neighbours_are_alike_and_the_best_is_hard_to_tell_by_distance(
    landscapes, dataset, autocorrelation, fdc
):
    profile = landscapes[dataset].profile()
    assert profile["autocorrelation_1"] == pytest.approx(autocorrelation, abs=5e-5)
    assert profile["fdc_pearson_first"] == pytest.approx(fdc, abs=5e-5)


def test_tied_global_optima_have_a_correlation_each(landscapes):
    landscape = landscapes["cifar10"]
    _, other = global_optima(landscape)
    distance = neighbourhood(landscape.space).distances(np.array([other]))
    found = fitness_distance_correlation(landscape, distance)
    assert found == pytest.approx(-0.2199, abs=5e-5)
    nearest = landscape.profile()["fdc_pearson_nearest"]
    assert nearest == pytest.approx(-0.2716, abs=5e-5)

"""From scores to basins and a monotonic network: how long, how many edges, how much memory."""

from __future__ import annotations

import resource

import numpy as np
import pytest

from landscape import LON, Landscape, ProductSpace, Variable, get_space
from tests.benchmarks.nk import nk_fitness


def random_scores(space):
    return np.random.default_rng(0).random(space.size)


ORDERED = ProductSpace([Variable(f"x{i}", range(5), ordinal=True) for i in range(9)])
CASES = {
    "nb201": lambda: (get_space("nb201"), random_scores(get_space("nb201"))),
    "nk-2^20-k4": lambda: (ProductSpace([2] * 20), nk_fitness(20, 4)),
    "random-5^9": lambda: (ProductSpace([5] * 9), random_scores(ProductSpace([5] * 9))),
    "random-ordinal-5^9": lambda: (ORDERED, random_scores(ORDERED)),
}
ROUNDS = {"nb201": 20, "nk-2^20-k4": 3, "random-5^9": 3, "random-ordinal-5^9": 3}


@pytest.fixture(params=CASES)
def case(request):
    assert LON  # igraph is loaded before the clock starts
    return request.param, *CASES[request.param]()


def peak_memory_mib():
    """Return the largest resident size of this process so far: run one case a process."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def test_climb_basins_and_monotonic_network(benchmark, case):
    name, space, scores = case

    def run():
        landscape = Landscape(space, scores)
        return landscape.basins, landscape.monotonic()

    basins, network = benchmark.pedantic(run, rounds=ROUNDS[name], warmup_rounds=name == "nb201")
    assert basins.sum() == space.size
    benchmark.extra_info["n_optima"] = network.vcount()
    benchmark.extra_info["mlon_edges"] = network.ecount()
    benchmark.extra_info["peak_memory_mib"] = peak_memory_mib()


def test_summary(benchmark, case):
    name, space, scores = case
    summary = benchmark.pedantic(
        lambda: Landscape(space, scores).summary(), rounds=min(ROUNDS[name], 5)
    )
    benchmark.extra_info["mlon_edges"] = summary["mlon_edges"]
    benchmark.extra_info["n_funnels"] = summary["n_funnels"]
    benchmark.extra_info["peak_memory_mib"] = peak_memory_mib()

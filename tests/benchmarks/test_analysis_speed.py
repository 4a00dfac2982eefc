"""From scores to all numbers of a profile: how long, and how much memory."""

from __future__ import annotations

import pytest

from landscape import Landscape
from tests.benchmarks.test_landscape_speed import CASES, peak_memory_mib

ROUNDS = {"nb201": 5, "nk-2^20-k4": 1, "random-5^9": 1}


@pytest.mark.parametrize("name", CASES)
def test_profile(benchmark, name):
    space, scores = CASES[name]()
    # The first profile pays for lazy imports.
    numbers = benchmark.pedantic(
        lambda: Landscape(space, scores).profile(),
        rounds=ROUNDS[name],
        warmup_rounds=name == "nb201",
    )
    assert numbers["n_configurations"] == space.size
    benchmark.extra_info["n_optima"] = numbers["n_optima"]
    benchmark.extra_info["lon_edges"] = numbers["lon_edges"]
    benchmark.extra_info["peak_memory_mib"] = peak_memory_mib()

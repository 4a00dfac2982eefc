"""The space of DARTS and its networks of 16 channels and 8 cells, in seconds of one core.

``OMP_NUM_THREADS=1 pytest tests/benchmarks/test_darts_speed.py --benchmark-only``
"""

from __future__ import annotations

import time

import numpy as np
import pytest

from landscape import get_space
from landscape.engines.local import Local
from proxies import Scorer, Settings, get_proxy

pytestmark = pytest.mark.benchmark(timer=time.process_time)


@pytest.fixture(scope="module")
def space():
    return get_space("darts")


@pytest.fixture(scope="module")
def some(space):
    return space.sample(np.random.default_rng(3), 10)


@pytest.mark.parametrize("distance", [1, 2])
def test_neighbours_of_one(benchmark, space, some, distance):
    benchmark.pedantic(space.neighbours, (int(some[0]), distance), rounds=20, iterations=5)


def test_canonical_of_a_thousand(benchmark, space):
    many = space.sample(np.random.default_rng(4), 1000)
    benchmark.pedantic(space.canonical, (many,), rounds=10)


@pytest.mark.parametrize("metrics", [["params"], ["synflow"], ["nwot"]], ids=lambda m: m[0])
def test_ten_networks_on_one_core(benchmark, space, some, metrics):
    settings = Settings("cifar10", data="noise", device="cpu")
    proxies = [get_proxy(name) for name in metrics]
    scorer = Scorer(space, proxies, settings, engine=Local(["cpu"]))
    scorer.score(some[:1])
    benchmark.pedantic(scorer.score, (some,), rounds=2)

"""500 trials of searches on tables of NAS-Bench-201.

First-improvement climbing has 5,000 evaluations each, to be done within 5 s on two idle cores;
MF-NAS (2,000 evaluations, 32 networks) has 10 s, SA-rank and the others have 30 s.

``pytest tests/benchmarks/test_search_speed.py --benchmark-only``
"""

from __future__ import annotations

import time

import numpy as np
import pyarrow.parquet as pq
import pytest

from landscape.spaces import get_space
from search import (
    Budget,
    Fidelity,
    freerea,
    ga_rank,
    local_search,
    lookup,
    mf_nas,
    random_search,
    rea,
    run,
    sa_rank,
)
from tests.search import oracle

N_RUNS, BUDGET = 500, 5_000


@pytest.fixture(scope="module")
def space():
    return get_space("nb201")


@pytest.fixture(scope="module")
def table(space, data_dir):
    """Test accuracy on CIFAR-10 after 200 epochs."""
    columns = ["arch_str", "cifar10_test_acc_200ep"]
    arch, accuracy = (
        pq.read_table(data_dir / "nats_tss.parquet", columns=columns).to_pydict().values()
    )
    fitness = np.empty(space.size)
    fitness[[space.parse(text) for text in arch]] = accuracy
    return fitness


@pytest.mark.parametrize("search", [local_search, random_search])
def test_many_runs_on_a_table(benchmark, space, table, search):
    def once():
        rngs = np.random.default_rng(0).spawn(N_RUNS)
        searches = [search(space, "accuracy", rng) for rng in rngs]
        return run(searches, lookup({"accuracy": table}), budget=BUDGET)

    results = benchmark.pedantic(once, rounds=3)
    assert all(result.evaluations == BUDGET for result in results)
    evaluations = N_RUNS * BUDGET
    benchmark.extra_info["µs per evaluation"] = benchmark.stats["min"] / evaluations * 1e6


def test_against_the_plain_loop(benchmark, space, table):
    """The same walks, one run and one evaluation at a time, in a loop that looks up an array."""
    rngs = np.random.default_rng(0).spawn(40)
    start = time.perf_counter()
    plain = [oracle.climb(space, table, rng, budget=BUDGET) for rng in rngs]
    seconds = time.perf_counter() - start

    def once():
        rngs = np.random.default_rng(0).spawn(40)
        searches = [local_search(space, "accuracy", rng) for rng in rngs]
        return run(searches, lookup({"accuracy": table}), budget=BUDGET)

    results = benchmark.pedantic(once, rounds=3)
    assert [(r.evaluations, r.trajectory) for r in results] == plain
    benchmark.extra_info["plain loop / lockstep"] = seconds / benchmark.stats["min"]


METRICS = ("a", "b", "c")
EARLY = Fidelity("accuracy", 12)
SEARCHES = {
    "MF-NAS": (lambda space, rng: mf_nas(space, "a", rng, metric="accuracy"), Budget()),
    "SA-rank": (lambda space, rng: sa_rank(space, METRICS, rng), Budget()),
    "GA-rank": (lambda space, rng: ga_rank(space, METRICS, rng), Budget()),
    "REA": (lambda space, rng: rea(space, EARLY, rng), Budget(300)),
    "FreeREA": (lambda space, rng: freerea(space, METRICS, rng), Budget(1200)),
}


@pytest.mark.parametrize("name", SEARCHES)
def test_many_trials_with_costs(benchmark, space, table, name):
    start, budget = SEARCHES[name]
    rng = np.random.default_rng(0)
    columns = {m: table + rng.normal(size=space.size) for m in METRICS}
    columns |= {Fidelity("accuracy", epochs): table for epochs in (12, 25, 50, 100, 200)}
    seconds = {m: np.ones(space.size) for m in METRICS}
    training = {epochs: np.full(space.size, 1.0 * epochs) for epochs in (12, 25, 50, 100, 200)}
    evaluate = lookup(columns, seconds=seconds, training=training)

    def once():
        searches = [start(space, rng) for rng in np.random.default_rng(0).spawn(N_RUNS)]
        return run(searches, evaluate, budget=budget)

    results = benchmark.pedantic(once, rounds=1)
    evaluations = sum(result.evaluations for result in results)
    benchmark.extra_info["µs per evaluation"] = benchmark.stats["min"] / evaluations * 1e6

"""Searches against plain loops with the same random choices."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landscape.spaces import ProductSpace
from search import (
    Fidelity,
    freerea,
    halve,
    local_search,
    lookup,
    mf_nas,
    rea,
    run,
    sa_rank,
    top,
)
from tests.search import plain
from tests.search.worlds import VALUES

SPACE = ProductSpace([3, 4, 2, 5])
RUNGS = (1, 3, 9)
seeds = st.integers(0, 10_000)


def answered(search, evaluate, budget):
    """Run a search, and return the result and all it was answered in order."""
    history = []

    def listening():
        said = next(search)
        while True:
            answers = yield said
            if answers is not None:
                history.extend(zip(said.architectures, answers, strict=False))
            try:
                said = search.send(answers)
            except StopIteration:
                return

    (result,) = run([listening()], evaluate, budget=budget)
    return result, history[: result.evaluations]


@settings(max_examples=80)
@given(seeds, st.integers(0, 12))
def test_successive_halving(seed, k):
    rng = np.random.default_rng(seed)
    table = {rung: rng.choice(VALUES, SPACE.size) for rung in RUNGS}
    pool = rng.permutation(SPACE.size)[:k].tolist()
    columns = {Fidelity("acc", rung): column for rung, column in table.items()}
    (result,) = run([halve(pool, "acc", RUNGS)], lookup(columns), budget=10**6)
    best, counts = plain.halving(pool, table, RUNGS)
    assert result.architecture == best
    assert result.evaluations == sum(counts)
    trained = zip((0, *RUNGS), RUNGS, strict=False)
    expected = sum(n * (to - start) for n, (start, to) in zip(counts, trained, strict=False))
    assert result.epochs == expected


def test_the_published_rungs_take_1192_epochs():
    columns = {Fidelity("acc", epochs): np.arange(120.0) for epochs in (12, 25, 50, 100, 200)}
    (result,) = run([halve(range(32), "acc")], lookup(columns), budget=10**6)
    assert (result.epochs, result.evaluations) == (1192, 32 + 16 + 8 + 4 + 2)


def test_the_best_seen_at_any_rung_may_be_picked():
    columns = {
        Fidelity("acc", 1): np.array([9.0, 8.0, 1.0]),
        Fidelity("acc", 2): np.array([2.0, 5.0, 1.0]),
    }
    picked = [
        run([halve([0, 1, 2], "acc", (1, 2), pick=pick)], lookup(columns), budget=99)[0]
        for pick in ("last", "seen")
    ]
    assert [(r.architecture, r.fitness) for r in picked] == [(1, 5.0), (0, 9.0)]


@settings(max_examples=40)
@given(seeds, st.sampled_from([(5, 5), (6, 2), (1, 1)]))
def test_regularized_evolution(seed, sizes):
    population, tournament = sizes
    table = np.random.default_rng(seed).choice(VALUES, SPACE.size)
    one, other = (np.random.default_rng([seed, 1]) for _ in range(2))
    search = rea(SPACE, "f", one, population=population, tournament=tournament)
    result, history = answered(search, lookup({"f": table}), 60)
    expected = plain.evolution(
        SPACE, table, other, population=population, tournament=tournament, evaluations=60
    )
    assert [architecture for architecture, _ in history] == expected
    known = [x for x in expected if not math.isnan(table[x])]
    assert result.architecture == max(known, key=lambda x: table[x], default=None)


@pytest.mark.parametrize("returns", ["current", "best"])
@pytest.mark.parametrize("archive", [True, False])
@pytest.mark.parametrize("acceptance", ["metropolis", "paper"])
def test_annealing_on_ranks(acceptance, archive, returns):
    for seed in range(3):
        tables = np.random.default_rng(seed).integers(0, 30, (3, SPACE.size)).astype(float)
        how = {"acceptance": acceptance, "archive": archive, "returns": returns}
        one, other = (np.random.default_rng([seed, 1]) for _ in range(2))
        search = sa_rank(SPACE, "abc", one, neighbours=6, **how)
        (result,) = run([search], lookup(dict(zip("abc", tables, strict=True))), budget=10**6)
        walk = plain.annealing(SPACE, list(tables), other, neighbours=6, **how)
        assert [step.architecture for step in result.trajectory] == walk
        assert result.architecture == walk[-1]
        assert len(walk) == (100 if acceptance == "metropolis" else 96) + (returns == "best")


def test_annealing_scores_nobody_twice():
    table = np.arange(float(SPACE.size))
    search = sa_rank(SPACE, ["f"], np.random.default_rng(0))
    result, history = answered(search, lookup({"f": table}), 10**6)
    assert len({architecture for architecture, _ in history}) == result.evaluations


@settings(max_examples=25)
@given(seeds)
def test_free_evolution(seed):
    tables = np.random.default_rng(seed).normal(size=(3, SPACE.size)).round(1) + 5
    one, other = (np.random.default_rng([seed, 1]) for _ in range(2))
    search = freerea(SPACE, "abc", one, population=8, tournament=4)
    columns = lookup(dict(zip("abc", tables, strict=True)))
    result, _ = answered(search, columns, 3 * (8 + 3 * 20))
    expected, best = plain.free_evolution(
        SPACE, list(tables), other, population=8, tournament=4, steps=20
    )
    assert result.evaluations == 3 * len(expected)
    merit = sum(t[list(dict.fromkeys(expected))] / np.abs(t[expected]).max() for t in tables)
    found = sum(t[result.architecture] / np.abs(t[expected]).max() for t in tables)
    assert found == pytest.approx(merit.max())
    assert best in expected


@settings(max_examples=30)
@given(seeds)
def test_mf_nas_is_a_local_search_and_then_halving_of_the_best_it_saw(seed):
    rng = np.random.default_rng(seed)
    table = {rung: rng.random(SPACE.size) for rung in RUNGS}
    proxy = rng.choice(VALUES, SPACE.size)
    columns = {Fidelity("acc", rung): column for rung, column in table.items()} | {"p": proxy}
    one, other = (np.random.default_rng([seed, 1]) for _ in range(2))
    search = mf_nas(SPACE, "p", one, metric="acc", evaluations=50, k=6, rungs=RUNGS)
    (result,) = run([search], lookup(columns), budget=10**6)
    _, seen = answered(local_search(SPACE, "p", other), lookup(columns), 50)
    pool = top(SPACE, dict(seen), 6)
    best, counts = plain.halving(pool, table, RUNGS)
    stages = result.trajectory[-1].best_architecture, result.stage
    assert stages == (best, RUNGS[-1])
    assert result.evaluations == 50 + sum(counts)


def test_the_top_is_of_different_networks_best_first():
    class Paired(ProductSpace):
        def canonical(self, indices):
            return np.asarray(indices) // 2 * 2

    seen = {4: 1.0, 5: 7.0, 0: 7.0, 9: math.nan, 8: -math.inf, 6: 2.0, 7: 3.0}
    assert top(Paired([10]), seen, 3) == [5, 0, 7]
    assert top(Paired([10]), seen, 99) == [5, 0, 7, 8]
    assert top(Paired([10]), {}, 3) == []

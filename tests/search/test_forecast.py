"""How far a search is follows from what was new so far of what it asked for."""

import numpy as np
import pytest

from landscape import ProductSpace
from search import Budget, Fidelity, Move, local_search, lookup, random_search, run
from search.driver.protocol import Ask
from search.forecast import share_scored


def test_searches_that_ask_by_chance_are_as_far_as_was_said():
    rng, size, asked = np.random.default_rng(0), 1000, 3000
    drawn = rng.integers(size, size=asked)
    whole = len(np.unique(drawn))
    for share in (0.05, 0.1, 0.3, 0.6, 0.9):
        n_scored = len(np.unique(drawn[: round(share * asked)]))
        assert share_scored(n_scored, n_scored, share, size) == pytest.approx(
            n_scored / whole, rel=0.1
        )


def test_within_an_evaluation_the_share_grows_with_what_is_scored():
    told = [share_scored(n, 500, 0.5, 1000) for n in (0, 100, 250, 500)]
    assert told[0] == 0
    assert told == pytest.approx([n / 500 * told[-1] for n in (0, 100, 250, 500)])


@pytest.mark.parametrize(
    ("n_scored", "n_soon", "share", "expected"),
    [(0, 0, 0.0, 0), (10, 10, 0.0, 0), (1000, 1000, 0.4, 1), (7, 7, 1.0, 1)],
)
def test_the_ends_are_right(n_scored, n_soon, share, expected):
    assert share_scored(n_scored, n_soon, share, 1000) == pytest.approx(expected)


def told_by(searches, **how):
    told, table = [], lookup({"number": np.arange(64)})
    run(searches, table, on_round=told.append, **how)
    return told


def test_each_round_tells_how_much_of_the_budget_it_ends_with():
    space = ProductSpace([2] * 6)
    searches = [random_search(space, "number", rng) for rng in np.random.default_rng(0).spawn(3)]
    told = told_by(searches, budget=20)
    assert told == sorted(told)
    assert 0 < told[0] <= told[-1] <= 1
    assert told[-1] > 0.9


def test_without_a_budget_it_is_the_share_of_what_is_usual():
    space = ProductSpace([2] * 6)
    searches = [local_search(space, "number", rng) for rng in np.random.default_rng(0).spawn(2)]
    told = told_by(searches, budget=Budget(evaluations=40), usual=Budget(evaluations=400))
    assert 0 < told[0] <= 0.1
    assert told[-1] > 0.5  # one of the two has ended


def test_epochs_count_where_the_budget_counts_them():
    def trains():
        fitness = yield Ask([1, 2], Fidelity("val_acc", 5))
        yield Move(1, fitness[0], 5)

    told = []
    table = lookup({Fidelity("val_acc", 5): [1.0, 2.0, 3.0]})
    run([trains()], table, budget=Budget(epochs=40), on_round=told.append)
    assert told == [10 / 40]

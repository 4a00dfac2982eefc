from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landscape.errors import DataError, OptionError, UnknownNameError
from landscape.spaces import ProductSpace
from search import Ask, Move, Result, Step, local_search, lookup, random_search, run
from tests.search.worlds import trials, worlds

NAN, INF = math.nan, math.inf
TABLE = np.array([10.0, 11.0, 12.0, 13.0, 14.0, 15.0])
SEARCHES = (local_search, random_search)


class Recorder:
    """An evaluation that remembers what it was asked."""

    def __init__(self, table=TABLE):
        self.table, self.calls = np.asarray(table), []

    def __call__(self, metric, indices):
        self.calls.append((metric, indices.tolist()))
        return self.table[indices]


def script(*said, heard=None):
    """A search that says what it is told to, and notes what it hears."""
    for words in said:
        answers = yield words
        if heard is not None and isinstance(words, Ask):
            heard.append(answers)


def above(level):
    return lambda fitness: fitness > level


# -- asking and answering -----------------------------------------------------------------------


def test_answers_come_in_the_order_of_the_question():
    heard = []
    run([script(Ask([3, 0, 3], "f"), heard=heard)], Recorder(), budget=10)
    assert heard == [[13.0, 10.0, 13.0]]


def test_all_searches_are_served_by_one_evaluation_a_round():
    searches = [script(Ask([k], "f"), Ask([k + 1], "f")) for k in (3, 0)]
    evaluate = Recorder()
    run(searches, evaluate, budget=10)
    assert evaluate.calls == [("f", [0, 3]), ("f", [1, 4])]


def test_nothing_is_evaluated_twice():
    evaluate = Recorder()
    searches = [script(Ask([2, 2, 1], "f"), Ask([1, 3], "f")), script(Ask([1, 2], "f"))]
    results = run(searches, evaluate, budget=10)
    assert evaluate.calls == [("f", [1, 2]), ("f", [3])]
    assert [r.evaluations for r in results] == [5, 2]


def test_each_metric_is_evaluated_apart():
    evaluate, heard = Recorder(), []
    run([script(Ask([1], "f"), heard=heard), script(Ask([1], "g"))], evaluate, budget=10)
    assert evaluate.calls == [("f", [1]), ("g", [1])]


def test_a_list_ends_at_the_first_answer_it_waits_for():
    heard = []
    search = script(Ask([0, 2, 1, 4], "f", above(11)), heard=heard)
    (result,) = run([search], Recorder(), budget=10)
    assert heard == [[10.0, 12.0]]
    assert result.evaluations == 2


def test_a_list_without_what_it_waits_for_is_answered_in_full():
    heard = []
    run([script(Ask([0, 2, 1], "f", above(20)), heard=heard)], Recorder(), budget=10)
    assert heard == [[10.0, 12.0, 11.0]]


def test_an_empty_question_is_free():
    heard = []
    (result,) = run([script(Ask([], "f"), heard=heard)], Recorder(), budget=10)
    assert heard == [[]]
    assert result.evaluations == 0


def test_no_searches_no_results():
    assert run([], Recorder(), budget=10) == []


# -- books --------------------------------------------------------------------------------------


def test_the_result_is_the_best_move_and_the_first_of_equals():
    said = [Ask([0], "f"), Move(0, 1.0), Ask([4, 5], "f"), Move(4, 3.0), Move(5, 3.0), Move(1, 2.0)]
    (result,) = run([script(*said)], Recorder(), budget=10)
    assert result == Result(
        architecture=4,
        fitness=3.0,
        stage=0,
        evaluations=3,
        epochs=0,
        proxy_seconds=0.0,
        train_seconds=0.0,
        trajectory=(
            Step(1, 0, 1.0, 0, 1.0),
            Step(3, 4, 3.0, 4, 3.0),
            Step(3, 5, 3.0, 4, 3.0),
            Step(3, 1, 2.0, 4, 3.0),
        ),
    )


def test_a_search_that_goes_nowhere_finds_nothing():
    (result,) = run([script(Ask([0], "f"))], Recorder(), budget=10)
    assert result.architecture is None
    assert math.isnan(result.fitness)
    assert result.trajectory == ()


def test_a_missing_move_is_never_the_best():
    for moves in ([Move(0, NAN), Move(1, -INF)], [Move(1, -INF), Move(0, NAN)]):
        (result,) = run([script(*moves)], Recorder(), budget=0)
        assert (result.architecture, result.fitness) == (1, -INF)
    (result,) = run([script(Move(0, NAN))], Recorder(), budget=0)
    assert result.architecture is None


def test_results_come_in_the_order_of_the_searches():
    searches = [script(*[Ask([k], "f")] * k, Move(k, 0.0)) for k in (3, 1, 2)]
    assert [r.architecture for r in run(searches, Recorder(), budget=10)] == [3, 1, 2]


# -- budgets ------------------------------------------------------------------------------------


def test_what_the_budget_cannot_pay_for_is_missing():
    heard, evaluate = [], Recorder()
    search = script(
        Ask([0, 1, 2, 3], "f"), Move(1, 11.0), Ask([4], "f"), Move(4, 14.0), heard=heard
    )
    (result,) = run([search], evaluate, budget=2)
    assert evaluate.calls == [("f", [0, 1])]
    assert np.array_equal(heard, [[10.0, 11.0, NAN, NAN]], equal_nan=True)
    assert (result.architecture, result.evaluations) == (1, 2)


@pytest.mark.parametrize(
    ("budget", "expected"),
    [(1, [10.0, NAN, NAN, NAN]), (2, [10.0, 12.0]), (3, [10.0, 12.0])],
)
def test_a_list_may_reach_what_it_waits_for_before_the_money_ends(budget, expected):
    heard = []
    run([script(Ask([0, 2, 1, 4], "f", above(11)), heard=heard)], Recorder(), budget=budget)
    assert np.array_equal(heard[0], expected, equal_nan=True)


def test_without_a_budget_nothing_is_asked():
    evaluate = Recorder()
    results = run(trials(local_search, ProductSpace([6]), 3), evaluate, budget=0)
    assert evaluate.calls == []
    assert [(r.architecture, r.evaluations) for r in results] == [(None, 0)] * 3


def test_a_search_that_is_stopped_can_clean_up():
    closed = []

    def search():
        try:
            while True:
                yield Ask([0], "f")
        finally:
            closed.append(True)

    stopped = search()  # held on to, so that it is not cleaned away
    run([stopped], Recorder(), budget=3)
    assert closed == [True]


def test_a_debt_is_no_budget():
    with pytest.raises(OptionError, match="-1 evaluations"):
        run([], Recorder(), budget=-1)


@settings(max_examples=60, deadline=None)
@given(worlds(), st.sampled_from(SEARCHES), st.integers(0, 150))
def test_an_endless_search_spends_exactly_its_budget(world, search, budget):
    space, table = world
    for result in run(trials(search, space, 3), lookup({"f": table}), budget=budget):
        assert result.evaluations == budget
        assert all(step.evaluations <= budget for step in result.trajectory)


# -- company ------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(worlds(), st.sampled_from(SEARCHES), st.integers(0, 100))
def test_searches_in_company_find_what_they_find_alone(world, search, budget):
    space, table = world
    evaluate = lookup({"f": table})
    together = run(trials(search, space, 4), evaluate, budget=budget)
    alone = [run([one], evaluate, budget=budget)[0] for one in trials(search, space, 4)]
    assert repr(together) == repr(alone)  # NaN is not equal to itself


@settings(max_examples=60, deadline=None)
@given(worlds(), st.sampled_from(SEARCHES))
def test_trajectories_are_consistent(world, search):
    space, table = world
    for result in run(trials(search, space, 3), lookup({"f": table}), budget=60):
        walk = result.trajectory
        assert all(step.fitness == table[step.architecture] for step in walk)
        assert [s.best for s in walk] == np.maximum.accumulate([s.fitness for s in walk]).tolist()
        assert [s.evaluations for s in walk] == sorted(s.evaluations for s in walk)
        if walk:
            assert result.fitness == walk[-1].best == table[result.architecture]
        else:
            assert result.architecture is None


@pytest.mark.parametrize("search", SEARCHES)
def test_the_generators_decide_the_results(search):
    space, table = ProductSpace([4] * 4), np.random.default_rng(3).random(256)
    runs = [run(trials(search, space, 5, s), lookup({"f": table}), budget=80) for s in (1, 1, 2)]
    assert runs[0] == runs[1]
    assert runs[0] != runs[2]
    assert len({result.trajectory for result in runs[0]}) == 5


# -- evaluations --------------------------------------------------------------------------------


def test_an_overflow_is_missing_and_the_worst_is_not():
    heard = []
    run([script(Ask([0, 1, 2], "f"), heard=heard)], Recorder([INF, -INF, NAN]), budget=3)
    assert np.array_equal(heard, [[NAN, -INF, NAN]], equal_nan=True)


def test_the_table_is_left_as_it_is():
    table = np.array([INF, 1.0])
    run([script(Ask([0, 1], "f"))], lambda _, indices: table[: len(indices)], budget=3)
    assert table.tolist() == [INF, 1.0]


def test_any_numbers_will_do_for_fitness():
    heard = []
    run([script(Ask([1, 0], "f"), heard=heard)], lambda _, indices: list(indices), budget=3)
    assert heard == [[1.0, 0.0]]


@pytest.mark.parametrize("fitness", [1.0, [1.0], [[1.0, 2.0]], [1.0, 2.0, 3.0]])
def test_anything_but_one_fitness_an_architecture_is_refused(fitness):
    with pytest.raises(DataError, match=r"'f' returned shape .* expected \(2,\)"):
        run([script(Ask([0, 1], "f"))], lambda *_: fitness, budget=3)


def test_a_table_does_not_know_every_metric():
    with pytest.raises(UnknownNameError, match="did you mean 'accuracy'"):
        run([script(Ask([0], "acuracy"))], lookup({"accuracy": TABLE}), budget=3)

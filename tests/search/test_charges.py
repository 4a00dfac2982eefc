"""What a trial is charged: answers, seconds and epochs of training."""

from __future__ import annotations

import math

import numpy as np
import pytest

from landscape.errors import DataError, OptionError, UnknownNameError
from search import Answers, Ask, Budget, Fidelity, Move, halve, lookup, run
from search.answers.benchmark import _completed

EARLY, LATE = Fidelity("acc", 3), Fidelity("acc", 10, after=3)
COLUMNS = {
    "size": np.array([1.0, 2.0, 3.0]),
    EARLY: np.array([5.0, 6.0, 7.0]),
    Fidelity("acc", 10): np.array([8.0, 9.0, 10.0]),
}
SECONDS = {"size": np.array([0.5, 0.5, 0.5]), "acc": np.array([1.0, 1.0, 1.0])}
TRAINING = {3: np.array([30.0, 60.0, 90.0]), 10: np.array([100.0, 200.0, 300.0])}


def evaluate(question, indices):
    return lookup(COLUMNS, seconds=SECONDS, training=TRAINING)(question, indices)


def script(*said, heard=None):
    for words in said:
        answers = yield words
        if heard is not None and isinstance(words, Ask):
            heard.append(answers)


def spend(*said, budget=None, heard=None):
    (result,) = run([script(*said, heard=heard)], evaluate, budget=budget or Budget())
    return result


def test_scores_by_name_and_training_are_charged_apart():
    result = spend(Ask([0, 1], "size"), Ask([2], EARLY))
    assert (result.evaluations, result.epochs) == (3, 3)
    assert (result.proxy_seconds, result.train_seconds) == (1.0, 91.0)


def test_a_network_trained_on_is_charged_the_difference_and_each_evaluation():
    result = spend(Ask([2], EARLY), Ask([2], LATE))
    assert result.epochs == 10
    assert result.train_seconds == 300.0 + 2 * 1.0


def test_a_network_trained_anew_is_charged_in_full():
    result = spend(Ask([2], EARLY), Ask([2], Fidelity("acc", 10)))
    assert (result.epochs, result.train_seconds) == (13, 90.0 + 300.0 + 2 * 1.0)


def test_how_long_it_was_trained_before_changes_no_answer():
    heard = []
    spend(Ask([1], LATE), Ask([1], Fidelity("acc", 10)), heard=heard)
    assert heard == [[9.0], [9.0]]


def test_what_would_go_over_the_seconds_is_neither_charged_nor_answered():
    heard = []
    said = (Ask([0, 1, 2], EARLY), Move(0, 5.0), Ask([0], "size"), Move(2, 9.0))
    result = spend(*said, budget=Budget(seconds=100), heard=heard)
    assert np.array_equal(heard, [[5.0, 6.0, math.nan]], equal_nan=True)
    assert (result.train_seconds, result.evaluations, result.architecture) == (92.0, 2, 0)


def test_a_budget_can_be_spent_to_the_last_second():
    assert spend(Ask([0, 1], EARLY), budget=Budget(seconds=92)).evaluations == 2
    assert spend(Ask([0, 1], EARLY), budget=Budget(seconds=91.9)).evaluations == 1


@pytest.mark.parametrize(("epochs", "count"), [(2, 0), (3, 1), (8, 2), (9, 3)])
def test_epochs_are_a_budget_too(epochs, count):
    result = spend(Ask([0, 1, 2], EARLY), budget=Budget(epochs=epochs))
    assert (result.evaluations, result.epochs) == (count, 3 * count)


def test_scores_by_name_cost_no_epochs():
    assert spend(Ask([0, 1], "size"), budget=Budget(epochs=0)).evaluations == 2


def test_an_ask_that_ends_early_is_charged_to_where_it_ends():
    result = spend(Ask([0, 1, 2], EARLY, lambda fitness: fitness > 5.5))
    assert (result.evaluations, result.train_seconds) == (2, 92.0)


def test_a_later_stage_counts_more_than_a_higher_fitness():
    result = spend(Move(0, 900.0), Move(1, 5.0, 3), Move(2, math.nan, 10), Move(0, 7.0, 3))
    assert (result.architecture, result.fitness, result.stage) == (0, 7.0, 3)
    bests = [(step.best_architecture, step.best) for step in result.trajectory]
    assert bests == [(0, 900.0), (1, 5.0), (1, 5.0), (0, 7.0)]


def test_a_table_says_after_which_epochs_it_was_measured():
    with pytest.raises(OptionError, match="no acc after 5 epochs: there is one after 3, 10"):
        spend(Ask([0], Fidelity("acc", 5)))
    with pytest.raises(UnknownNameError, match="did you mean 'acc'"):
        spend(Ask([0], Fidelity("ac", 3)))


@pytest.mark.parametrize("seconds", [math.nan, -1.0, math.inf])
def test_seconds_must_be_a_price(seconds):
    with pytest.raises(DataError, match=r"takes (nan|-1.0|inf) seconds"):
        run(
            [script(Ask([0], "f"))],
            lambda *_: Answers([1.0], [seconds]),
            budget=Budget(seconds=5),
        )


@pytest.mark.parametrize(
    ("text", "budget"),
    [
        ("2000", Budget(2000)),
        ("20000s", Budget(seconds=20000)),
        ("0.5s", Budget(seconds=0.5)),
        ("300e", Budget(epochs=300)),
        ("5000, 1e,2s", Budget(5000, 2.0, 1)),
    ],
)
def test_a_budget_is_written_with_its_unit(text, budget):
    assert Budget.parse(text) == budget == Budget.parse(str(budget))


@pytest.mark.parametrize("text", ["", "x", "-1", "5,6", "1.5", "1.5e", "s", "5m", "nan", "1e5"])
def test_a_budget_that_makes_no_sense_is_refused(text):
    with pytest.raises(OptionError, match="budget"):
        Budget.parse(text)


def test_what_goes_over_the_epochs_ends_the_trial():
    answers = lookup({Fidelity("v", 100): np.arange(5.0), Fidelity("v", 101): np.arange(5.0)})
    (found,) = run([halve([1, 2, 3, 4], "v", (100, 101))], answers, budget=Budget(epochs=250))
    assert (found.epochs, found.evaluations, found.stage) == (200, 2, 100)
    assert found.architecture == 2


def test_an_ask_that_ends_before_the_budget_does_leaves_the_rest():
    first = Ask([1, 2, 3], Fidelity("v", 10), until=lambda answer: True)
    (found,) = run(
        [script(first, Ask([4], Fidelity("v", 10)))],
        lambda question, indices: np.ones(len(indices)),
        budget=Budget(epochs=20),
    )
    assert found.epochs == 20


def test_a_missing_time_is_in_proportion_to_those_that_have_both():
    training = {12: np.array([1.0, 2.0, 90.0]), 200: np.array([10.0, 20.0, np.nan])}
    completed = _completed(training)
    assert completed[200].tolist() == [10, 20, 900]
    assert (completed[200] - completed[12] >= 0).all()


def test_an_architecture_without_any_time_is_charged_the_mean():
    training = {12: np.array([1.0, 3.0, np.nan]), 200: np.array([10.0, 30.0, np.nan])}
    assert [times[2] for times in _completed(training).values()] == [2, 20]


def test_going_on_never_costs_less_than_nothing():
    answers = lookup(
        {Fidelity("v", 12): np.ones(2), Fidelity("v", 200): np.ones(2)},
        training={12: np.array([5.0, 5.0]), 200: np.array([4.0, 50.0])},
    )
    assert answers(Fidelity("v", 200, after=12), np.arange(2)).seconds.tolist() == [0, 45]

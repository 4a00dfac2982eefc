"""Answers by training: fitness, charges, and each network once."""

from __future__ import annotations

import numpy as np
import pytest

from landscape import get_space
from landscape.errors import UnknownNameError
from search import Fidelity, run
from search.algorithms.random_search import random_search
from search.algorithms.successive_halving import halve
from search.training import LiveTraining, Recipe, Trainer, in_steps


@pytest.fixture
def trained(make_trainer, small):
    trainer = make_trainer()
    return trainer, LiveTraining(trainer), np.array(small)


def test_fitness_is_maximised_whatever_the_metric(trained):
    trainer, answers, small = trained
    history = trainer.train(small.tolist(), 2)
    acc = answers(Fidelity("val_acc", 2), small)
    loss = answers(Fidelity("train_loss", 1), small)
    assert acc.fitness.tolist() == [history[n][1].val_acc for n in small.tolist()]
    assert loss.fitness.tolist() == [-history[n][0].train_loss for n in small.tolist()]


def test_training_that_goes_on_is_charged_the_difference(trained):
    trainer, answers, small = trained
    history = trainer.train(small.tolist(), 2)
    whole, rest = (answers(Fidelity("val_acc", 2, after), small).seconds for after in (0, 1))
    for number, anew, more in zip(small.tolist(), whole, rest, strict=True):
        assert anew == sum(epoch.seconds for epoch in history[number])
        assert more == history[number][1].seconds


def test_a_loss_that_is_no_number_is_missing(make_trainer, small):
    answers = LiveTraining(make_trainer(learning_rate=1e30))
    found = answers(Fidelity("val_acc", 4), np.array(small[:1]))
    assert np.isnan(found.fitness).all()
    assert (found.seconds > 0).all()


@pytest.mark.parametrize("question", [Fidelity("test_acc", 1), "val_acc"])
def test_nothing_else_is_answered(trained, question):
    _, answers, small = trained
    with pytest.raises(UnknownNameError, match="metric of networks trained here"):
        answers(question, small)


def test_the_same_network_is_trained_once(images, tmp_path):
    space = get_space("nb201")
    texts = [
        "|none~0|+|none~0|none~1|+|skip_connect~0|none~1|none~2|",
        "|nor_conv_3x3~0|+|none~0|none~1|+|skip_connect~0|none~1|nor_conv_1x1~2|",
    ]
    numbers = np.array([space.parse(text) for text in texts])
    trainer = Trainer(space, images, Recipe(1), tmp_path, device="cpu")
    found = LiveTraining(trainer)(Fidelity("val_acc", 1), numbers)
    assert len(list(tmp_path.iterdir())) == 1
    assert found.fitness[0] == found.fitness[1]
    assert found.seconds[0] == found.seconds[1]


def test_trials_share_trained_networks(trained):
    trainer, answers, small = trained
    counts = []
    trainer.watch = _counting(counts)
    pools = [small.tolist()[:2], small.tolist()[1:]]
    results = run([halve(pool, "val_acc", (1, 2)) for pool in pools], answers, budget=100)
    assert sum(counts) == 3 + len({*_second_rung(results)})
    assert [result.epochs for result in results] == [3, 3]


def _second_rung(results):
    return [result.trajectory[0].architecture for result in results]


def _counting(counts):
    from contextlib import nullcontext

    def watch(n_networks, n_epochs):
        counts.append(n_networks)
        return nullcontext(lambda configuration, history: None)

    return watch


@pytest.mark.parametrize("objective", [Fidelity("val_acc", 1), "synflow"])
def test_a_scan_asks_for_no_more_than_it_looks_at(space, objective):
    asked = []

    def table(question, indices):
        asked.append(len(indices))
        return indices.astype(float)

    results = []
    for size in (1, 3, 1000):
        asked.clear()
        rng = np.random.default_rng(0)
        sizes = (size, None) if isinstance(objective, Fidelity) else (None, size)
        search = in_steps(random_search(space, objective, rng), *sizes)
        results += run([search], table, budget=10)
        assert max(asked) <= size
    assert results[0] == results[1] == results[2]
    assert results[0].evaluations == 10

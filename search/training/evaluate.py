"""Answers from networks that are trained when they are asked for."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from landscape.benchmarks.metrics import trained_metric
from landscape.errors import unknown_name
from landscape.fitness import to_fitness
from search.answers.lookup import Answers
from search.driver.protocol import Fidelity

if TYPE_CHECKING:
    from landscape.arrays import IntArray
    from search.driver.protocol import Question
    from search.training.trainer import History, Trainer

__all__ = ["TRAINED_HERE", "LiveTraining"]

TRAINED_HERE = ("val_acc", "val_loss", "train_acc", "train_loss")
"""What networks trained here can be compared by; test accuracy is none of it."""


class LiveTraining:
    """Answers what so many epochs of training show by training.

    Architectures that build the same network are one: it is trained once, whoever asks, and goes
    on from where it was. What an answer is charged was measured while it was trained, and is kept
    with it, so that a run that goes on charges the same.

    Parameters
    ----------
    trainer
        Who trains.
    """

    def __init__(self, trainer: Trainer) -> None:
        self.trainer = trainer

    def __call__(self, question: Question, indices: IntArray) -> Answers:
        """Return fitness and seconds of configurations; NaN where the loss was no number.

        Raises
        ------
        UnknownNameError
            If the question is none of `TRAINED_HERE` after some epochs.
        LandscapeError
            See `Trainer.train`.
        """
        if not isinstance(question, Fidelity) or question.metric not in TRAINED_HERE:
            name = question.metric if isinstance(question, Fidelity) else question
            raise unknown_name("metric of networks trained here", name, TRAINED_HERE)
        networks = self.trainer.space.canonical(indices).tolist()
        histories = self.trainer.train(sorted({*networks}), question.epochs)
        found = [_found(histories[number], question) for number in networks]
        fitness = to_fitness(found, minimize=trained_metric(question.metric).minimize)
        seconds = [_seconds(histories[number], question) for number in networks]
        return Answers(fitness, np.array(seconds, dtype=np.float64))


def _found(history: History, question: Fidelity) -> float:
    if len(history) < question.epochs:
        return math.nan
    value: float = getattr(history[question.epochs - 1], question.metric)
    return value if math.isfinite(value) else math.nan


def _seconds(history: History, question: Fidelity) -> float:
    return sum(epoch.seconds for epoch in history[question.after : question.epochs])

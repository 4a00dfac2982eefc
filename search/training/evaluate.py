"""Answers from networks that are trained when they are asked for."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from landscape.benchmarks.metrics import trained_metric
from landscape.errors import unknown_name
from landscape.scores.table import to_fitness
from search.driver.protocol import Answers, Fidelity

if TYPE_CHECKING:
    from landscape.arrays import IntArray
    from search.driver.protocol import Objective
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

    Examples
    --------
    Black images, one of four of the second class; 0 and 1 build the same network, trained once:

    >>> import pathlib, tempfile
    >>> import numpy as np
    >>> from landscape import get_space
    >>> from proxies import Dataset
    >>> from search import halve, run
    >>> from search.training import LiveTraining, Part, Recipe, Trainer, TrainingImages
    >>> some = Part(np.zeros((4, 3, 8, 8), dtype=np.uint8), np.array([0, 0, 0, 1]))
    >>> task = Dataset("black", "Black", classes=2, size=8, mean=(128.0,) * 3, std=(128.0,) * 3)
    >>> images = TrainingImages(task, train=some, val=some, test=some, source="black")
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> trainer = Trainer(get_space("nb201"), images, Recipe(epochs=2), folder, device="cpu")
    >>> (result,) = run([halve([0, 1], "val_acc", (1, 2))], LiveTraining(trainer), budget=100)
    >>> result.fitness, [path.name for path in folder.iterdir()]
    (75.0, ['00000'])
    """

    def __init__(self, trainer: Trainer) -> None:
        self.trainer = trainer

    def __call__(self, objective: Objective, indices: IntArray) -> Answers:
        """Return fitness and seconds of configurations; NaN where the loss was no number.

        Raises
        ------
        UnknownNameError
            If the objective is none of `TRAINED_HERE` after some epochs.
        LandscapeError
            See `Trainer.train`.
        """
        if not isinstance(objective, Fidelity) or objective.metric not in TRAINED_HERE:
            name = objective.metric if isinstance(objective, Fidelity) else objective
            raise unknown_name("metric of networks trained here", name, TRAINED_HERE)
        networks = self.trainer.space.canonical(indices).tolist()
        histories = self.trainer.train(sorted({*networks}), objective.epochs)
        found = [_found(histories[number], objective) for number in networks]
        fitness = to_fitness(found, minimize=trained_metric(objective.metric).minimize)
        seconds = [_seconds(histories[number], objective) for number in networks]
        return Answers(fitness, np.array(seconds, dtype=np.float64))


def _found(history: History, objective: Fidelity) -> float:
    if len(history) < objective.epochs:
        return math.nan
    value: float = getattr(history[objective.epochs - 1], objective.metric)
    return value if math.isfinite(value) else math.nan


def _seconds(history: History, objective: Fidelity) -> float:
    return sum(epoch.seconds for epoch in history[objective.after : objective.epochs])

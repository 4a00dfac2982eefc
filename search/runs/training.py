"""What ``landscape search --train`` leaves besides its trials: the best network, every epoch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from landscape.disk.files import check_file
from landscape.reporter import say
from search.driver.record import NONE_FOUND

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from landscape.arrays import ByNumber
    from landscape.spaces import Space
    from search.driver.record import Columns
    from search.training import Trainer
    from search.training.checkpoint import Checkpoint

__all__ = ["BEST", "CHECKPOINTS", "HISTORY", "described", "leave", "tested", "winner"]

CHECKPOINTS = "checkpoints"
"""The folder of everything that can be trained on from."""

BEST = "best.pt"
"""The best network of all trials, ready to be used."""

HISTORY = "history.csv"
"""Every epoch of every network."""


def tested(trainer: Trainer, found: Columns, moves: Columns) -> dict[str, ByNumber]:
    """Return test accuracy of what was found and of all moves, as far as it was trained.

    There is none where networks are to return something else than classes.
    """
    from search.training.leave import test_accuracies

    if not trainer.images.has_classes:
        return {}

    numbers = np.concatenate([found["configuration"], moves["configuration"]])
    return {"test_acc": test_accuracies(trainer, numbers[numbers != NONE_FOUND].tolist())}


def leave(
    trainer: Trainer, folder: Path, found: Columns, tests: Mapping[str, ByNumber]
) -> dict[str, Any]:
    """Write the best network of all trials and every epoch; return what the summary says of it."""
    from search.training.leave import write_best, write_history

    write_history(trainer, folder / HISTORY)
    if found["stage"].max() < 1:
        say("no network was trained: the budget ended before")
        return {}
    number = winner(found)
    test_acc = tests.get("test_acc")
    known = None if test_acc is None else float(test_acc[number])
    checkpoint = write_best(trainer, number, known, folder / BEST)
    return _description(trainer.space, number, checkpoint)


def described(space: Space, folder: Path, found: Columns) -> dict[str, Any]:
    """Return what the summary says of the best network, by the files that `leave` left.

    Raises
    ------
    DataMissingError, DataError
        If one is gone or damaged.
    """
    from search.training.checkpoint import read_checkpoint

    check_file(folder / HISTORY)
    if found["stage"].max() < 1:
        return {}
    return _description(space, winner(found), read_checkpoint(folder / BEST))


def winner(found: Columns) -> int:
    """Return the configuration of the best trial."""
    best = int(np.lexsort((found["fitness"], found["stage"]))[-1])  # NaN is in the lowest stage
    return int(found["configuration"][best])


def _description(space: Space, number: int, checkpoint: Checkpoint) -> dict[str, Any]:
    last = checkpoint.history[-1]
    found = {"val_acc": last.val_acc, "test_acc": checkpoint.test_acc}
    if checkpoint.test_acc is None:  # there are no classes
        found = {"val_loss": last.val_loss, "test_acc": None, "test_loss": checkpoint.test_loss}
    return {
        "best": {
            "checkpoint": BEST,
            "architecture": space.format(number),
            "without_dead_operations": checkpoint.about["architecture"],
            "epochs": checkpoint.epoch,
            **found,
        }
    }

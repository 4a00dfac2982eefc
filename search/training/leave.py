"""What a training leaves besides its checkpoints: the best network, and every epoch in a table."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from landscape.arrays import ByNumber
from landscape.disk.files import write_bytes
from landscape.errors import DataMissingError
from search.training.checkpoint import write_checkpoint
from search.training.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from landscape.spaces import Space
    from search.training.checkpoint import Checkpoint
    from search.training.trainer import History, Trainer

__all__ = ["history_table", "test_accuracies", "write_best", "write_history"]

_HEADER = "configuration,architecture,epoch,train_loss,train_acc,val_loss,val_acc,seconds"


def test_accuracies(trainer: Trainer, configurations: Iterable[int]) -> ByNumber:
    """Return test accuracy of configurations as far as they were trained, to be reported.

    In percent; NaN where none is asked for, or the network was not trained.
    """
    space = trainer.space
    asked = np.unique(np.fromiter(configurations, dtype=space.dtype))
    found = np.full(len(asked), np.nan)
    stand_ins = space.canonical(asked)
    for number in np.unique(stand_ins).tolist():
        accuracy = trainer.test(number)
        if accuracy is not None:
            found[stand_ins == number] = accuracy
    return ByNumber([(asked, found)])


def write_best(
    trainer: Trainer, configuration: int, test_acc: float | None, path: Path
) -> Checkpoint:
    """Write the network of a configuration as far as it was trained, ready to be used.

    Where no test accuracy is known, since there are no classes, the loss of the test is found.

    Returns
    -------
    What was written: there is nothing in it to train on from.

    Raises
    ------
    DataMissingError
        If it was not trained.
    OutputError
        If the file cannot be written.
    """
    number = int(trainer.space.canonical(np.array([configuration], trainer.space.dtype))[0])
    checkpoint = trainer.checkpoint(number)
    if checkpoint is None:
        raise DataMissingError(
            f"{trainer.folder} holds no checkpoint of {trainer.space.format(number)} any more: "
            "delete the unfinished folder beside it, and train again"
        )
    test_loss = trainer.tested(number)[0] if test_acc is None else None
    known = None if test_acc is None else float(test_acc)  # of NumPy, which no file has
    best = replace(checkpoint, optimizer={}, test_acc=known, test_loss=test_loss)
    write_checkpoint(path, best)
    return best


def write_history(trainer: Trainer, path: Path) -> None:
    """Write a table of every epoch of every network that has a checkpoint."""
    numbers = Shelf.configurations(trainer.folder, trainer.space)
    histories = {number: trainer.history(number) for number in numbers}
    write_bytes(path, history_table(trainer.space, histories))


def history_table(space: Space, histories: Mapping[int, History]) -> bytes:
    """Return a table of every epoch of configurations, one row each, as CSV."""
    lines = [_HEADER]
    for number, history in histories.items():
        name = space.format(number)
        for epoch, seen in enumerate(history, start=1):
            values = ",".join(f"{value:.10g}" for value in seen.as_dict().values())
            lines.append(f'{number},"{name}",{epoch},{values}')
    return ("\n".join(lines) + "\n").encode()

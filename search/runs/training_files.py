"""What the training of one network leaves in its folder, and what a finished one lacks of it."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from landscape.disk.files import read_bytes, write_bytes, writing
from landscape.errors import DataError, DataMissingError
from landscape.reporter import say
from landscape.runs.run import Run, summary_json, versions
from search.runs.training_run import CURVES, HISTORY, NETWORK, WEIGHTS, TrainingRun

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from landscape.disk.files import JSON
    from search.training import Trainer
    from search.training.checkpoint import Checkpoint

__all__ = ["DrawCurve", "Training", "complete_training", "write_training"]


class DrawCurve(Protocol):
    """Draws the course of a training in its folder."""

    def __call__(self, run: TrainingRun) -> None:
        """Write `search.runs.training_run.CURVES`."""


@dataclass(frozen=True, eq=False)
class Training:
    """A network to be trained, and who trains it.

    Attributes
    ----------
    trainer
        Who trains.
    asked
        The configuration that was asked for.
    network
        That of the network which is trained: the same without dead operations.
    options
        What was asked for, for the record.
    """

    trainer: Trainer
    asked: int
    network: int
    options: Mapping[str, Any]

    @property
    def architecture(self) -> str:
        """What was asked for, as its space writes it."""
        return self.trainer.space.format(self.asked)

    @property
    def settings(self) -> dict[str, JSON]:
        """Everything that changes what comes out."""
        return {
            "space": self.trainer.space.name,
            "architecture": self.architecture,
            **self.trainer.settings(),
        }


def write_training(
    training: Training, folder: Path, checkpoint: Checkpoint, draw: DrawCurve
) -> None:
    """Write the files of a training that has ended, the summary last: with it it is complete.

    Parameters
    ----------
    training
        What was trained.
    folder
        Where to.
    checkpoint
        Where training ended; the test is done here, unless the loss was no number.
    draw
        Draws its course.
    """
    from search.training.checkpoint import write_checkpoint  # PyTorch is slow to import

    test_loss, test_acc = None, None
    if checkpoint.history[-1].is_finite:
        test_loss, test_acc = training.trainer.tested(training.network)
    ended = replace(checkpoint, optimizer={}, test_acc=test_acc, test_loss=test_loss)
    write_checkpoint(folder / NETWORK, ended)
    _write_others(training, folder, ended, draw)


def complete_training(training: Training, folder: Path, draw: DrawCurve) -> bool:
    """Make the files that a finished training lacks, of the network that it left.

    Returns
    -------
    Whether it is complete now; if not, the network has to be trained again.
    """
    from search.training.checkpoint import read_checkpoint

    try:
        ended = read_checkpoint(folder / NETWORK)
        ended.check(training.trainer.about(training.network), folder / NETWORK)
    except (DataError, DataMissingError) as error:
        say(f"training again: {error}")
        return False
    lacking = _lacking(training, folder, ended)
    if lacking:
        say(f"{lacking} is gone or damaged: writing it anew")
        _write_others(training, folder, ended, draw)
    return True


def _lacking(training: Training, folder: Path, ended: Checkpoint) -> str | None:
    """Return a file that is gone or says something else than the network; None if there is none."""
    if not Run(folder).describes(training.trainer.space):
        return "space.toml"
    gone = (name for name in (HISTORY, WEIGHTS, *CURVES) if not (folder / name).is_file())
    told = TrainingRun(folder).summary
    if read_bytes(folder / "summary.json") != summary_json(_summary(training, ended) | _kept(told)):
        return "summary.json"
    is_same = (folder / HISTORY).is_file() and read_bytes(folder / HISTORY) == _table(
        training, ended
    )
    return next(gone, None if is_same else HISTORY)


def _kept(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a summary says of who wrote it, and in which words that was asked for."""
    return {name: told.get(name) for name in ("options", "provenance")}


def _write_others(training: Training, folder: Path, ended: Checkpoint, draw: DrawCurve) -> None:
    """Write everything that follows from the network."""
    import torch

    Run(folder).write_space(training.trainer.space)
    write_bytes(folder / HISTORY, _table(training, ended))
    content = io.BytesIO()
    torch.save(ended.network, content)
    write_bytes(folder / WEIGHTS, content.getvalue())
    with writing(folder / "summary.json"):
        (folder / "summary.json").unlink(missing_ok=True)  # it may be damaged
    summary = _summary(training, ended)
    draw(TrainingRun(folder, known=summary))
    write_bytes(folder / "summary.json", summary_json(summary))


def _table(training: Training, ended: Checkpoint) -> bytes:
    from search.training.leave import history_table

    return history_table(training.trainer.space, {training.network: ended.history})


def _summary(training: Training, ended: Checkpoint) -> dict[str, Any]:
    last = ended.history[-1].as_dict()
    del last["seconds"]
    tested = {"test_loss": ended.test_loss, "test_acc": ended.test_acc}
    return {
        "kind": "training",
        "space": training.trainer.space.name,
        "architecture": training.architecture,
        "without_dead_operations": training.trainer.space.format(training.network),
        "dataset": training.trainer.images.task.name,
        "epochs": ended.epoch,
        "results": {name: _number(value) for name, value in (last | tested).items()},
        "seconds": sum(epoch.seconds for epoch in ended.history),
        "parameters": training.trainer.parameters(training.network),
        "settings": training.settings,
        "options": dict(training.options),
        "provenance": {"versions": versions()},
    }


def _number(value: float | None) -> float | None:
    """Return a number as JSON has it; None for one that is none."""
    return value if value is not None and math.isfinite(value) else None

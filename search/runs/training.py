"""``landscape search --train``: networks that are trained when a search asks for them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from landscape.disk.files import check_file
from landscape.names import find_name
from landscape.options.base import split_names
from landscape.reporter import say
from proxies.settings import scoring_settings
from search.driver.record import NONE_FOUND
from search.training import Recipe, training_images
from search.training.progress import watch_training

if TYPE_CHECKING:
    from collections.abc import Sequence

    from landscape.arrays import FloatArray
    from landscape.spaces import Space
    from search.algorithms.registry import Guide
    from search.driver.record import Columns
    from search.plan import Order
    from search.training import LiveTraining
    from search.training.checkpoint import Checkpoint

__all__ = ["begin", "leave", "left", "live_training", "tested"]

_CHECKPOINTS = "checkpoints"
_BEST = "best.pt"
_HISTORY = "history.csv"


def live_training(order: Order, space: Space, guide: Guide, epochs: Sequence[int]) -> LiveTraining:
    """Return who trains, with the images at hand; `begin` says where.

    Raises
    ------
    LandscapeError
        If the space's networks cannot be trained, or images or options are not fit for it.
    """
    from search.training import TRAINED_HERE, LiveTraining, Trainer
    from search.training.network import skeleton_of

    skeleton_of(space)  # complains before anything is read
    find_name("metric of networks trained here", guide.metric, TRAINED_HERE)
    recipe, seed = _recipe(order, epochs), int(order.how.get("seed", 0))
    settings = scoring_settings(order.dataset, order.data, data_dir=order.data_dir, **order.how)
    images = training_images(settings.task, data=settings.data, seed=seed, data_dir=order.data_dir)
    trainer = Trainer(space, images, recipe, Path(_CHECKPOINTS), seed=seed, device=settings.device)
    say(
        f"{guide.metric}: networks are trained on {trainer.device} with {len(images.train):,} "
        f"images of {images.source}, compared on {len(images.val):,}, "
        f"tested on {len(images.test):,}"
    )
    return LiveTraining(trainer)


def begin(training: LiveTraining, folder: Path) -> None:
    """Let a training keep its checkpoints in the folder of a run, and show how it goes."""
    training.trainer.folder = folder / _CHECKPOINTS
    training.trainer.watch = watch_training(training.trainer.space)


def tested(training: LiveTraining, found: Columns, moves: Columns) -> dict[str, FloatArray]:
    """Return test accuracy of what was found and of all moves, as far as it was trained."""
    from search.training.leave import test_accuracies

    numbers = np.concatenate([found["configuration"], moves["configuration"]])
    return {"test_acc": test_accuracies(training.trainer, numbers[numbers != NONE_FOUND].tolist())}


def leave(
    training: LiveTraining, folder: Path, found: Columns, test_acc: FloatArray
) -> dict[str, Any]:
    """Write the best network of all trials and every epoch; return what the summary says of it."""
    from search.training.leave import write_best, write_history

    trainer = training.trainer
    write_history(trainer, folder / _HISTORY)
    if found["stage"].max() < 1:
        say("no network was trained: the budget ended before")
        return {}
    number = _winner(found)
    path = folder / _BEST
    checkpoint = write_best(trainer, number, float(test_acc[number]), path)
    return _told(trainer.space, number, checkpoint)


def left(training: LiveTraining, folder: Path, found: Columns) -> dict[str, Any]:
    """Return what `leave` did, of the files it left.

    Raises
    ------
    DataMissingError, DataError
        If one is gone or damaged.
    """
    from search.training.checkpoint import read_checkpoint

    check_file(folder / _HISTORY)
    if found["stage"].max() < 1:
        return {}
    return _told(training.trainer.space, _winner(found), read_checkpoint(folder / _BEST))


def _winner(found: Columns) -> int:
    """Return the configuration of the best trial."""
    best = int(np.lexsort((found["fitness"], found["stage"]))[-1])  # NaN is in the lowest stage
    return int(found["configuration"][best])


def _told(space: Space, number: int, checkpoint: Checkpoint) -> dict[str, Any]:
    """Return what the summary says of the best network."""
    return {
        "best": {
            "checkpoint": _BEST,
            "architecture": space.format(number),
            "without_dead_operations": checkpoint.about["architecture"],
            "epochs": checkpoint.epoch,
            "val_acc": checkpoint.history[-1].val_acc,
            "test_acc": checkpoint.test_acc,
        }
    }


def _recipe(order: Order, epochs: Sequence[int]) -> Recipe:
    """Return the recipe that is asked for; the schedule is as long as the longest training."""
    chosen: dict[str, Any] = {}
    if order.augment is not None:
        names = [] if order.augment == "none" else split_names("--augment", order.augment)
        chosen["augment"] = tuple(names)
    if order.learning_rate is not None:
        chosen["learning_rate"] = order.learning_rate
    if order.train_batch is not None:
        chosen["batch_size"] = order.train_batch
    return Recipe(max(epochs), **chosen)

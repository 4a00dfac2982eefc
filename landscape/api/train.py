"""`landscape.train`: one network, trained from its initial weights to what the test says."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from landscape.datasets import DATASETS, whole_dataset
from landscape.disk.files import locked, writing
from landscape.errors import ArchitectureError, DataError, OptionError, StoppedError
from landscape.lazy import load_object
from landscape.options.base import path_of, takes
from landscape.options.train import TrainOptions
from landscape.reporter import say, warn
from landscape.runs.run import is_finished, run_folder
from landscape.spaces import get_space, record_of
from proxies.plan import scoring_settings
from search.runs.saved import SearchRun
from search.runs.training import CHECKPOINTS
from search.runs.training_files import Training, complete_training, write_training
from search.runs.training_run import TrainingRun
from search.training.prepare import prepared_trainer, short_name
from search.training.progress import watch_training

if TYPE_CHECKING:
    from landscape.spaces import Space

__all__ = ["train"]

_EPOCHS = 12


@takes(TrainOptions)
def train(options: TrainOptions) -> TrainingRun:
    """Train one network, and leave it with what every epoch and the test showed.

    The files are those of ``landscape train``, in `out` or a folder of ``runs`` named after what
    was asked for. A training that was stopped goes on where it was; of a finished one, what is
    missing is made. Test images are looked at once, after the last epoch.

    Returns
    -------
    TrainingRun
        The run: its network, epochs and summary; a notebook shows its course.

    Raises
    ------
    UnknownNameError, ArchitectureError
        If there is no such space or architecture, or dataset.
    OptionError
        If networks of the space cannot be trained, or options contradict each other.
    DataMissingError, DataError
        If images or a search are gone or damaged, or the folder holds another run.
    StoppedError
        On Ctrl-C; the same call goes on from there.

    Examples
    --------
    Black images, and white ones:

    >>> import landscape, tempfile
    >>> import numpy as np
    >>> folder, white = tempfile.mkdtemp(), np.arange(60) % 2
    >>> images = np.tile(255 * white[:, None, None, None], (1, 3, 8, 8)).astype(np.uint8)
    >>> np.savez(folder + "/tones.npz", images=images, labels=white)
    >>> data, out = folder + "/tones.npz", folder + "/run"
    >>> how = {"epochs": 2, "train_batch": 12, "device": "cpu"}
    >>> run = landscape.train("8:8:8:8:8", space="sss", data=data, out=out, **how)
    >>> len(run.history), run.results["test_acc"], run.network("cpu").predict(images[:2]).tolist()
    (2, 100.0, [0, 1])
    >>> landscape.load(out) == run
    True
    """
    training = _training(options)
    folder = run_folder(options.out, _name(training, options))
    with locked(folder):
        there = is_finished(
            folder, "training", TrainingRun, training.settings, "the network is trained already"
        )
        if not (there and complete_training(training, folder, _draw)):
            _train(training, folder)
        _discard(training, folder)
    return TrainingRun(folder)


def _training(options: TrainOptions) -> Training:
    """Return what is to be trained, and who trains it."""
    space, asked, dataset = _found(options) if options.winner else _named(options)
    settings = scoring_settings(dataset, **options.images())
    network = int(space.canonical(np.array([asked], dtype=space.dtype))[0])
    what = space.format(asked)
    if network != asked:
        how = "without dead operations, as" if space.has_dead_operations else "as the same network,"
        say(f"{what}: trained {how} {space.format(network)}")
    epochs = _EPOCHS if options.epochs is None else options.epochs
    trainer = prepared_trainer(space, options, epochs, settings)
    if options.epochs not in (None, trainer.recipe.epochs):
        raise OptionError(
            f"--epochs {options.epochs}: recipe {options.recipe_name} has "
            f"{trainer.recipe.epochs}; leave --epochs out"
        )
    images = trainer.images
    say(
        f"{what}: trained on {trainer.device} with {len(images.train):,} {images.kind} of "
        f"{images.source}, validated on {len(images.val):,}, tested on {len(images.test):,}"
    )
    return Training(trainer, asked, network, _record(options))


def _named(options: TrainOptions) -> tuple[Space, int, str | None]:
    """Return space, configuration and dataset of an architecture that is named."""
    space = get_space(options.space or "nb201")
    given = options.architecture
    if isinstance(given, SearchRun):
        raise OptionError(f"{given.folder} holds a search: say winner=True to train what it found")
    try:
        return space, space.parse(str(given)), options.dataset
    except ArchitectureError as error:
        if (Path(str(given)) / "summary.json").is_file():
            raise OptionError(
                f"{given} is a folder, and no architecture: with --winner the best architecture "
                "of the search in it is trained"
            ) from error
        raise


def _found(options: TrainOptions) -> tuple[Space, int, str | None]:
    """Return space, configuration and dataset of what a search found."""
    given = options.architecture
    run = given if isinstance(given, SearchRun) else SearchRun(path_of(str(given)))
    if options.space is not None and get_space(options.space).name != run.space.name:
        raise OptionError(
            f"--space {options.space}: {run.folder} holds a search of {run.space.name}; leave "
            "--space out"
        )
    winner = run.winner
    say(f"{run.folder}: its best trial found {run.space.format(winner)}")
    brings_data = callable(load_object(record_of(run.space).input))
    if brings_data or options.data is not None or options.dataset is not None:
        return run.space, winner, options.dataset
    return run.space, winner, _dataset(run)


def _dataset(run: SearchRun) -> str | None:
    """Return the dataset that a search was for, whose images are known by name."""
    name = whole_dataset(run.summary["dataset"])
    if name not in DATASETS:
        raise OptionError(
            f"{run.folder} holds a search on {name or 'no dataset'}, whose images are not known by "
            "that name: give them by --data FILE, or a --dataset"
        )
    return name


def _record(options: TrainOptions) -> dict[str, Any]:
    """Return what was asked for, with an architecture that Python gave as it is written."""
    if isinstance(options.architecture, str | SearchRun):
        return options.record()
    return replace(options, architecture=str(options.architecture)).record()


def _name(training: Training, options: TrainOptions) -> str:
    """Return space, architecture and everything that was chosen."""
    trainer, recipe = training.trainer, training.trainer.recipe
    parts = [trainer.space.name, "train", training.architecture, trainer.images.task.name]
    parts += [f"epochs{recipe.epochs}"]
    given = {
        "augment": None if options.augment is None else "-".join(options.augment),
        "rate": options.learning_rate,
        "batch": options.train_batch,
        "recipe-": short_name(options),
    }
    parts += [f"{name}{value}" for name, value in given.items() if value is not None]
    return "-".join([*parts, f"seed{options.seed}"])


def _train(training: Training, folder: Path) -> None:
    trainer, epochs = training.trainer, training.trainer.recipe.epochs
    trainer.folder = folder / CHECKPOINTS
    trainer.watch = watch_training(trainer.space, trainer)
    try:
        (history,) = trainer.train([training.network], epochs).values()
    except KeyboardInterrupt as error:
        done = trainer.checkpoint(training.network)
        raise StoppedError(
            f"interrupted: {0 if done is None else done.epoch:,} of {epochs:,} epochs are done and "
            f"kept in {folder}; the same command goes on from there"
        ) from error
    if not history[-1].is_finite:
        warn(
            f"training ended in epoch {len(history)} of {epochs}, whose loss was no number, and "
            f"nothing was tested: try a --learning-rate below {trainer.recipe.learning_rate:g}"
        )
    checkpoint = trainer.checkpoint(training.network)
    if checkpoint is None:
        raise DataError(f"{trainer.folder} holds no checkpoint any more: train again")
    write_training(training, folder, checkpoint, _draw)


def _draw(run: TrainingRun) -> None:
    """Draw the course of a training; see `search.runs.training_files.DrawCurve`."""
    from viz.runs.training import draw_curve  # slow to import, and not needed before

    draw_curve(run)


def _discard(training: Training, folder: Path) -> None:
    """Remove what a finished training went on from, which the folder does not need any more."""
    training.trainer.folder = folder / CHECKPOINTS
    training.trainer.shelf(training.network).remove()
    with writing(folder / CHECKPOINTS), contextlib.suppress(OSError):
        (folder / CHECKPOINTS).rmdir()  # unless something else is there

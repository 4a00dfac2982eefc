"""Trains networks epoch by epoch, and goes on from what is kept of them."""

from __future__ import annotations

import logging
import time
from contextlib import contextmanager, nullcontext
from copy import deepcopy
from dataclasses import asdict
from functools import cached_property, partial
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING, Any, TypeAlias

import torch

from landscape.engines.local import Local
from landscape.errors import OptionError
from landscape.lazy import load_object
from landscape.spaces import record_of
from landscape.user_code import code_identity, failing_named
from proxies.engine.device import (
    choose_device,
    device_and_memory,
    devices_of,
    known_state,
    threads_kept,
)
from search.training.batches import Batches
from search.training.chance import chance
from search.training.checkpoint import Checkpoint
from search.training.elsewhere import Training, Turn
from search.training.history import Epoch
from search.training.network import build_network, check_trainable
from search.training.passes import Learner, look, optimizer_for, train_epoch
from search.training.shelf import Shelf
from search.training.workers import Stopped, Workers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from landscape.datasets import Dataset
    from landscape.disk.files import JSON
    from landscape.engines.protocol import Engine
    from landscape.spaces import Space
    from search.training.images import TrainingImages
    from search.training.recipe import Recipe

    History: TypeAlias = tuple[Epoch, ...]
    Tell: TypeAlias = Callable[[int, History], None]
    Watch: TypeAlias = Callable[[int, int], AbstractContextManager[Tell]]
    from collections.abc import Callable

__all__ = ["Stopped", "Trainer", "Workers"]

_KEEP_EVERY = 30.0

_log = logging.getLogger("landscape.search")


@contextmanager
def _unwatched(n_networks: int, n_epochs: int) -> Iterator[Tell]:
    yield lambda configuration, history: None


class Trainer:
    """Trains configurations of a space, each from where it was.

    What comes out depends on recipe, images, seed and configuration alone: not on the order, on
    what else is trained, nor on stops in between; on a CPU to the last bit.

    Parameters
    ----------
    space
        ``nb201``, ``sss``, ``nb101`` ..., or one that was registered with a `network`.
    images, recipe
        What networks learn from, and how.
    folder
        Where checkpoints are kept; made when there is the first. One process at a time.
    seed
        Picks initial weights, and the order and augmentation of images.
    device
        ``auto`` (CUDA if there is one), ``cpu``, ``cuda`` or ``cuda:N``.
    keep_every
        Seconds after which a checkpoint is written between rungs, at the end of an epoch: what a
        kill costs at most, besides the epoch at hand. Ctrl-C costs that epoch alone.
    engine
        Who trains; by default this process, on all devices that `device` names. What comes out is
        the same; what workers elsewhere had not handed in is lost with a stop.

    Attributes
    ----------
    watch
        Called with the number of networks that have to be trained and that of their epochs; the
        context it returns is given each configuration and its history after an epoch, from the
        thread that trains it.
    on_step
        Called before each batch with how much of an epoch it is, from the thread that trains.

    Raises
    ------
    OptionError
        If the networks of the space cannot be trained here, or there is no such device.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> import numpy as np
    >>> from landscape import get_space
    >>> from proxies import Dataset
    >>> from search.training import Part, Recipe, Trainer, TrainingImages
    >>> tones = np.repeat(np.array([0, 255], dtype=np.uint8), 8)  # black images, and white ones
    >>> some = Part(np.tile(tones[:, None, None, None], (1, 3, 8, 8)), tones.astype(int) // 255)
    >>> task = Dataset("tones", "Tones", classes=2, size=8, mean=(128.0,) * 3, std=(128.0,) * 3)
    >>> images = TrainingImages(task, train=some, val=some, test=some, source="tones")
    >>> folder, recipe = pathlib.Path(tempfile.mkdtemp()), Recipe(epochs=2, batch_size=8)
    >>> trainer = Trainer(get_space("nb201"), images, recipe, folder, device="cpu")
    >>> history = trainer.train([3906], epochs=2)[3906]
    >>> len(history), history[-1].train_acc, trainer.test(3906)
    (2, 100.0, 100.0)
    """

    def __init__(
        self,
        space: Space,
        images: TrainingImages,
        recipe: Recipe,
        folder: Path,
        *,
        seed: int = 0,
        device: str = "auto",
        keep_every: float = _KEEP_EVERY,
        engine: Engine | None = None,
    ) -> None:
        check_trainable(space)
        self.space, self.images, self.recipe, self.folder = space, images, recipe, folder
        self.engine: Engine = Local() if engine is None else engine
        self.device, _ = self.engine.ask(partial(device_and_memory, device))
        self._here = self.device if self.engine.is_local else choose_device("auto")
        self.workers = Workers(self.device)
        self.watch: Watch = _unwatched
        self.on_step: Callable[[float], None] = lambda epoch: None
        self._seed, self._keep_every = seed, keep_every
        self._histories: dict[int, History] = {}
        self._batches: dict[str, Batches] = {}

    @property
    def count(self) -> int:
        """How many networks are trained at once."""
        return self.workers.count if self._is_alone else self.engine.count(self._training())

    @property
    def n_epochs(self) -> int:
        """How many epochs are known of the networks that were asked for, whoever trained them."""
        return sum(map(len, self._histories.values()))

    def settings(self) -> dict[str, JSON]:
        """Return everything that changes what comes out, besides the device."""
        return {
            "recipe": self.recipe.settings(),
            "seed": self._seed,
            **self.images.settings(),
            **self._own,
        }

    @cached_property
    def _own(self) -> dict[str, JSON]:
        """What a user's functions change in what comes out."""
        record = record_of(self.space)
        if record.network is None:
            return {}
        parts = {"network": load_object(record.network), "loss": self._loss}
        return {name: code_identity(part) for name, part in parts.items() if part is not None}

    @cached_property
    def _loss(self) -> Callable[[Any, Any], Any] | None:
        loss: Callable[[Any, Any], Any] | None = load_object(record_of(self.space).loss)
        if loss is not None and not callable(loss):
            raise OptionError(
                f"the loss of {self.space.title} is {loss!r:.60}: expected a function of outputs "
                "and targets"
            )
        return loss

    def about(self, configuration: int) -> dict[str, JSON]:
        """Return what a checkpoint of a configuration says of itself."""
        return {
            "space": self.space.name,
            "configuration": configuration,
            "architecture": self.space.format(configuration),
            "task": _told(self.images.task),
            **self.settings(),
        }

    def train(self, configurations: Sequence[int], epochs: int) -> dict[int, History]:
        """Train configurations for so many epochs in all, and return what was seen of them.

        A history that is shorter than `epochs` ends with a loss that was no number.

        Raises
        ------
        OptionError
            If the schedule is shorter.
        DataError
            If a checkpoint in the folder is of another training.
        OutputError
            If a checkpoint cannot be written.
        """
        if not 1 <= epochs <= self.recipe.epochs:
            raise OptionError(f"{epochs} epochs: the schedule has 1 to {self.recipe.epochs}")
        histories = {number: self.history(number) for number in configurations}
        pending = [n for n, history in histories.items() if _goes_on(history, epochs)]
        if pending:
            missing = sum(epochs - len(histories[number]) for number in pending)
            with self.watch(len(pending), missing) as tell, known_state(exact=False):
                if self._is_alone:
                    self.workers.run(lambda number: self._train(number, epochs, tell), pending)
                else:
                    self._train_elsewhere(pending, epochs, tell)
        return {number: self._histories[number] for number in configurations}

    def history(self, configuration: int) -> History:
        """Return what was seen of a configuration so far, by an earlier process as well."""
        if configuration not in self._histories:
            checkpoint = self.checkpoint(configuration)
            self._histories[configuration] = checkpoint.history if checkpoint else ()
        return self._histories[configuration]

    def checkpoint(self, configuration: int) -> Checkpoint | None:
        """Return the checkpoint of a configuration after most epochs; None if there is none."""
        return self.shelf(configuration).newest(self.about(configuration))

    def test(self, configuration: int) -> float | None:
        """Return accuracy on the test images in percent, as far as trained; None if not at all.

        Nothing here looks at it, and no search may.
        """
        return self.tested(configuration)[1]

    def tested(self, configuration: int) -> tuple[float | None, float | None]:
        """Return loss and accuracy on the test images, as `test` does."""
        checkpoint = self.checkpoint(configuration)
        if checkpoint is None:
            return None, None
        learner = self._learner(configuration, self._build(configuration, checkpoint))
        with known_state(exact=False):
            return look(learner, self._part("test"), self.recipe.batch_size, self.workers.check)

    def parameters(self, configuration: int) -> int:
        """Return how many numbers of the network of a configuration are trained."""
        network = self._build(configuration, None)
        return sum(p.numel() for p in network.parameters() if p.requires_grad)

    def _train(self, configuration: int, epochs: int, tell: Tell) -> None:
        shelf = self.shelf(configuration)
        history: History = ()
        kept, unkept = time.monotonic(), None
        try:
            for latest in self.epochs(configuration, self.checkpoint(configuration), epochs):
                history = latest.history
                is_rung = not _goes_on(history, epochs)
                if is_rung or time.monotonic() - kept >= self._keep_every:
                    shelf.put(latest, is_rung=is_rung)
                    kept, unkept = time.monotonic(), None
                else:
                    unkept = deepcopy(latest)  # the next epoch changes the tensors in their place
                tell(configuration, history)
        except BaseException:  # Ctrl-C, or another training failed: no finished epoch is lost
            if unkept is not None:
                shelf.put(unkept, is_rung=False)
            raise
        self._histories[configuration] = history

    def _train_elsewhere(self, pending: Sequence[int], epochs: int, tell: Tell) -> None:
        """Have the engine train, and keep what it hands in."""

        def take(turn: Turn, latest: Checkpoint | None) -> list[Turn]:
            if latest is None:
                return []
            goes_on = _goes_on(latest.history, epochs)
            self.shelf(turn.configuration).put(latest, is_rung=not goes_on)
            before = 0 if turn.checkpoint is None else turn.checkpoint.epoch
            for count in range(before + 1, latest.epoch + 1):
                tell(turn.configuration, latest.history[:count])
            self._histories[turn.configuration] = latest.history
            return [Turn(turn.configuration, epochs, latest)] if goes_on else []

        turns = (Turn(number, epochs, self.checkpoint(number)) for number in pending)
        with threads_kept():
            self.engine.run(self._training(), turns, take)

    @property
    def _is_alone(self) -> bool:
        """Whether this process trains, on one device: it may use all of that then."""
        return self.engine.is_local and len({*devices_of(self.device)}) == 1

    def _training(self) -> Training:
        # Checkpoints come with turns, and go with them.
        make = partial(
            Trainer, self.space, self.images, self.recipe, Path(gettempdir()), seed=self._seed
        )
        return Training(make, self.space, str(self.device), self._keep_every)

    def epochs(
        self, configuration: int, checkpoint: Checkpoint | None, epochs: int
    ) -> Iterator[Checkpoint]:
        """Train a configuration from a checkpoint for so many epochs in all; yield after each.

        The next epoch changes what was yielded in its place.
        """
        network = self._build(configuration, checkpoint)
        learner = self._learner(configuration, network)
        optimizer = optimizer_for(network, self.recipe)
        rates = [float(group["lr"]) for group in optimizer.param_groups]  # before any schedule
        if checkpoint is not None:
            optimizer.load_state_dict(checkpoint.optimizer)
        history = () if checkpoint is None else checkpoint.history
        while _goes_on(history, epochs):
            history += (self._epoch(configuration, learner, optimizer, rates, len(history)),)
            states = network.state_dict(), optimizer.state_dict()
            yield Checkpoint(self.about(configuration), history, *states)

    def _epoch(
        self,
        configuration: int,
        learner: Learner,
        optimizer: torch.optim.Optimizer,
        rates: Sequence[float],
        epoch: int,
    ) -> Epoch:
        start = time.perf_counter()
        rng, check = chance("epoch", self._seed, configuration, epoch), self._on_batch
        learnt = train_epoch(
            learner, optimizer, self._part("train"), self.recipe, rates, epoch, rng, check
        )
        seen = look(learner, self._part("val"), self.recipe.batch_size, check)
        found = Epoch(*learnt, *seen, time.perf_counter() - start)
        if not found.is_finite:
            _log.warning(
                "%s: the loss was no number in epoch %d; it counts as missing",
                self.space.format(configuration),
                epoch + 1,
            )
        return found

    def _on_batch(self) -> None:
        """Go on with the next batch of an epoch, unless the training is to end."""
        self.workers.check()
        size, images = self.recipe.batch_size, self.images
        self.on_step(1 / (-(-len(images.train) // size) - (-len(images.val) // size)))

    def _build(self, configuration: int, checkpoint: Checkpoint | None) -> torch.nn.Module:
        network = build_network(self.space, configuration, self.images.task, seed=self._seed)
        if checkpoint is not None:
            network.load_state_dict(checkpoint.network)
        return network.to(self._here)

    def _part(self, name: str) -> Batches:
        """Return images on the device, one part at a time: who has others train needs few."""
        if name not in self._batches:
            part = {"train": self.images.train, "val": self.images.val, "test": self.images.test}
            self._batches[name] = Batches(part[name], self.images.task, self._here)
        return self._batches[name]

    def _learner(self, configuration: int, network: torch.nn.Module) -> Learner:
        if record_of(self.space).network is None:
            return Learner(network)
        name = self.space.format(configuration)
        chances = self._chance(configuration, network)
        classes = self.images.task.classes
        return Learner(network, name, self._loss, True, chances, classes)

    def _chance(
        self, configuration: int, network: torch.nn.Module
    ) -> Callable[[str], AbstractContextManager[None]]:
        """Return what sets the random numbers that a network draws when it is run, as of dropout.

        They come from generators that all threads share: networks that draw some are run one at a
        time. Which those are is seen by running each once.
        """
        from proxies.modules.build import seeded

        def chance(what: str) -> AbstractContextManager[None]:
            return seeded(f"training/{self._seed}/{configuration}/{what}", self._here)

        if self._here.type == "cpu" and not self._draws(network, chance):
            return lambda what: nullcontext()
        return chance

    def _draws(
        self,
        network: torch.nn.Module,
        chance: Callable[[str], AbstractContextManager[None]],
    ) -> bool:
        """Tell whether a network draws random numbers in training."""
        kept = deepcopy(network.state_dict())
        inputs = next(self._part("train").in_order(2))[0]
        with chance("first"), torch.no_grad(), failing_named(f"the network of {self.space.title}"):
            before = torch.get_rng_state()
            network.train()(inputs)
            drew = not torch.equal(before, torch.get_rng_state())
        network.load_state_dict(kept)  # a look must leave no trace, as in normalisations
        return drew

    def shelf(self, configuration: int) -> Shelf:
        """Return where the checkpoints of a configuration are."""
        return Shelf(self.folder, self.space, configuration)


def _told(task: Dataset) -> dict[str, JSON]:
    """Return a task as checkpoints know it; those of earlier versions know no shape."""
    told = asdict(task)
    if task.shape is None:
        del told["shape"]
    return told


def _goes_on(history: History, epochs: int) -> bool:
    """Tell whether a network is to be trained on."""
    return len(history) < epochs and all(epoch.is_finite for epoch in history[-1:])

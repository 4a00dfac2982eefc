"""Training by an engine: on several GPUs, or by the workers of a cluster.

A worker trains a network for a while and hands back its checkpoint, which is kept by who asked;
then whoever is free goes on from it. So what a worker that dies takes with it is that while.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

import torch

from landscape.engines.protocol import Work
from landscape.spaces import SPACES
from proxies.engine.device import devices_of, known_state
from proxies.sent import check_sendable
from search.training.workers import Stopped, Workers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from landscape.spaces import Space
    from search.training.checkpoint import Checkpoint

__all__ = ["Training", "Turn"]


@dataclass(frozen=True, eq=False)
class Turn:
    """A network to be trained for a while.

    Attributes
    ----------
    configuration
        Which one.
    epochs
        How many in all it is to be trained for.
    checkpoint
        Where it goes on from; None at the beginning.
    """

    configuration: int
    epochs: int
    checkpoint: Checkpoint | None


class _Trainer(Protocol):
    device: torch.device
    workers: Workers

    def epochs(
        self, configuration: int, checkpoint: Checkpoint | None, epochs: int, /
    ) -> Iterator[Checkpoint]: ...


class Training(Work[Turn, "Checkpoint | None"]):
    """Trains networks, a turn at a time; what comes out is the checkpoint of a turn's last epoch.

    It is None if the turn was stopped before the end of an epoch.

    Parameters
    ----------
    make
        Returns a `search.training.Trainer` on a ``device``.
    space
        Of its networks.
    device
        What to train on, such as ``cuda``.
    seconds
        After which a turn ends, at the end of an epoch.
    """

    def __init__(
        self, make: Callable[..., _Trainer], space: Space, device: str, seconds: float
    ) -> None:
        self._make, self.space = make, space
        self.device, self.seconds = torch.device(device), seconds
        self._lock, self._stopped = threading.Lock(), threading.Event()

    def devices(self) -> Sequence[str]:
        """Return the devices that this machine has of those asked for."""
        return devices_of(self.device)

    def start(self, device: str) -> Callable[[Turn], Checkpoint | None]:
        """Return what trains on a device."""
        if device == "cpu":
            torch.set_num_threads(1)
        trainer = self._make(device=device)
        trainer.workers = Workers(trainer.device, self._stopped)
        return lambda turn: self._train(trainer, turn)

    def name(self, turn: Turn) -> str:
        """Return whose training it is."""
        return f"the training of {self.space.format(turn.configuration)}"

    def stop(self) -> None:
        """End turns in this process after the batch at hand."""
        self._stopped.set()

    def __reduce__(self) -> tuple[object, ...]:
        check_sendable(SPACES, self.space.name)
        return Training, (self._make, self.space, str(self.device), self.seconds)

    def _train(self, trainer: _Trainer, turn: Turn) -> Checkpoint | None:
        latest: Checkpoint | None = None
        start = time.monotonic()
        try:
            with known_state(exact=False):
                for trained in trainer.epochs(turn.configuration, turn.checkpoint, turn.epochs):
                    latest = trained
                    if time.monotonic() - start >= self.seconds:
                        break
        except Stopped:
            pass  # whole epochs count
        return None if latest is None else _on_cpu(latest)


def _on_cpu(checkpoint: Checkpoint) -> Checkpoint:
    """Return a checkpoint that any machine can read."""
    return replace(
        checkpoint, network=_moved(checkpoint.network), optimizer=_moved(checkpoint.optimizer)
    )


def _moved(value: Any) -> Any:
    if isinstance(value, torch.Tensor):
        return value.cpu()
    if isinstance(value, dict):
        return {key: _moved(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_moved(each) for each in value]
    return value

"""What a reader of a benchmark hands over: the training runs of one architecture at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from landscape.arrays import FloatArray, IntArray
    from landscape.disk.files import JSON
    from landscape.scores.table import Metric
    from landscape.spaces import Space

__all__ = ["Curve", "Reader", "Record"]


@dataclass(frozen=True, eq=False)
class Curve:
    """One quantity of one training run, over its epochs.

    Attributes
    ----------
    metric
        What was measured: ``val_acc``, ``train_loss`` ... (see `TRAINED_METRICS`).
    values
        Shape ``(n,)``; NaN is missing.
    epochs
        Shape ``(n,)``, ascending: how many epochs had been trained when a value was taken, 1 after
        the first. None for a single value that belongs to no epoch, such as ``params``.
    dataset
        As the benchmark names it: ``cifar10-valid`` is not ``cifar10``.
    hp
        The training schedule, as the benchmark names it: ``"12"`` is a run of its own, not the
        beginning of ``"200"``. Empty if there is but one.
    run
        Seed or number of the training run. Empty for what does not depend on it.
    """

    metric: str
    values: FloatArray
    epochs: IntArray | None = None
    dataset: str = ""
    hp: str = ""
    run: str = ""


@dataclass(frozen=True, eq=False)
class Record:
    """All that a benchmark knows of one architecture.

    Attributes
    ----------
    configuration
        Its number in the space.
    curves
        Its measurements, none of them twice.
    """

    configuration: int
    curves: Sequence[Curve]


class Reader(Protocol):
    """The records of a benchmark, read from its own files one after the other.

    Attributes
    ----------
    benchmark
        Name of the benchmark: ``nats-tss`` ...
    space
        The space its architectures are of.
    """

    benchmark: str
    space: Space

    @property
    def identity(self) -> Mapping[str, JSON]:
        """What is read: names, sizes and checksums of files, so that a change is noticed."""

    def __len__(self) -> int:
        """Return the number of records."""

    def records(self, start: int = 0) -> Iterator[Record]:
        """Yield the records from the `start`-th on, in an order that never changes.

        Raises
        ------
        DataError
            If a file is damaged, asks for code to be run, or holds what does not belong there.
        """

    def meaning(self, dataset: str, metric: str) -> Metric:
        """Return what a metric measures on a dataset; its resolution is that of a single run."""

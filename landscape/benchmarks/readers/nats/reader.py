"""NATS-Bench, topology and size space: curves of every architecture, dataset, schedule and run.

Source: Dong et al., "NATS-Bench", TPAMI 2021; format of https://github.com/D-X-Y/NATS-Bench.
"""

from __future__ import annotations

import bz2
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from landscape.benchmarks.readers.checks import expect
from landscape.benchmarks.readers.nats.bz2_file import decompress
from landscape.benchmarks.readers.nats.completeness import Completeness
from landscape.benchmarks.readers.nats.curves import curves
from landscape.benchmarks.readers.nats.files import (
    META,
    NatsArchive,
    NatsFolder,
    find_nats,
    identity_of,
    records_of,
)
from landscape.benchmarks.readers.nats.meta import checked_architectures
from landscape.benchmarks.readers.nats.splits import SPLITS, meaning_of
from landscape.benchmarks.readers.nats.state import checked_state
from landscape.benchmarks.readers.nats.whole import WholeReader
from landscape.benchmarks.record import Record
from landscape.errors import DataError, OptionError
from landscape.pickles.stream import PickleStream
from landscape.pickles.unpickle import unpickle
from landscape.reason import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from concurrent.futures import Future
    from pathlib import Path

    from landscape.benchmarks.readers.nats.files import NatsFiles
    from landscape.benchmarks.record import Curve, Reader
    from landscape.disk.files import JSON
    from landscape.scores.table import Metric
    from landscape.spaces import Space

__all__ = ["NatsReader", "ahead", "read_nats"]

_KINDS = {"nb201": "tss", "sss": "sss"}
_SCHEDULES = {"tss": ("12", "200"), "sss": ("01", "12", "90")}


def read_nats(path: Path, space: Space, *, partial: bool = False) -> Reader:
    """Open NATS-Bench: ``nats-tss`` for the space ``nb201``, ``nats-sss`` for ``sss``.

    Parameters
    ----------
    path
        ``NATS-tss-v1_0-3ffb9-simple``, its ``.tar``, the one large file
        ``NATS-tss-v1_0-3ffb9.pickle.pbz2``, or a folder with one of them in it; for the size
        space ``NATS-sss-v1_0-50262-simple`` and so on.
    space
        One of the two spaces.
    partial
        Whether records may be missing, or schedules and datasets of records.

    Raises
    ------
    OptionError
        If it is another space.
    DataMissingError
        If there is nothing of the kind.
    DataError
        If it lists other architectures than the space has, or in another order than the
        published file; if it has records of others, or not all; if the one large file has
        another checksum than the published one.
    """
    if space.name not in _KINDS:
        raise OptionError(
            f"NATS-Bench is not about the space {space.name!r}: expected one of {', '.join(_KINDS)}"
        )
    kind = _KINDS[space.name]
    place = find_nats(path, kind)
    if place.name.endswith(".pickle.pbz2"):
        schedules = {hp: hp for hp in _SCHEDULES[kind]}
        needs = _SCHEDULES[kind], tuple(SPLITS)
        return WholeReader(place, space, f"nats-{kind}", _opened, schedules, needs, partial=partial)
    files = NatsFolder(place) if place.is_dir() else NatsArchive(place)
    return NatsReader(files, space, partial=partial)


@contextmanager
def _opened(path: Path) -> Iterator[PickleStream]:
    with bz2.BZ2File(path) as file:
        yield PickleStream(file)


class NatsReader:
    """The records of NATS-Bench by the benchmark's own number; see `read_nats`.

    Attributes
    ----------
    benchmark, space
        See `Reader`.
    missing
        How many architectures have no record.
    """

    def __init__(self, files: NatsFiles, space: Space, *, partial: bool) -> None:
        self._kind = _KINDS[space.name]
        self.benchmark, self.space = f"nats-{self._kind}", space
        self._files, self._partial = files, partial
        self._records = records_of(files)
        told = self._told(META)
        meta = unpickle(decompress(files.read(META), told), told)
        self._architectures = checked_architectures(meta, space, told)
        self.missing = space.size - len(self._records)
        self._check_numbers(partial)

    @cached_property
    def identity(self) -> Mapping[str, JSON]:
        """Name, size and checksum of all files together."""
        return identity_of(self._files)

    def __len__(self) -> int:
        return len(self._records)

    def records(self, start: int = 0) -> Iterator[Record]:
        """Yield the records by the benchmark's number, from the `start`-th on.

        Raises
        ------
        DataError
            If one is damaged, asks for code to be run, is of another architecture, or, unless
            records may be missing, lacks a schedule or dataset.
        """
        whole = Completeness(_SCHEDULES[self._kind], tuple(SPLITS), partial=self._partial)
        for index, content in ahead(self._decompressed, list(self._records)[start:]):
            yield self._record(index, content, whole)
        whole.report(self._files.name)

    def meaning(self, dataset: str, metric: str) -> Metric:
        """Return what a metric measures on a dataset."""
        return meaning_of(dataset, metric, "NATS-Bench")

    def _decompressed(self, index: int) -> bytes:
        name = self._records[index]
        return decompress(self._files.read(name), self._told(name))

    def _record(self, index: int, content: bytes, whole: Completeness) -> Record:
        told = self._told(self._records[index])
        by_schedule = expect(dict, unpickle(content, told), told)
        architecture = self._architectures[index]
        found: list[Curve] = []
        datasets: dict[str, set[str]] = {}
        for hp, state in by_schedule.items():
            where = f"schedule {shown(hp)} in {told}"
            if hp not in _SCHEDULES[self._kind]:
                raise DataError(f"{where}: expected {', '.join(_SCHEDULES[self._kind])}")
            checked = checked_state(state, index, architecture, where)
            datasets[hp] = set(checked.plain["dataset_seed"])
            found.extend(curves(checked, hp, where))
        whole.check(datasets, told)
        return Record(self.space.parse(architecture), found)

    def _told(self, name: str) -> str:
        return f"{name} in {self._files.name}"

    def _check_numbers(self, partial: bool) -> None:
        size = self.space.size
        outside: Sequence[int] = [index for index in self._records if index >= size]
        if outside:
            raise DataError(
                f"{self._files.name} has a record of architecture {outside[0]}: expected 0 to "
                f"{size - 1}, the architectures of {self.space.title}; get the published files"
            )
        if self.missing and not partial:
            first = next(index for index in range(size) if index not in self._records)
            raise DataError(
                f"{self._files.name} lacks {self.missing:,} of {size:,} records, the first of "
                f"architecture {first:06d}: get all of them, or import what there is with --partial"
            )


_In = TypeVar("_In")
_Out = TypeVar("_Out")


def ahead(
    function: Callable[[_In], _Out], items: Iterable[_In], depth: int = 4
) -> Iterator[tuple[_In, _Out]]:
    """Yield each item and what `function` returns for it, in order, computed in another thread.

    That gains time where `function` lets other threads run, as reading and decompressing do.

    Parameters
    ----------
    function
        What it raises is raised here when its item is due.
    items
        What to call it with.
    depth
        How many results may wait: they are in memory.
    """
    waiting: deque[tuple[_In, Future[_Out]]] = deque()
    pool = ThreadPoolExecutor(max_workers=1)
    try:
        for item in items:
            waiting.append((item, pool.submit(function, item)))
            if len(waiting) > depth:
                first, result = waiting.popleft()
                yield first, result.result()
        while waiting:
            first, result = waiting.popleft()
            yield first, result.result()
    finally:
        pool.shutdown(cancel_futures=True)

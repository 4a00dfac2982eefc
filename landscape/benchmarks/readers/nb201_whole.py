"""All of NAS-Bench-201 or NATS-Bench in one pickle, read one architecture after the other.

The object is a dictionary: ``meta_archs`` lists the architectures, ``arch2infos`` has the states of
each by number, ``evaluated_indexes`` says which it has. The name of the file has some digits of its
MD5 checksum: for NAS-Bench-201 the last six, 096897 of 55e847143ce1f7c2d89b676f6b096897. Which end
the five of NATS-Bench are from is not documented, so that either will do.
"""

from __future__ import annotations

import hashlib
import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

from landscape.benchmarks.readers.checks import entry, expect
from landscape.benchmarks.readers.nats_meta import checked_architectures
from landscape.benchmarks.readers.nb201_curves import curves
from landscape.benchmarks.readers.nb201_splits import meaning_of
from landscape.benchmarks.readers.nb201_state import checked_state
from landscape.benchmarks.record import Record
from landscape.errors import ArchitectureError, DataError
from landscape.unpickle import refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path

    from landscape.benchmarks.readers.pickle_stream import PickleStream
    from landscape.benchmarks.record import Curve
    from landscape.scores.metric import Metric
    from landscape.scores.settings import JSON
    from landscape.spaces import Space

__all__ = ["WholeReader"]

_RECORDS = "arch2infos"
_DIGITS = re.compile(r"-v1_[0-9]-([0-9a-f]{5,6})\.")
_BLOCK = 1 << 22


class WholeReader:
    """The architectures in the order of the file.

    Parameters
    ----------
    path
        The file.
    space
        The space.
    benchmark
        What it is called.
    opened
        Opens the file where the pickle begins.
    schedules
        How the file calls each schedule, and how we do.
    partial
        Whether records may be missing. How many there are is then only known once the file has
        been read.

    Raises
    ------
    DataError
        If the checksum is not the one in the name.
    """

    def __init__(
        self,
        path: Path,
        space: Space,
        benchmark: str,
        opened: Callable[[Path], AbstractContextManager[PickleStream]],
        schedules: Mapping[str, str],
        *,
        partial: bool = False,
    ) -> None:
        self.benchmark, self.space = benchmark, space
        self._path, self._opened, self._schedules = path, opened, schedules
        self._partial = partial
        self._check_sum()

    @cached_property
    def identity(self) -> Mapping[str, JSON]:
        """Name, size and checksum of the file."""
        digest = hashlib.md5(usedforsecurity=False)
        with self._path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
        size = self._path.stat().st_size
        return {"file": self._path.name, "bytes": size, "md5": digest.hexdigest()}

    @cached_property
    def _n_records(self) -> int:
        return sum(1 for _ in self._entries()) if self._partial else self.space.size

    def __len__(self) -> int:
        return self._n_records

    def records(self, start: int = 0) -> Iterator[Record]:
        """Yield the records from the `start`-th on; those before it are read, and left.

        Raises
        ------
        DataError
            If the file is damaged, asks for code to be run, or lacks architectures.
        """
        n_records = 0
        for n_records, (index, states, architectures) in enumerate(self._entries(), 1):
            if n_records > start:
                yield self._record(index, states, architectures)
        if n_records < self.space.size and not self._partial:
            raise DataError(
                f"{self._path} has {n_records:,} of {self.space.size:,} architectures: get the "
                "published file, or ask for a partial import"
            )

    def meaning(self, dataset: str, metric: str) -> Metric:
        """Return what a metric measures on a dataset."""
        return meaning_of(dataset, metric, self.benchmark)

    def _entries(self) -> Iterator[tuple[Any, Any, list[str] | None]]:
        """Yield number and states of each architecture, and the list of all, if it comes first."""
        listed = None
        try:
            with self._opened(self._path) as stream:
                for index, states in stream.entries(_RECORDS):
                    if listed is None and "meta_archs" in stream.first:
                        listed = checked_architectures(stream.first, self.space, str(self._path))
                    yield index, states, listed
                rest = expect(dict, stream.rest, str(self._path))
                # What was no more than one architecture is not handed over, but left where it was.
                for index, states in entry(rest, _RECORDS, dict, str(self._path)).items():
                    yield index, states, None
                checked_architectures(rest, self.space, str(self._path))
        except DataError:
            raise
        except Exception as error:  # what damaged files make archives and pickles raise
            raise refusal(str(self._path), error) from error

    def _record(self, index: Any, states: Any, listed: list[str] | None) -> Record:
        where = f"architecture {index!r:.20} in {self._path}"
        states = expect(dict, states, where)
        if type(index) is not int or not 0 <= index < self.space.size:
            raise DataError(f"{where}: expected a number from 0 to {self.space.size - 1}")
        found: list[Curve] = []
        architecture = listed[index] if listed else None
        for written, state in states.items():
            if written not in self._schedules:
                raise DataError(
                    f"{where} has {written!r:.20}: expected {', '.join(self._schedules)}"
                )
            told = f"schedule {written} of {where}"
            architecture = architecture or entry(expect(dict, state, told), "arch_str", str, told)
            checked = checked_state(state, index, architecture, told)
            found.extend(curves(checked, self._schedules[written], told))
        if architecture is None:
            raise DataError(f"{where} has no schedule: get the published file")
        try:
            return Record(self.space.parse(architecture), found)
        except ArchitectureError as error:
            raise DataError(f"{where} is none: {error}") from error

    def _check_sum(self) -> None:
        digits = _DIGITS.search(self._path.name)
        md5 = str(self.identity["md5"])
        if digits is not None and not (md5.endswith(digits[1]) or md5.startswith(digits[1])):
            raise DataError(
                f"{self._path} has the MD5 checksum {md5}: expected one that begins or ends with "
                f"{digits[1]}, as the name says; the file is damaged or another: get it again"
            )

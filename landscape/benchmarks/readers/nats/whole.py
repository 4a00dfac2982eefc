"""All of NAS-Bench-201 or NATS-Bench in one pickle, read one architecture after the other.

The object is a dictionary: ``meta_archs`` lists the architectures, ``arch2infos`` has the states of
each by number, ``evaluated_indexes`` says which it has.
"""

from __future__ import annotations

import hashlib
import logging
import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

from landscape.benchmarks.readers.checks import entry, expect
from landscape.benchmarks.readers.nats.completeness import Completeness
from landscape.benchmarks.readers.nats.curves import curves
from landscape.benchmarks.readers.nats.meta import checked_architectures
from landscape.benchmarks.readers.nats.splits import meaning_of
from landscape.benchmarks.readers.nats.state import checked_state
from landscape.benchmarks.record import Record
from landscape.errors import ArchitectureError, DataError
from landscape.pickles.unpickle import refusal
from landscape.reason import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path

    from landscape.benchmarks.record import Curve
    from landscape.disk.files import JSON
    from landscape.pickles.stream import PickleStream
    from landscape.scores.table import Metric
    from landscape.spaces import Space

__all__ = ["CHECKSUMS", "WholeReader", "check_sum"]

_RECORDS = "arch2infos"
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
    needs
        Schedules and datasets that each architecture should have, as far as that is known.
    partial
        Whether records may be missing. How many there are is then only known once the file has
        been read.

    Raises
    ------
    DataError
        If the checksum is not that of the published file; see `check_sum`.
    """

    def __init__(
        self,
        path: Path,
        space: Space,
        benchmark: str,
        opened: Callable[[Path], AbstractContextManager[PickleStream]],
        schedules: Mapping[str, str],
        needs: tuple[Collection[str], Collection[str]] = ((), ()),
        *,
        partial: bool = False,
    ) -> None:
        self.benchmark, self.space = benchmark, space
        self._path, self._opened, self._schedules = path, opened, schedules
        self._partial = partial
        self._needs = needs
        check_sum(path, str(self.identity["md5"]), benchmark)

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
        n_records, whole = 0, Completeness(*self._needs, partial=self._partial)
        for n_records, (index, states, architectures) in enumerate(self._entries(), 1):
            if n_records > start:
                yield self._record(index, states, architectures, whole)
        if n_records < self.space.size and not self._partial:
            raise DataError(
                f"{self._path} has {n_records:,} of {self.space.size:,} architectures: get the "
                "published file, or import what there is with --partial"
            )
        whole.report(str(self._path))

    def meaning(self, dataset: str, metric: str) -> Metric:
        """Return what a metric measures on a dataset."""
        return meaning_of(dataset, metric, self.benchmark)

    def _entries(self) -> Iterator[tuple[Any, Any, list[str] | None]]:
        """Yield number and states of each architecture, and the list of all, if it comes first."""
        listed, n_left = None, self.space.size
        try:
            with self._opened(self._path) as stream:
                for index, states in stream.entries(_RECORDS):
                    n_left = self._one_less(n_left)
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

    def _record(
        self, index: Any, states: Any, listed: list[str] | None, whole: Completeness
    ) -> Record:
        where = f"architecture {shown(index)} in {self._path}"
        states = expect(dict, states, where)
        if type(index) is not int or not 0 <= index < self.space.size:
            raise DataError(f"{where}: expected a number from 0 to {self.space.size - 1}")
        found: list[Curve] = []
        architecture = listed[index] if listed else None
        datasets: dict[str, set[str]] = {}
        for written, state in states.items():
            if written not in self._schedules:
                raise DataError(
                    f"{where} has {shown(written)}: expected {', '.join(self._schedules)}"
                )
            told = f"schedule {written} of {where}"
            architecture = architecture or entry(expect(dict, state, told), "arch_str", str, told)
            checked = checked_state(state, index, architecture, told)
            datasets[written] = set(checked.plain["dataset_seed"])
            found.extend(curves(checked, self._schedules[written], told))
        if architecture is None:
            raise DataError(f"{where} has no schedule: get the published file")
        whole.check(datasets, where)
        try:
            return Record(self.space.parse(architecture), found)
        except ArchitectureError as error:
            raise DataError(f"{where} is none: {error}") from error

    def _one_less(self, n_left: int) -> int:
        if not n_left:  # a small compressed file could go on for ever
            raise DataError(
                f"{self._path} has more than {self.space.size:,} architectures: "
                "get the published file"
            )
        return n_left - 1


CHECKSUMS = {
    "nb201-v11": "55e847143ce1f7c2d89b676f6b096897",
    "nats-tss": "3ffb9",
    "nats-sss": "50262",
}
"""By benchmark, the checksum, or the digits that it begins or ends with."""

_DIGITS = re.compile(r"-v1_[0-9]-([0-9a-f]{5,6})\.")
_ALL = 32

_log = logging.getLogger(__name__)


def check_sum(path: Path, md5: str, benchmark: str) -> None:
    """Compare the checksum of a file with the published one, whatever the file is called.

    The names of the files have some digits of it. Which end the five of NATS-Bench are from is not
    documented, so that either will do.

    NAS-Bench-201 may have been saved anew by another version of PyTorch: if the name does not say
    that it is the published file, another checksum is a warning.

    Parameters
    ----------
    path
        The file.
    md5
        The checksum of all of it.
    benchmark
        Which file it should be.

    Raises
    ------
    DataError
        If the file is another one, or damaged.
    """
    known = CHECKSUMS[benchmark]
    if _has(md5, known):
        return
    named = _DIGITS.search(path.name)
    claims_to_be = named is not None and (_has(known, named[1]) or not _has(md5, named[1]))
    if len(known) < _ALL or claims_to_be:
        raise DataError(
            f"{path} has the MD5 checksum {md5}: expected one that begins or ends with {known}, "
            "that of the published file; this one is damaged or another: get it again"
        )
    _log.warning(
        "%s is not the published file (MD5 checksum %s, not %s): its checksum vouches for nothing",
        path,
        md5,
        known,
    )


def _has(md5: str, digits: str) -> bool:
    return md5.startswith(digits) or md5.endswith(digits)

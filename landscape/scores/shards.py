"""Scoring that many processes share, on machines that see one folder, or whose folders are joined.

A shard takes every n-th chunk, so that heavy ones, which lie together, are spread. Its finished
chunks are files of their own in the folder of the unfinished work, beside those of the others; no
shard needs a lock, nor ever writes a file that another one may be writing. What they are parts of
is told in ``shards.json``, with the chunks in ``shards.layout``: that is all it takes to join them.
"""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from landscape.disk.claims import Owner, claimed
from landscape.disk.files import canonical_json, first_difference, writing
from landscape.disk.work_folder import (
    SHARDS,
    begin_work,
    read_chunk,
    read_sealed,
    who_works,
    write_chunk,
    write_sealed,
)
from landscape.errors import DataError, DataMissingError, LandscapeError, OptionError
from landscape.scores.resume import Scoring, saved_scores, work_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from landscape.arrays import FloatArray, IntArray
    from landscape.disk.files import JSON

__all__ = ["Shard", "Shared", "scoring_shard", "shared_work"]

_ABOUT, _LAYOUT, _ONLY = f"{SHARDS}s.json", f"{SHARDS}s.layout", f"{SHARDS}s.only"
_NAME = re.compile(rf"{SHARDS}-(\d+)-of-(\d+)")


@dataclass(frozen=True, order=True)
class Shard:
    """One of several equal parts of a piece of work.

    Attributes
    ----------
    of
        How many parts there are.
    number
        Which one it is, from 1 on.

    Examples
    --------
    >>> shard = Shard.parse("2/4")
    >>> str(shard), list(shard.positions(10))
    ('2/4', [1, 5, 9])
    """

    of: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Shard:
        """Return the shard that a text such as ``2/4`` means.

        Raises
        ------
        OptionError
            If it means none.
        """
        found = re.fullmatch(r"\s*(\d{1,9})\s*/\s*(\d{1,9})\s*", text, re.ASCII)
        number, of = map(int, found.groups()) if found else (0, 0)
        if not 1 <= number <= of:
            raise OptionError(
                f"--shard {text}: expected i/n, the i-th of n parts, such as 1/4, 2/4, 3/4 and 4/4"
            )
        return cls(of, number)

    def positions(self, n_chunks: int) -> range:
        """Return which chunks are its own; none if there are fewer chunks than parts."""
        return range(self.number - 1, n_chunks, self.of)

    @property
    def name(self) -> str:
        """What its files are named after, such as ``shard-2-of-4``."""
        return f"{SHARDS}-{self.number}-of-{self.of}"

    @classmethod
    def named(cls, name: str) -> Shard | None:
        """Return the shard that a file is of; None if it is of none."""
        found = _NAME.fullmatch(name.partition(".")[0])
        return cls(int(found[2]), int(found[1])) if found else None

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"


@contextmanager
def scoring_shard(
    folder: Path,
    shard: Shard,
    *,
    settings: Mapping[str, JSON],
    chunks: Sequence[IntArray],
    costs: Sequence[float] | None = None,
    about: Mapping[str, JSON],
    only: IntArray | None = None,
    made: Mapping[str, JSON] | None = None,
) -> Iterator[Scoring]:
    """Score the chunks of a shard, starting from what an earlier process finished.

    All of it stays in the folder when the block ends, for `Shared` to find.

    Parameters
    ----------
    folder, settings, chunks, costs
        As for `landscape.scores.resumable_scoring`; the same for every shard.
    shard
        Which part is scored.
    about
        What whoever joins the shards has to know, the same for every shard, with the `settings` of
        each column under ``columns``.
    only
        The configurations asked for, ascending; None for all of the space.
    made
        How this shard is made, for the record, such as versions.

    Raises
    ------
    LandscapeError
        If another process that lives scores the same shard, or shards of another number.
    DataError
        If other shards there are of other settings.
    OutputError
        If the folder cannot be written to.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> import numpy as np
    >>> folder, chunks = pathlib.Path(tempfile.mkdtemp()), [np.array([i]) for i in range(3)]
    >>> work = {"settings": {"seed": 0}, "chunks": chunks, "about": {"columns": {"half": {}}}}
    >>> for text in ("1/2", "2/2"):
    ...     with scoring_shard(folder, Shard.parse(text), **work) as scoring:
    ...         scoring.run(lambda indices: {"half": indices / 2})
    >>> (shared,) = shared_work(folder)
    >>> shared.lacking, shared.result()[1]["half"].tolist()
    ([], [0.0, 0.5, 1.0])
    """
    work = work_of(folder, settings, chunks)
    for other in shared_work(folder):
        _refuse_others(other, work, shard, about)
    begin_work(work, settings, alone=False)
    _tell(work, chunks, about, only)
    with claimed(work / shard.name, f"shard {shard} in {folder}") as claim:
        _share_anew(work, shard)
        told = _told(work, shard)
        record = {"owner": str(Owner.here()), **(made or {})}
        write_sealed(told, canonical_json(record).encode(), told.name, alone=False)
        positions = shard.positions(len(chunks))
        scoring = Scoring(work, chunks, costs, positions=positions, may_save=claim.check)
        scoring.tell_of_earlier()
        yield scoring


def _refuse_others(other: Shared, work: Path, shard: Shard, about: Mapping[str, JSON]) -> None:
    """Make sure that other shards in the folder are no shards of the same with other settings."""
    if other.work == work:
        claims = (Shard.named(path.name) for path in work.glob(f"{SHARDS}-*.claim-*"))
        # Of a thousand that begin at once nobody reads the claims of all others.
        if any(each is not None and each.of != shard.of for each in claims):
            for each in other.at_work:
                if each.of != shard.of:
                    raise LandscapeError(
                        f"--shard {shard}: shard {each} is at work in {work.parent}: expected "
                        f"another one of {each.of}, or wait until it has ended"
                    )
    elif difference := other.difference(about):
        name, wanted, found = difference
        raise DataError(
            f"{work.parent} has shards that were scored with {name} = {found}, and {name} = "
            f"{wanted} is asked for: choose another --out, or delete {other.work} if nobody "
            "wants them"
        )


def _share_anew(work: Path, shard: Shard) -> None:
    """Forget shards of another number, whose chunks stay."""
    for other in _begun(work):
        if other.of != shard.of:
            with writing(_told(work, other)):
                _told(work, other).unlink(missing_ok=True)


def _told(work: Path, shard: Shard) -> Path:
    """Return the file in which a shard tells who scores it, and how."""
    return work / f"{shard.name}.told"


def _begun(work: Path) -> list[Shard]:
    """Return the shards that somebody has worked on."""
    found = (Shard.named(path.name) for path in work.glob(f"{SHARDS}-*.told"))
    return sorted(shard for shard in found if shard is not None)


def _tell(
    work: Path, chunks: Sequence[IntArray], about: Mapping[str, JSON], only: IntArray | None
) -> None:
    """Write what the shards are parts of, unless another one has."""
    if Shared(work).is_told:
        return
    of = np.repeat(np.arange(len(chunks)), [len(chunk) for chunk in chunks])
    numbers = np.concatenate([*chunks, np.empty(0, np.int64)]).astype(np.int64)
    layout = {"configuration": numbers, "chunk": of}
    write_chunk(work / _LAYOUT, _what(work, _LAYOUT), layout, alone=False)
    if only is not None:
        asked = {"configuration": np.asarray(only, np.int64)}
        write_chunk(work / _ONLY, _what(work, _ONLY), asked, alone=False)
    content = canonical_json({**about, "is_whole": only is None, "n_chunks": len(chunks)})
    # Last: who finds it finds the others.
    write_sealed(work / _ABOUT, content.encode(), _what(work, _ABOUT), alone=False)


def _what(work: Path, name: str) -> str:
    return f"{name} of {work.name}"


@contextmanager
def _advised() -> Iterator[None]:
    """Say what is to be done where something that shards told is damaged."""
    try:
        yield
    except (DataError, DataMissingError) as error:
        raise type(error)(f"{error}; run any shard again, which writes it anew") from error


def shared_work(folder: Path) -> list[Shared]:
    """Return the unfinished work in a folder that shards share."""
    return [Shared(path.parent) for path in sorted(folder.glob(f"unfinished-*/{_ABOUT}"))]


@dataclass(frozen=True)
class Shared:
    """Work that shards share, as far as it is done.

    Parameters
    ----------
    work
        Its folder.
    """

    work: Path

    @cached_property
    def about(self) -> dict[str, Any]:
        """What was told of it; see `scoring_shard`.

        Raises
        ------
        DataError
            If that is damaged.
        """
        with _advised():
            told = read_sealed(self.work / _ABOUT, _what(self.work, _ABOUT))
        content: dict[str, Any] = json.loads(told)
        return content

    @cached_property
    def chunks(self) -> list[IntArray]:
        """Configuration numbers of each chunk, those of all shards."""
        with _advised():
            layout = read_chunk(self.work / _LAYOUT, _what(self.work, _LAYOUT))
        cuts = np.flatnonzero(np.diff(layout["chunk"])) + 1
        numbers = layout["configuration"].astype(np.int64)
        return np.split(numbers, cuts) if self.about["n_chunks"] else []

    @cached_property
    def only(self) -> IntArray | None:
        """The configurations asked for, ascending; None for all of the space."""
        if self.about["is_whole"]:
            return None
        with _advised():
            asked = read_chunk(self.work / _ONLY, _what(self.work, _ONLY))
        return asked["configuration"].astype(np.int64)

    @property
    def is_told(self) -> bool:
        """Whether all that was told of it can be read."""
        try:
            told = self.about, self.chunks, self.only
        except (DataError, DataMissingError):
            return False
        return bool(told)

    @property
    def title(self) -> str:
        """Names of the metrics."""
        return ", ".join(self.about["columns"])

    @property
    def shards(self) -> list[Shard]:
        """All shards, those that have not begun included, as soon as any has."""
        numbers = {shard.of for shard in self.begun}
        return [Shard(of, number) for of in sorted(numbers) for number in range(1, of + 1)]

    @property
    def begun(self) -> list[Shard]:
        """The shards that somebody has worked on."""
        return _begun(self.work)

    @property
    def at_work(self) -> dict[Shard, Owner]:
        """The shards that are scored now → who does."""
        found = {Shard.named(name): owner for name, owner in who_works(self.work).items()}
        return {shard: owner for shard, owner in found.items() if shard is not None}

    def record(self, shard: Shard) -> dict[str, Any]:
        """Return what a shard told of itself; nothing if it has not begun, or that is damaged."""
        path = _told(self.work, shard)
        try:
            told: dict[str, Any] = json.loads(read_sealed(path, path.name))
        except (LandscapeError, ValueError):
            return {}  # it is of use for a look only: scores do not depend on it
        return told

    def absent(self, shard: Shard) -> list[int]:
        """Return which chunks of a shard are not there, by the names of files alone."""
        there = {path.stem for path in self.work.glob("*.chunk")}
        return [p for p in shard.positions(self.about["n_chunks"]) if f"{p:06d}" not in there]

    @cached_property
    def _read(self) -> tuple[dict[int, dict[str, FloatArray]], dict[int, DataError]]:
        found, damaged = {}, {}
        for position in range(self.about["n_chunks"]):
            try:
                columns = saved_scores(self.work, position)
            except DataError as error:
                damaged[position] = error
            else:
                if columns is not None:
                    found[position] = columns
        return found, damaged

    @property
    def damaged(self) -> dict[int, DataError]:
        """Positions of the chunks that are there and cannot be read → what is wrong."""
        return self._read[1]

    @property
    def lacking(self) -> list[int]:
        """Positions of the chunks that are not there, or damaged."""
        return [p for p in range(self.about["n_chunks"]) if p not in self._read[0]]

    def result(self) -> tuple[IntArray, dict[str, FloatArray]]:
        """Return configuration numbers and scores of the chunks that are there, in their order.

        Returns
        -------
        indices
            Shape ``(n,)``.
        columns
            Name → float64 of shape ``(n,)``; empty if no chunk is there.
        """
        found = self._read[0]
        if not found:
            return np.empty(0, np.int64), {}
        columns = next(iter(found.values()))
        return np.concatenate([self.chunks[p] for p in found]), {
            name: np.concatenate([part[name] for part in found.values()]) for name in columns
        }

    def difference(self, about: Mapping[str, Any]) -> tuple[str, str, str] | None:
        """Return the first setting that differs from those of a column that is scored here, too.

        None if no column is the same.

        Returns
        -------
        tuple of name, value of `about`, value here
        """
        names = [set(side["columns"]) for side in (about, self.about)]
        if not names[0] & names[1]:
            return None
        if names[0] != names[1]:
            asked, found = (", ".join(sorted(side)) for side in names)
            return "metrics", asked, found
        by_columns = first_difference(about["columns"], self.about["columns"])
        others = [
            {n: value for n, value in side.items() if n not in ("columns", "is_whole", "n_chunks")}
            for side in (about, self.about)
        ]
        # All else being equal, other chunks are those of other configurations.
        return by_columns or first_difference(*others) or ("configurations", "others", "these")

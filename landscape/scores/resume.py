"""Scoring that survives being killed: finished chunks are kept on disk until all are done."""

from __future__ import annotations

import hashlib
import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from landscape.arrays import evenly, plain_numbers
from landscape.disk.files import JSON, canonical_json, locked
from landscape.disk.work_folder import (
    Parts,
    begin_work,
    discard,
    other_work,
    read_chunk,
    who_works,
    work_folder,
    write_chunk,
)
from landscape.errors import DataError, LandscapeError, OptionError
from landscape.numbers import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from landscape.arrays import FloatArray, IntArray

    Pieces: TypeAlias = Iterable[tuple[IntArray, Parts]]
    OnScored: TypeAlias = Callable[[int, Mapping[str, FloatArray]], None]

__all__ = ["Scoring", "left_unfinished", "resumable_scoring", "saved_scores", "work_of"]

_log = logging.getLogger(__name__)

_FORMAT = 1


@contextmanager
def resumable_scoring(
    folder: Path,
    *,
    settings: Mapping[str, JSON],
    chunks: Sequence[IntArray],
    costs: Sequence[float] | None = None,
) -> Iterator[Scoring]:
    """Score chunks of configurations in `folder`, starting from what an earlier run finished.

    Finished chunks lie in ``folder/unfinished-KEY``, where KEY stands for the settings and the
    chunks. They are removed when the ``with`` block ends without an exception and all chunks are
    scored: write the final table inside the block. They stay after an exception, Ctrl-C or a
    kill, and the next run with the same settings and chunks goes on from them; its result is
    bit-identical to that of a run that was never stopped.

    Parameters
    ----------
    folder
        Output folder, made if need be and held for this process alone inside the block.
    settings
        Everything that changes a score; such as the settings of each column.
    chunks
        Configuration numbers to score together, each of shape ``(k,)``. At most one chunk is lost
        to a kill.
    costs
        What each chunk costs, in any unit; see `Scoring`.

    Raises
    ------
    LandscapeError
        If another process is scoring into `folder`, or a shard scores these chunks.
    OutputError
        If `folder` cannot be made or written to.

    Examples
    --------
    >>> import numpy as np
    >>> import tempfile, pathlib
    >>> from landscape.scores import resumable_scoring
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> chunks = [np.array([0, 1]), np.array([5])]
    >>> with resumable_scoring(folder, settings={"seed": 0}, chunks=chunks) as scoring:
    ...     scoring.run(lambda indices: {"half": indices / 2})
    ...     indices, columns = scoring.result()
    >>> indices.tolist(), columns["half"].tolist()
    ([0, 1, 5], [0.0, 0.5, 2.5])
    """
    work = work_of(folder, settings, chunks)
    with locked(folder):
        _refuse_shards(work)
        begin_work(work, settings)
        _tell_of_others(work)
        scoring = Scoring(work, chunks, costs)
        scoring.tell_of_earlier()
        yield scoring
        if not scoring.pending:
            discard(work)


def work_of(folder: Path, settings: Mapping[str, JSON], chunks: Sequence[IntArray]) -> Path:
    """Return where the finished chunks of a scoring are kept in its output folder."""
    return work_folder(folder, _key(settings, chunks))


def _refuse_shards(work: Path) -> None:
    """Leave the chunks to the shards that score them now."""
    at_work = [f"{name}: {owner}" for name, owner in who_works(work).items()]
    if at_work:
        raise LandscapeError(
            f"shards are at work in {work.parent} ({'; '.join(at_work)}): wait until they have "
            "ended, or choose another folder"
        )


def left_unfinished(
    folder: Path, settings: Mapping[str, JSON], chunks: Sequence[IntArray]
) -> list[float]:
    """Return how much of each chunk is left to `resumable_scoring`, from 0 to 1.

    Nothing is made or changed, and no other process is waited for.
    """
    return Scoring(work_of(folder, settings, chunks), chunks).left


def _tell_of_others(work: Path) -> None:
    """Say if unfinished scores lie there that this scoring has no use for."""
    others = [path.name for path in other_work(work.parent, work)]
    if others:
        _log.warning(
            "%s holds unfinished scores of other metrics or settings (%s): the command that left "
            "them goes on with them; delete them if nobody wants them",
            work.parent,
            ", ".join(others),
        )


class Scoring:
    """Chunks of configurations, scored or still to be scored.

    Made by `resumable_scoring`. `run` scores what is pending in this process; an engine that
    scores elsewhere, in any order, calls `save` as chunks come in.

    Parameters
    ----------
    work
        Folder of the finished chunks; must exist.
    chunks
        Configuration numbers, each of shape ``(k,)``.
    costs
        What each chunk costs, in any unit. If given, `run` takes the chunks in an order of which
        every beginning is spread over all of them: so what is done tells how long the rest takes.
        None for as much as there are configurations, and the order of the chunks.
    positions
        Which of the chunks are to be scored, ascending; None for all.
    may_save
        Called before a chunk is kept; complains if another process has taken over.

    Attributes
    ----------
    n_total
        Number of configurations in the chunks to be scored.

    Examples
    --------
    >>> import contextlib, pathlib, tempfile
    >>> import numpy as np
    >>> from landscape.scores import resumable_scoring
    >>> work = {"settings": {"seed": 0}, "chunks": [np.array([0, 1]), np.array([2, 3])]}
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> with contextlib.suppress(KeyboardInterrupt), resumable_scoring(folder, **work) as scoring:
    ...     scoring.save(0, {"half": [0.0, 0.5]})
    ...     raise KeyboardInterrupt
    >>> with resumable_scoring(folder, **work) as scoring:
    ...     print(scoring.n_scored, "of", scoring.n_total, "are scored, pending:", scoring.pending)
    2 of 4 are scored, pending: [1]
    """

    def __init__(
        self,
        work: Path,
        chunks: Sequence[IntArray],
        costs: Sequence[float] | None = None,
        *,
        positions: Sequence[int] | None = None,
        may_save: Callable[[], None] = lambda: None,
    ) -> None:
        self.chunks = chunks
        self.positions = range(len(chunks)) if positions is None else positions
        self.n_total = sum(len(chunks[position]) for position in self.positions)
        n_chunks = len(self.positions)
        order = range(n_chunks) if costs is None else evenly(n_chunks)
        self._order = [self.positions[place] for place in order]
        self._costs = [*map(len, chunks)] if costs is None else costs
        self._may_save = may_save
        self._work = work
        self._scored: dict[int, dict[str, FloatArray]] = {}
        self._parts: dict[int, Parts] = {}
        self._damaged: dict[int, DataError] = {}
        for position in self.positions:
            columns = self._load(position)
            if columns is not None:
                self._scored[position] = columns
            elif self._path(position, "part").exists():
                self._parts[position] = self._of(position)
        self._tell_of_damage()

    def tell_of_earlier(self) -> None:
        """Say how much an earlier run has finished, if that is anything."""
        if self.n_scored:
            n_scored, n_total = f"{self.n_scored:,}", f"{self.n_total:,}"
            _log.info("resuming: %s of %s already scored", n_scored, n_total)

    @property
    def n_scored(self) -> int:
        """Number of configurations scored so far, those of earlier runs included.

        Of a chunk that is not finished it is the share of the work that is done.
        """
        whole = sum(len(self.chunks[position]) for position in self._scored)
        return whole + sum(
            int(parts.share * len(self.chunks[position]))
            for position, parts in self._parts.items()
            if position not in self._scored
        )

    @property
    def share(self) -> float:
        """How much of all the work is done, from 0 to 1, by what chunks cost."""
        costs = [self._costs[position] for position in self.positions]
        total, left = sum(costs), sum(c * left for c, left in zip(costs, self.left, strict=True))
        return 1 - left / total if total else 0.0

    @property
    def left(self) -> list[float]:
        """How much of each chunk that is to be scored is left, from 0 to 1."""
        parts = {position: parts.share for position, parts in self._parts.items()}
        done = parts | dict.fromkeys(self._scored, 1.0)
        return [1 - done.get(position, 0.0) for position in self.positions]

    @property
    def pending(self) -> list[int]:
        """Positions in `chunks` of those not yet scored."""
        return [p for p in self.positions if p not in self._scored]

    def run(
        self,
        score: Callable[[IntArray], Mapping[str, FloatArray]],
        on_progress: Callable[[int], None] = lambda n_scored: None,
    ) -> None:
        """Score every pending chunk.

        Parameters
        ----------
        score
            Takes a chunk, shape ``(k,)``; returns one array of shape ``(k,)`` a column, the same
            columns for every chunk.
        on_progress
            Called with `n_scored` after each chunk.
        """
        self.run_in_parts(lambda indices, parts: score(indices), on_progress)

    def run_in_parts(
        self,
        score: Callable[[IntArray, Parts], Mapping[str, FloatArray]],
        on_progress: Callable[[int], None] = lambda n_scored: None,
    ) -> None:
        """Score every pending chunk; of one that is stopped, finished parts are kept.

        Parameters
        ----------
        score
            As in `run`. It is also given the `Parts` of its chunk: what it puts there, it need not
            do again after a stop.
        on_progress
            Called with `n_scored` after each chunk, and whenever parts advance.
        """

        def one_by_one(pieces: Pieces, on_scored: OnScored) -> None:
            for number, (indices, parts) in enumerate(pieces):
                on_scored(number, score(indices, parts))

        self.run_together(one_by_one, on_progress)

    def run_together(
        self,
        score: Callable[[Pieces, OnScored], None],
        on_progress: Callable[[int], None] = lambda n_scored: None,
    ) -> None:
        """Score every pending chunk, several at a time; of those that are stopped, parts are kept.

        Parameters
        ----------
        score
            Takes chunks, each with its `Parts`, when it is ready for one more; and what is to be
            given the position of each among these, and its scores, in any order.
        on_progress
            As in `run_in_parts`.
        """
        pending = self._ahead
        at_work: dict[int, Parts] = {}

        def pieces() -> Iterator[tuple[IntArray, Parts]]:
            for position in pending:
                parts = self._parts[position] = self._parts.get(position) or self._of(position)
                parts.on_advance = lambda: on_progress(self.n_scored)
                at_work[position] = parts
                yield self.chunks[position], parts

        def take(number: int, columns: Mapping[str, FloatArray]) -> None:
            position = pending[number]
            self.save(position, columns)
            at_work.pop(position).discard()
            del self._parts[position]
            on_progress(self.n_scored)

        try:
            score(pieces(), take)
        except BaseException:
            for parts in at_work.values():
                parts.keep()
            raise

    def save(self, position: int, columns: Mapping[str, FloatArray]) -> None:
        """Keep the scores of chunk `position`, on disk and for `result`.

        Raises
        ------
        OptionError
            If a column has not one score a configuration, or earlier chunks have other columns.
        DataError
            If scores are no numbers; see `landscape.arrays`.
        OutputError
            If the chunk cannot be written.
        LandscapeError
            If another process has taken the chunk over.
        """
        # Copied: the caller may use its arrays again for the next chunk.
        rows = self.chunks[position].tolist()
        copies = {name: plain_numbers(scores, rows=rows) for name, scores in columns.items()}
        self._check(position, copies)
        self._may_save()
        write_chunk(self._path(position), _what(self._work, position), copies)
        self._scored[position] = copies

    def result(self) -> tuple[IntArray, dict[str, FloatArray]]:
        """Return all configuration numbers and scores, in the order of the chunks.

        Returns
        -------
        indices
            Shape ``(n_total,)``.
        columns
            Name → float64 of shape ``(n_total,)``; empty if there are no chunks.

        Raises
        ------
        OptionError
            If chunks are still pending.
        """
        if self.pending:
            raise OptionError(
                f"{self.n_scored:,} of {self.n_total:,} configurations are scored: "
                "expected all; call run or save first"
            )
        if not self.positions:
            return np.empty(0, dtype=np.int64), {}
        parts = [self._scored[p] for p in self.positions]
        columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
        return np.concatenate([self.chunks[p] for p in self.positions]), columns

    @property
    def _ahead(self) -> list[int]:
        """Positions of chunks that are not yet scored, in the order in which they are to be."""
        return [position for position in self._order if position not in self._scored]

    def _check(self, position: int, columns: Mapping[str, FloatArray]) -> None:
        expected = self.chunks[position].shape
        for name, scores in columns.items():
            if scores.shape != expected:
                raise OptionError(
                    f"scores {name!r} of chunk {position} have shape {scores.shape}: "
                    f"expected {expected}, one a configuration"
                )
        earlier = next(iter(self._scored.values()), columns)
        if set(earlier) != set(columns):
            raise OptionError(
                f"chunk {position} has the columns {sorted(columns)}: expected {sorted(earlier)} "
                f"as in earlier chunks; delete {self._work} to start over"
            )

    def _path(self, position: int, kind: str = "chunk") -> Path:
        return self._work / f"{position:06d}.{kind}"

    def _of(self, position: int) -> Parts:
        return Parts(self._path(position, "part"), f"parts of {_what(self._work, position)}")

    def _load(self, position: int) -> dict[str, FloatArray] | None:
        """Return the scores an earlier run saved; None if it did not, or they are damaged."""
        try:
            return saved_scores(self._work, position)
        except DataError as error:
            self._damaged[position] = error
            return None

    def _tell_of_damage(self) -> None:
        """Say in one line what is scored again, which may be all that another version left."""
        if not self._damaged:
            return
        first, *others = self._damaged.values()
        also = f"; so it is with {counted(len(others), 'other file')}" if others else ""
        n_lost = sum(len(self.chunks[position]) for position in self._damaged)
        _log.warning("scoring %s again: %s%s", counted(n_lost, "configuration"), first, also)


def saved_scores(work: Path, position: int) -> dict[str, FloatArray] | None:
    """Return the scores of a chunk that lie in a folder of unfinished work; None if none do.

    Raises
    ------
    DataError
        If they are damaged.
    """
    path = work / f"{position:06d}.chunk"
    return read_chunk(path, _what(work, position)) if path.exists() else None


def _what(work: Path, position: int) -> str:
    return f"chunk {position} of {work.name}"


def _key(settings: Mapping[str, JSON], chunks: Sequence[IntArray]) -> str:
    """Return a name for the settings and the chunks, and the layout of the work folder."""
    digest = hashlib.sha256(canonical_json([_FORMAT, dict(settings)]).encode())
    for chunk in chunks:
        digest.update(len(chunk).to_bytes(8, "little"))
        digest.update(np.asarray(chunk, dtype="<i8").tobytes())
    return digest.hexdigest()[:16]

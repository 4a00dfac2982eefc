"""Many trials of one search, in chunks that are kept until all are done.

Within a chunk trials run in lockstep. Trial i depends on the seed and i alone, so neither the
size of chunks nor a stop in between changes what comes out.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from landscape.disk.files import locked
from landscape.disk.work_folder import (
    Parts,
    begin_work,
    discard,
    other_work,
    read_chunk,
    work_folder,
    work_key,
    write_chunk,
)
from landscape.errors import DataError, DataMissingError, OptionError
from search.driver.driver import run
from search.driver.record import step_columns, trial_columns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from landscape.disk.files import JSON
    from landscape.spaces import Space
    from search.driver.budget import Budget
    from search.driver.protocol import Evaluate, Search
    from search.driver.record import Columns

__all__ = ["Trials", "discard_trials", "n_trials_done", "resumable_trials", "trial_generator"]

_CHUNK = 100
_MOST = 10_000_000  # trials; more is a slip of the hand, and would take years to say so
_FORMAT = 1

_log = logging.getLogger("landscape.search")


def trial_generator(seed: int, trial: int) -> np.random.Generator:
    """Return the source of chance of a trial, which depends on the seed and its number alone.

    Raises
    ------
    OptionError
        If the seed is negative.

    Examples
    --------
    >>> from search import trial_generator
    >>> first, again, other = trial_generator(0, 7), trial_generator(0, 7), trial_generator(0, 8)
    >>> drawn = first.random()
    >>> drawn == again.random(), drawn == other.random()
    (True, False)
    """
    if seed < 0:
        raise OptionError(f"seed {seed}: expected 0 or more")
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(trial,)))


@contextmanager
def resumable_trials(
    folder: Path, settings: Mapping[str, JSON], count: int, chunk: int = _CHUNK
) -> Iterator[Trials]:
    """Hold `folder` for trials, starting from what an earlier run with the same settings finished.

    Finished chunks lie in ``folder/unfinished-KEY``, where KEY stands for the settings. They are
    removed when the ``with`` block ends without an exception and all trials are done: write the
    results inside the block.

    Parameters
    ----------
    folder
        Output folder, made if need be.
    settings
        Everything that changes a result.
    count
        How many trials there are.
    chunk
        How many run in lockstep; at most so many are lost to a kill.

    Raises
    ------
    OptionError
        If there are to be no trials, or too many to count.
    DataError
        If the folder holds unfinished trials of another search.
    LandscapeError
        If another process holds the folder.
    OutputError
        If it cannot be written to.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> import numpy as np
    >>> from landscape import ProductSpace
    >>> from search import Budget, local_search, lookup, resumable_trials
    >>> space, table = ProductSpace([2] * 6), lookup({"number": np.arange(64)})
    >>> def start(rng):
    ...     return local_search(space, "number", rng)
    >>> with resumable_trials(pathlib.Path(tempfile.mkdtemp()), {"seed": 0}, count=3) as trials:
    ...     trials.run(start, space, table, Budget(evaluations=100), seed=0)
    ...     rows, moves = trials.result()
    >>> rows["trial"].tolist(), rows["configuration"].tolist()
    ([0, 1, 2], [63, 63, 63])
    """
    if not 1 <= count <= _MOST:
        raise OptionError(f"{count} trials: expected at least 1 and at most {_MOST:,}")
    with locked(folder):
        work = _work(folder, settings, chunk)
        _refuse_others(folder, work)
        begin_work(work)
        trials = Trials(work, count, chunk)
        yield trials
        if not trials.pending:
            discard(work)


def discard_trials(folder: Path, settings: Mapping[str, JSON], chunk: int = _CHUNK) -> None:
    """Remove what `resumable_trials` kept of trials whose results are there.

    Their process was killed between the last of its files and the end.
    """
    discard(_work(folder, settings, chunk))


def n_trials_done(
    folder: Path, settings: Mapping[str, JSON], count: int, chunk: int = _CHUNK
) -> int:
    """Return how many trials `resumable_trials` would find done; nothing is made or changed."""
    return Trials(_work(folder, settings, chunk), count, chunk, tell=False).n_done


def _work(folder: Path, settings: Mapping[str, JSON], chunk: int) -> Path:
    return work_folder(folder, work_key({"format": _FORMAT, "chunk": chunk, **settings}))


def _refuse_others(folder: Path, work: Path) -> None:
    """Make sure that trials of another search, which its command would go on with, stay usable."""
    others = other_work(folder, work)
    if others:
        raise DataError(
            f"{folder} holds the unfinished trials of another search: finish that one, choose "
            f"another folder, or delete {others[0]}"
        )


class Trials:
    """Trials of a search, done or still to be done; made by `resumable_trials`.

    Attributes
    ----------
    count
        How many there are.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from search import resumable_trials
    >>> with resumable_trials(pathlib.Path(tempfile.mkdtemp()), {}, count=250) as trials:
    ...     trials.count, trials.n_done, trials.pending  # where the chunks begin
    (250, 0, [0, 100, 200])
    """

    def __init__(self, work: Path, count: int, chunk: int, *, tell: bool = True) -> None:
        self.count = count
        self._work = work
        self._starts = range(0, count, chunk)
        self._done: dict[int, tuple[Columns, Columns]] = {}
        for start in self._starts:
            self._load(start)
        if self._done and tell:
            _log.info("resuming: %d of %d trials are done already", self.n_done, count)

    @property
    def pending(self) -> list[int]:
        """Numbers of the first trials of the chunks that are not done."""
        return [start for start in self._starts if start not in self._done]

    @property
    def n_done(self) -> int:
        """How many trials are done."""
        return sum(len(trials["trial"]) for trials, _ in self._done.values())

    def parts(self) -> Parts:
        """Return what was evaluated for the trials at hand, to be kept if they are stopped."""
        return Parts(self._work / "evaluations.part", f"evaluations of {self._work.name}")

    def run(
        self,
        start: Callable[[np.random.Generator], Search],
        walked: Space,
        evaluate: Evaluate,
        budget: Budget,
        seed: int,
        on_progress: Callable[[int], None] = lambda n_done: None,
        *,
        usual: Budget | None = None,
        on_round: Callable[[float], None] = lambda share: None,
    ) -> None:
        """Run all that is pending, and keep each chunk when it is done.

        Parameters
        ----------
        start
            Starts a search from a source of chance.
        walked
            The `walk_space` the searches are on.
        evaluate, budget
            See `search.driver.driver.run`.
        seed
            Picks the chance of all trials.
        on_progress
            Called with the number of trials done after each chunk.
        usual, on_round
            See `search.driver.driver.run`; the share is that of all trials.
        """
        for first in self.pending:
            numbers = range(first, min(first + self._starts.step, self.count))
            searches = [start(trial_generator(seed, number)) for number in numbers]
            results = run(
                searches,
                evaluate,
                budget=budget,
                usual=usual,
                on_round=partial(self._on_round, on_round, len(numbers)),
            )
            steps = step_columns(results, walked, first)
            trials = trial_columns(results, walked, first)
            self._write(first, "steps", steps)
            self._write(first, "trials", trials)  # the last: with it, all is there
            self._done[first] = trials, steps
            on_progress(self.n_done)

    def _on_round(self, tell: Callable[[float], None], n_at_work: int, share: float) -> None:
        tell((self.n_done + share * n_at_work) / self.count)

    def result(self) -> tuple[Columns, Columns]:
        """Return the rows of all trials, and of all their moves.

        Raises
        ------
        OptionError
            If some are still pending.
        """
        if self.pending:
            raise OptionError(f"{self.n_done} of {self.count} trials are done: call run first")
        parts = [self._done[start] for start in self._starts]
        trials, steps = ([part[kind] for part in parts] for kind in (0, 1))
        return _joined(trials), _joined(steps)

    def _path(self, first: int, kind: str) -> Path:
        return self._work / f"{first:08d}.{kind}.chunk"

    def _write(self, first: int, kind: str, columns: Columns) -> None:
        write_chunk(self._path(first, kind), self._what(first, kind), columns)

    def _read(self, first: int, kind: str) -> Columns:
        return read_chunk(self._path(first, kind), self._what(first, kind))

    def _what(self, first: int, kind: str) -> str:
        return f"{kind} from {first} on of {self._work.name}"

    def _load(self, first: int) -> None:
        """Keep what an earlier run saved; what is damaged is done again."""
        if not self._path(first, "trials").exists():
            return
        try:
            trials, steps = (self._read(first, kind) for kind in ("trials", "steps"))
        except (DataError, DataMissingError) as error:
            _log.warning("running these trials again: %s", error)
            return
        self._done[first] = trials, steps


def _joined(parts: list[Columns]) -> Columns:
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}

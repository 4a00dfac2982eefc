"""What a command would take and leave: found out without doing it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from landscape.display import html_grid, html_table
from landscape.numbers import counted
from landscape.reporter import clock_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    import pandas as pd

__all__ = ["DryRun", "Estimate", "Work", "bytes_text"]

_LEAST, _ALONE = 0.1, 0.5
_HEADER = ("work", "evaluations", "there", "seconds", "at_least", "at_most")


@dataclass(frozen=True)
class Estimate:
    """Seconds that something will take, as far as a sample of it tells.

    Attributes
    ----------
    seconds
        The estimate.
    at_least, at_most
        Twice its standard error below and above, a tenth of it at least: what other work on the
        machine does to it, no sample knows.

    Examples
    --------
    >>> from landscape.runs.dry_run import Estimate
    >>> Estimate.of([(1, 2.0), (2, 4.0), (1, 2.0)], cost=100)
    Estimate(seconds=200.0, at_least=180.0, at_most=220.0)
    >>> str(Estimate(3723, 3000, 5000))
    'about 1:02:03 (0:50:00 to 1:23:20)'
    """

    seconds: float
    at_least: float
    at_most: float

    @classmethod
    def of(cls, sample: Sequence[tuple[float, float]], cost: float) -> Estimate:
        """Return the estimate for work of some cost.

        Parameters
        ----------
        sample
            Costs, in any unit, and the seconds they took; at least one pair.
        cost
            That of the whole work, in the same unit.
        """
        costs, seconds = np.array(sample, dtype=np.float64).T
        rate, count = seconds.sum() / costs.sum(), len(sample)
        if count > 1:
            # Of a ratio of sums: what each part of the sample is off it.
            error = math.sqrt(((seconds - rate * costs) ** 2).sum() * count / (count - 1))
            spread = max(2 * error / seconds.sum(), _LEAST) if seconds.sum() else _LEAST
        else:
            spread = _ALONE
        whole = float(rate * cost)
        return cls(whole, max(whole - whole * spread, 0.0), whole + whole * spread)

    @classmethod
    def sum(cls, parts: Iterable[Estimate]) -> Estimate:
        """Return the estimate of one thing after the other, which may all be off alike."""
        rows = [(part.seconds, part.at_least, part.at_most) for part in parts]
        return cls(*np.sum(rows, axis=0).tolist()) if rows else cls(0.0, 0.0, 0.0)

    def times(self, count: float) -> Estimate:
        """Return the estimate of so many of it."""
        return Estimate(self.seconds * count, self.at_least * count, self.at_most * count)

    def __str__(self) -> str:
        span = f"{clock_text(self.at_least)} to {clock_text(self.at_most)}"
        return f"about {clock_text(self.seconds)} ({span})"


@dataclass(frozen=True)
class Work:
    """A kind of work that is to be done.

    Attributes
    ----------
    what
        Such as the metrics that are scored together.
    evaluations
        How many networks are to be evaluated for it, or epochs trained.
    there
        How many need not be, since they are there.
    time
        What it takes; None if it is nothing.
    """

    what: str
    evaluations: int
    there: int = 0
    time: Estimate | None = None


@dataclass(frozen=True)
class DryRun:
    """What a command would take, and leave.

    Attributes
    ----------
    title
        What would be done.
    work
        The kinds of work that are to be done; none if everything is there.
    folder
        Where the results would go.
    files
        The files that would be written there.
    there
        What is there already, in words.
    memory
        Bytes at the peak, as far as it was seen with a sample; None where nothing was evaluated.
    basis
        What the estimates were made of, in words.

    Examples
    --------
    >>> import landscape, tempfile
    >>> plan = landscape.dry_run(landscape.build, "test_acc", dataset="cifar10", out="new")
    >>> plan.evaluations, plan.folder.exists(), "optima.csv" in plan.files
    (0, False, True)
    """

    title: str
    work: tuple[Work, ...]
    folder: Path
    files: tuple[str, ...]
    there: tuple[str, ...] = ()
    memory: int | None = None
    basis: str = ""

    @property
    def evaluations(self) -> int:
        """How many networks would be evaluated, for whatever; of training, how many epochs."""
        return sum(work.evaluations for work in self.work)

    @property
    def time(self) -> Estimate | None:
        """What all of it would take; None if there is nothing to evaluate."""
        parts = [work.time for work in self.work if work.time is not None]
        return Estimate.sum(parts) if parts else None

    def table(self) -> pd.DataFrame:
        """Return one row a kind of work: what, evaluations, seconds and their spread."""
        import pandas as pd  # slow to import: only who asks pays

        return pd.DataFrame([_row(work) for work in self.work], columns=list(_HEADER))

    def in_words(self) -> dict[str, str]:
        """Return label → text of all there is to say."""
        rows = {"dry run": self.title}
        rows["evaluations"] = self._counts()
        if self.time is not None:
            rows["time"] = f"{self.time}, an estimate{self.basis and f' {self.basis}'}"
        if self.memory is not None:
            rows["memory"] = f"about {bytes_text(self.memory)}, an estimate"
        rows["there already"] = "; ".join(self.there) or "nothing"
        rows["would write"] = ", ".join(self.files) or "nothing"
        rows["into"] = str(self.folder)
        return rows

    def cells(self) -> list[list[str]]:
        """Return header and rows of what is to be done, kind by kind, as texts."""
        rows = [
            [
                work.what,
                f"{work.evaluations:,}",
                f"{work.there:,}",
                *(clock_text(seconds) for seconds in _seconds(work)),
            ]
            for work in self.work
        ]
        return [["work", "evaluations", "there already", "about", "at least", "at most"], *rows]

    def _counts(self) -> str:
        if not self.evaluations:
            return "0: nothing is left to be evaluated"
        (first, *others) = self.work
        return (
            f"{self.evaluations:,}, of {counted(len(self.work), 'kind')}"
            if others
            else (f"{self.evaluations:,} ({first.what})")
        )

    def _repr_html_(self) -> str:
        header, *rows = self.cells()
        kinds = html_grid(header, rows, numbers=header[1:]) if rows else ""
        title, *others = self.in_words().items()
        return html_table(title[1], dict(others)) + kinds


def _row(work: Work) -> dict[str, str | int | float]:
    values = (work.what, work.evaluations, work.there, *_seconds(work))
    return dict(zip(_HEADER, values, strict=True))


def _seconds(work: Work) -> tuple[float, float, float]:
    time = work.time or Estimate(0.0, 0.0, 0.0)
    return time.seconds, time.at_least, time.at_most


def bytes_text(count: float) -> str:
    """Return a number of bytes in words.

    >>> bytes_text(734003200), bytes_text(2.5e9)
    ('734 MB', '2.5 GB')
    """
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{max(count / 1e6, 1):.0f} MB"

"""The columns of a table of a benchmark: what was measured, after how many epochs, in which run."""

from __future__ import annotations

import re
from dataclasses import dataclass

from landscape.scores.table import RESERVED

__all__ = ["MEAN", "Column", "is_name"]

MEAN = "mean"
"""The run that stands for the mean of all; no run of its own can be called so.

A column of it is the mean as the benchmark gives it."""

_WRITTEN = re.compile(r"(?P<metric>[^@#]+)(@(?P<epoch>[0-9]+))?(#(?P<run>[^@#]+))?")
_NAME = re.compile(r"[\w.+-]+")
_TAKEN = (*RESERVED, MEAN)


@dataclass(frozen=True, order=True)
class Column:
    """One column, written ``val_acc@12#777``: metric, epoch if any, training run if any.

    Attributes
    ----------
    metric
        What was measured.
    epoch
        How many epochs had been trained; None for what belongs to no epoch.
    run
        Seed or number of the training run; empty for what does not depend on it.

    Examples
    --------
    >>> Column("val_acc", 12, "777").name
    'val_acc@12#777'
    >>> Column.parse("params")
    Column(metric='params', epoch=None, run='')
    """

    metric: str
    epoch: int | None = None
    run: str = ""

    @property
    def name(self) -> str:
        """How the column is written."""
        epoch = "" if self.epoch is None else f"@{self.epoch}"
        return f"{self.metric}{epoch}{f'#{self.run}' if self.run else ''}"

    @classmethod
    def parse(cls, name: str) -> Column:
        """Return the column that is written `name`.

        Raises
        ------
        ValueError
            If none is.
        """
        written = _WRITTEN.fullmatch(name)
        if written is None:
            raise ValueError(f"column {name!r}")
        epoch = None if written["epoch"] is None else int(written["epoch"])
        return cls(written["metric"], epoch, written["run"] or "")


def is_name(text: str) -> bool:
    """Tell whether a benchmark, dataset, schedule, metric or run can be called `text`.

    Such a name is part of a file's: it leads out of no folder.
    """
    return bool(_NAME.fullmatch(text)) and not text.startswith(".") and text not in _TAKEN

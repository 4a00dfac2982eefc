"""A table of scores of one space, in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from landscape.display import short_repr
from landscape.errors import OptionError
from landscape.names import find_name
from landscape.scores.metric import Metric

if TYPE_CHECKING:
    from collections.abc import Mapping

    from landscape.arrays import FloatArray, IntArray
    from landscape.disk.canonical import JSON

__all__ = ["RESERVED", "ScoreTable"]

RESERVED = ("index", "arch")
"""Columns of a file that hold no scores."""


@dataclass(frozen=True, eq=False)
class ScoreTable:
    """Columns of scores of the configurations of a space.

    Attributes
    ----------
    space
        Name of the space.
    columns
        Name of the metric → scores, float64 of shape ``(space.size,)``. NaN is missing; -inf and
        +inf are kept as they are.
    metrics
        Meaning of the columns; one not described here is a unitless score to be maximised.
    settings
        Name of a column → everything that changes its scores: seed, repeats, dataset ...
    provenance
        What does not: device, versions, source of the data, date.
    only
        The configurations there are scores of, ascending numbers of shape ``(k,)``: the file has
        rows for these. None if that is all of the space.

    Raises
    ------
    OptionError
        If a metric or settings have no column of their name, or a column is called ``index`` or
        ``arch``.

    Examples
    --------
    >>> import numpy as np
    >>> from landscape.scores import Metric, ScoreTable
    >>> scores = np.array([71.5, np.nan, 90.25])
    >>> table = ScoreTable("tiny", {"acc": scores}, metrics={"acc": Metric("acc", unit="%")})
    >>> table.column("acc").tolist(), table.metric("acc").label
    ([71.5, nan, 90.25], 'acc (%)')
    """

    space: str
    columns: Mapping[str, FloatArray]
    metrics: Mapping[str, Metric] = field(default_factory=dict)
    settings: Mapping[str, Mapping[str, JSON]] = field(default_factory=dict)
    provenance: Mapping[str, JSON] = field(default_factory=dict)
    only: IntArray | None = None

    __repr__ = short_repr

    def __post_init__(self) -> None:
        for name in self.settings:
            if name not in self.columns:
                known = ", ".join(self.columns)
                raise OptionError(
                    f"settings are given for column {name!r}: expected one of {known}"
                )
        for name, metric in self.metrics.items():
            if name not in self.columns or metric.name != name:
                known = ", ".join(self.columns)
                raise OptionError(
                    f"{metric} is given for column {name!r}: expected the same name, one of {known}"
                )
        for name in RESERVED:
            if name in self.columns:
                raise OptionError(f"a column of scores cannot be called {name!r}: rename it")

    def column(self, name: str) -> FloatArray:
        """Return the scores called `name`; raises `UnknownNameError` if there are none."""
        return self.columns[find_name("metric", name, self.columns)]

    def metric(self, name: str) -> Metric:
        """Return what column `name` means; raises `UnknownNameError` if there is none."""
        name = find_name("metric", name, self.columns)
        return self.metrics.get(name, Metric(name))

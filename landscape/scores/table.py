"""What a column of scores means, and a table of them of one space, in memory."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from landscape.display import short_repr
from landscape.errors import OptionError
from landscape.registry import find_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from landscape.arrays import FloatArray, IntArray
    from landscape.disk.files import JSON

__all__ = ["RESERVED", "Metric", "ScoreTable"]

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


@dataclass(frozen=True)
class Metric:
    """The meaning of one column of scores.

    Attributes
    ----------
    name
        Name of the column, as given to ``--metric``.
    minimize
        True if smaller is better. Fitness is always maximised: a minimised metric is negated
        once, when a landscape is made of it.
    unit
        ``"%"``, ``"s"`` ...; empty for a pure number.
    resolution
        Spacing of the lattice the true values lie on, in `unit`; None if they lie on none.
        Published accuracies carry float noise around such a lattice, which hides most ties.
    title
        Name for figures; None means `name`.
    source
        Where the definition or the numbers come from.

    Raises
    ------
    OptionError
        If `resolution` is not a positive finite number.

    Examples
    --------
    >>> from landscape.scores import Metric
    >>> Metric("cifar100_test_acc_200ep", unit="%", title="CIFAR-100 test accuracy").label
    'CIFAR-100 test accuracy (%)'
    """

    name: str
    minimize: bool = False
    unit: str = ""
    resolution: float | None = None
    title: str | None = None
    source: str = ""

    def __post_init__(self) -> None:
        if self.resolution is not None and not 0 < self.resolution < math.inf:
            raise OptionError(
                f"metric {self.name!r} has resolution {self.resolution}: "
                "expected a positive number, or none"
            )

    @property
    def label(self) -> str:
        """Title and unit, as an axis or a legend shows them."""
        title = self.title or self.name
        return f"{title} ({self.unit})" if self.unit else title

    def snapped(self, resolution: str | None) -> Metric:
        """Return the same with another resolution: a number, ``"none"``, or None for its own.

        Raises
        ------
        OptionError
            If it is neither a positive number nor none.

        Examples
        --------
        >>> from landscape.scores import Metric
        >>> Metric("val_acc", resolution=0.01).snapped("none").resolution is None
        True
        """
        if resolution is None:
            return self
        if resolution == "none":
            return replace(self, resolution=None)
        try:
            return replace(self, resolution=float(resolution))
        except ValueError as error:
            raise OptionError(
                f"--resolution {resolution!r}: expected a positive number, or none"
            ) from error

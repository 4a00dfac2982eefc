"""Scores of one space in memory: what they mean, tables of them, and fitness.

Fitness is made of scores of any make: lined up, one direction, one lattice, one kind of missing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import numpy as np

from landscape.arrays import ByNumber, is_of, plain_numbers, values_of
from landscape.display import short_repr
from landscape.errors import ArchitectureError, DataError, OptionError
from landscape.reason import shown
from landscape.registry import find_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from landscape.arrays import FloatArray, IntArray
    from landscape.disk.files import JSON
    from landscape.spaces import Space

__all__ = [
    "RESERVED",
    "Metric",
    "ScoreTable",
    "Scores",
    "column_of",
    "scores_of",
    "to_fitness",
]

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
        +inf are kept as they are. Of some configurations of a space that is too large to be listed
        they are a `landscape.arrays.ByNumber`, see `column_of`.
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


def column_of(space: Space, numbers: IntArray, scores: FloatArray) -> FloatArray:
    """Return scores of some configurations as a column of all of them, NaN elsewhere.

    Of a space that is too large to be listed, what is returned takes configuration numbers in
    square brackets as such an array does, and nothing else.

    Parameters
    ----------
    space
        The space.
    numbers, scores
        Configuration numbers, none twice, and their scores, each of shape ``(k,)``.

    Examples
    --------
    >>> import numpy as np
    >>> from landscape import ProductSpace
    >>> from landscape.scores.table import column_of
    >>> some, scores = np.array([2, 0]), np.array([0.5, 1.5])
    >>> column_of(ProductSpace([3]), some, scores).tolist()
    [1.5, nan, 0.5]
    >>> column_of(ProductSpace([2] * 60), some, scores)[np.array([2, 2**59])].tolist()
    [0.5, nan]
    """
    if not space.is_listable:
        return cast("FloatArray", ByNumber([(numbers, scores)]))
    whole = np.full(space.size, np.nan)
    whole[numbers] = scores
    return whole


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


def to_fitness(
    scores: npt.ArrayLike, *, minimize: bool = False, resolution: float | None = None
) -> FloatArray:
    """Return scores as fitness, which is maximised.

    The steps, in this order: a minimised score is negated; NaN and +inf *fitness* become NaN,
    which means missing; fitness is snapped to the lattice ``round(f / resolution) * resolution``.

    So +inf is missing where scores are maximised (a proxy that overflowed) and the legal worst
    where they are minimised (a loss that diverged); -inf is the legal worst where scores are
    maximised (an architecture with no path) and missing where they are minimised.

    Parameters
    ----------
    scores
        Any shape, of any type that `plain_numbers` reads; None and NaN are missing. Labels would
        be lost here: `scores_of` lines up what has some.
    minimize
        Whether lower scores are better.
    resolution
        Spacing of the lattice, in units of the score. Published accuracies are counts of images
        carrying float noise, which hides ties between them. Fitness too large for float64 to
        resolve the lattice is left as it is.

    Returns
    -------
    array of the shape of `scores`, float64
        A copy; never holds +inf or -0.0.

    Raises
    ------
    DataError
        If `scores` are no numbers, or have labels.
    OptionError
        If `resolution` is not a positive finite number.

    Examples
    --------
    >>> from landscape import to_fitness
    >>> to_fitness([0.25, None, float("inf")], minimize=True).tolist()  # a loss; the last diverged
    [-0.25, nan, -inf]
    >>> to_fitness([71.00001, 70.99998], resolution=0.5).tolist()
    [71.0, 71.0]
    """
    if resolution is not None and not (math.isfinite(resolution) and resolution > 0):
        raise OptionError(f"resolution {resolution}: expected a positive finite number, or None")
    fitness = plain_numbers(scores)
    if minimize:
        np.negative(fitness, out=fitness)
    fitness[fitness == np.inf] = np.nan
    return _snap(fitness, resolution) + 0.0  # -0.0 + 0.0 is 0.0: one spelling of zero


def _snap(fitness: FloatArray, resolution: float | None) -> FloatArray:
    if resolution is None:
        return fitness
    with np.errstate(over="ignore"):  # handled by the choice below
        steps = fitness / resolution
        return np.where(np.isfinite(steps), np.round(steps) * resolution, fitness)


Scores: TypeAlias = "npt.ArrayLike | Mapping[Any, Any]"
"""Scores of configurations: in the order of their numbers, or labelled."""

_BENCHMARK_INDEX = "arch_index"


def scores_of(space: Space, given: Scores, *, what: str = "scores") -> FloatArray:
    """Return one score a configuration, in the order of configuration numbers.

    Parameters
    ----------
    space
        The space.
    given
        With labels, such as a pandas Series or a dict, scores of architectures in any notation of
        the space, or by configuration number, in any order; those that are not there are missing.
        An index of several levels may be called as the variables of the space are.
        The numbers of a benchmark's own index are others: `Space.parse` tells what counts.

        Without labels, such as an array, a list or a tensor, all of them, shape
        ``(space.size,)``. Which types are read is said by `plain_numbers`.
    what
        What they are, for messages.

    Returns
    -------
    array of shape (space.size,), float64
        A copy; NaN is missing.

    Raises
    ------
    DataError
        If there is not one score a configuration, a label is no architecture of the space, or two
        scores of one architecture differ; see also `plain_numbers`.

    Examples
    --------
    >>> from landscape import ProductSpace, scores_of
    >>> scores_of(ProductSpace([2, 2]), {3: 0.5, 0: 0.25}).tolist()
    [0.25, nan, nan, 0.5]

    One level a variable, as pandas groups a table:

    >>> import pandas as pd
    >>> from landscape import Variable
    >>> space = ProductSpace([Variable("depth", (2, 4)), Variable("act", ("relu", "gelu"))])
    >>> table = pd.DataFrame({"act": ["gelu", "gelu", "relu"], "depth": [2, 2, 4]})
    >>> table["acc"] = [90.0, 91.0, 92.0]  # of three trainings
    >>> scores_of(space, table.groupby(["depth", "act"])["acc"].mean()).tolist()
    [nan, 90.5, 92.0, nan]
    """
    if isinstance(given, Mapping):
        return _aligned(space, list(given), list(given.values()), f"{what} in a dict")
    if is_of(given, "pandas", "Series"):
        series: Any = given
        _refuse_benchmark_index(series, what)
        labels = series.index
        if labels.nlevels > 1:
            from landscape.scores.variables import numbers_by_level  # few labels are so

            by_level = numbers_by_level(labels, space, f"{what} in a Series")
            if by_level is not None:
                return _aligned(space, by_level, series, f"{what} in a Series")
        kind = labels.dtype.kind
        return _aligned(
            space,
            labels.to_numpy() if kind in "iu" and not labels.hasnans else labels.tolist(),
            series,
            f"{what} in a Series",
        )
    numbers = plain_numbers(given, what=what)
    if numbers.shape != (space.size,):
        raise DataError(
            f"{space.title} has {space.size} configurations: expected {what} of shape "
            f"({space.size},), one each, got {numbers.shape}{_way_out(numbers.shape, space)}"
        )
    return numbers


def _way_out(shape: tuple[int, ...], space: Space) -> str:
    """Return what to do about scores of another shape."""
    if np.prod(shape) == space.size:
        return "; flatten them, such as scores.ravel(), if their order is right"
    if len(shape) == 1:
        return "; scores of some are given by a dict or a pandas Series with their architectures"
    return ""


def _aligned(
    space: Space, labels: Sequence[object] | IntArray, given: object, what: str
) -> FloatArray:
    """Return scores by the configuration that their label names."""
    values = values_of(given, what)
    if not len(values):
        raise DataError(f"{what} are none: expected one of at least one architecture")
    if values.ndim != 1:
        raise DataError(f"{what} have shape {values.shape}: expected one number an architecture")
    numbers = _numbers(space, labels, what)
    scores = np.full(space.size, np.nan)
    known = np.flatnonzero(~np.isnan(values))
    scores[numbers[known]] = values[known]
    differ = known[scores[numbers[known]] != values[known]]
    if len(differ):
        number, value = numbers[differ[0]], values[differ[0]]
        raise DataError(
            f"{what} contradict each other: there are two of {space.format(number)}, {value} and "
            f"{scores[number]}; keep the one you mean"
        )
    return scores


def _numbers(space: Space, labels: Sequence[object] | IntArray, what: str) -> IntArray:
    """Return the configuration number that each label stands for."""
    if isinstance(labels, np.ndarray):
        known = (labels >= 0) & (labels < space.size)
        numbers = np.full(len(labels), -1)
        numbers[known] = labels[known]
    else:
        numbers = np.array([_parse(space, label) for label in labels])
    unknown = np.flatnonzero(numbers < 0)
    if len(unknown):
        first = labels[unknown[0]]
        first = first.item() if isinstance(first, np.generic) else first
        raise DataError(
            f"{what}: {len(unknown):,} of {len(labels):,} labels are no architecture of "
            f"{space.title}, first {shown(first)}: expected such as {space.format(0)!r}, or "
            "configuration numbers; give the values alone, as an array, if there is one a "
            "configuration and they are in order"
        )
    return numbers


def _parse(space: Space, label: object) -> int:
    """Return the number of a configuration, -1 for what is none."""
    try:
        return space.parse(label)
    except ArchitectureError:
        return -1


def _refuse_benchmark_index(series: Any, what: str) -> None:
    if series.index.name == _BENCHMARK_INDEX and series.index.dtype.kind in "iuO":
        raise DataError(
            f"{what} in a Series indexed by {_BENCHMARK_INDEX!r}, a benchmark's own index, which "
            "is no configuration number: index them by architecture, such as "
            "frame.set_index('arch_str')[NAME]"
        )

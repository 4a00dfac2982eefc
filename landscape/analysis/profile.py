"""The profile of a landscape: what all analyses say of it, and of what they cannot say, why."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from landscape.analysis.registry import ANALYSES
from landscape.analysis.undefined import NotDefinedError, Undefined
from landscape.arrays import usual_errors
from landscape.errors import LandscapeError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from landscape.analysis.registry import Analysis, Computed
    from landscape.landscape import Landscape

__all__ = ["Profile", "Value", "profile", "profiles"]

Value: TypeAlias = float | str | None
"""A number (int, float or bool) or a text; None if not defined."""


class Profile(dict[str, Value]):
    """Key → number, in plain Python: a dict that also knows why some of its values are None.

    Attributes
    ----------
    undefined : dict
        Key of a value that is None → why, as the rest of "not defined here, because ...".
    intervals : dict
        Key of a value that is estimated from a sample → the lower and the upper end of its
        interval.

    Examples
    --------
    >>> from landscape import Landscape, ProductSpace
    >>> profile = Landscape(ProductSpace([2, 2]), [1, 1, 1, 1]).profile()
    >>> profile["n_plateau_optima"], profile["autocorrelation_1"]
    (1, None)
    >>> profile.undefined["autocorrelation_1"]
    'fitness is the same everywhere'
    """

    def __init__(
        self,
        values: Mapping[str, Value],
        undefined: Mapping[str, str],
        intervals: Mapping[str, tuple[float, float]] | None = None,
    ) -> None:
        super().__init__(values)
        self.undefined = dict(undefined)
        self.intervals = dict(intervals or {})


@usual_errors()
def profile(landscape: Landscape, analyses: Iterable[Analysis] | None = None) -> Profile:
    """Return the numbers that describe `landscape`, all exact: nothing is sampled.

    Parameters
    ----------
    landscape
        Any.
    analyses
        Which; by default all that are registered.

    Raises
    ------
    LandscapeError
        If an analysis returns other keys than it declares, or what is no number.

    Examples
    --------
    >>> from landscape import Landscape, ProductSpace
    >>> square = Landscape(ProductSpace([2, 2]), [3, 1, 0, 2])
    >>> square.profile()["n_optima"], square.profile()["monotone_accessibility"]
    (2, 0.75)
    >>> Landscape(ProductSpace([2, 2]), [1, 1, 1, 1]).profile().undefined["autocorrelation_1"]
    'fitness is the same everywhere'
    """
    values: dict[str, Value] = {}
    undefined: dict[str, str] = {}
    for wanted in ANALYSES.values() if analyses is None else analyses:
        for key, value in _computed(wanted, landscape).items():
            told = _plain(wanted, key, value)
            if isinstance(told, Undefined):
                undefined[key] = told.reason
            values[key] = None if isinstance(told, Undefined) else told
    return Profile(values, undefined)


def profiles(landscapes: Mapping[str, Landscape] | Sequence[Landscape]) -> pd.DataFrame:
    """Return the profiles of several landscapes, one row each, one column a number.

    Parameters
    ----------
    landscapes
        Label → landscape; a sequence is labelled by the metrics.

    Examples
    --------
    >>> from landscape import Landscape, ProductSpace, profiles
    >>> square = ProductSpace([2, 2])
    >>> rugged, smooth = Landscape(square, [3, 0, 1, 2]), Landscape(square, [3, 2, 1, 0])
    >>> profiles({"rugged": rugged, "smooth": smooth})["n_optima"].to_dict()
    {'rugged': 2, 'smooth': 1}
    """
    import pandas as pd  # slow to import: only who asks pays

    labelled = (
        landscapes.items()
        if hasattr(landscapes, "items")
        else [(landscape.metric, landscape) for landscape in landscapes]
    )
    labels = [label for label, _ in labelled]
    rows = [profile(landscape) for _, landscape in labelled]
    keys = [key for known in ANALYSES.values() for key in known.keys]
    return pd.DataFrame(rows, index=pd.Index(labels, name="landscape"), columns=keys)


def _computed(wanted: Analysis, landscape: Landscape) -> Computed:
    """Return what an analysis says, in the order in which it declares its keys."""
    try:
        values = wanted.function(landscape)
    except NotDefinedError as error:
        return dict.fromkeys(wanted.keys, Undefined(str(error)))
    if set(values) != set(wanted.keys):
        raise LandscapeError(
            f"analysis {wanted.name!r} returned {', '.join(map(str, values)) or 'nothing'}: "
            f"expected the keys it declares, {', '.join(wanted.keys)}"
        )
    return {key: values[key] for key in wanted.keys}


def _plain(wanted: Analysis, key: str, value: Any) -> float | str | Undefined:
    """Return a value as plain Python; what is no finite number becomes `Undefined`."""
    if isinstance(value, np.generic):
        value = value.item()
    if value is None:
        return Undefined(f"analysis {wanted.name} gives no value")
    if isinstance(value, float) and not math.isfinite(value):
        return Undefined(f"it comes out as {value}")
    if isinstance(value, (int, float, str, Undefined)):
        return value
    raise LandscapeError(
        f"analysis {wanted.name!r} returned {type(value).__name__} for {key}: "
        "expected a number, a text, None or Undefined(reason)"
    )

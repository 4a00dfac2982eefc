"""The analyses known by name, and how one is added."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from landscape.errors import OptionError
from landscape.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from landscape.analysis.undefined import Undefined
    from landscape.landscape import Landscape

    Computed: TypeAlias = Mapping[str, float | str | Undefined | None]
    """What an analysis returns: key → number."""

    Function: TypeAlias = Callable[[Landscape], Computed]

__all__ = ["ANALYSES", "Analysis", "Number", "analysis"]

_KEY = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


@dataclass(frozen=True)
class Number:
    """What a number of a profile is.

    Attributes
    ----------
    definition
        What is computed, exactly.
    range
        What values it can have.
    meaning
        What a high or a low one says.
    source
        Where it comes from, if not from the source of its analysis.

    Examples
    --------
    >>> from landscape.analysis import ANALYSES
    >>> number = ANALYSES["optima"].numbers["n_optima"]
    >>> number.definition
    'configurations without a strictly better neighbour'
    >>> number.range, number.meaning
    ('0 to n_configurations', 'high: rugged, or flat where n_strict_optima is low')
    """

    definition: str
    range: str
    meaning: str
    source: str = ""


@dataclass(frozen=True)
class Analysis:
    """A function from a landscape to a few numbers.

    Attributes
    ----------
    name, title
        Short key, and what it is about.
    numbers
        Key → what the number is.
    function
        Returns a value for every key: a number, a text, or an `Undefined` with the reason.
    source
        The literature.

    Examples
    --------
    >>> from landscape import Landscape, ProductSpace
    >>> from landscape.analysis import ANALYSES, profile
    >>> optima = ANALYSES["optima"]
    >>> optima.title, optima.keys[:2]
    ('Local optima', ('n_optima', 'n_strict_optima'))
    >>> profile(Landscape(ProductSpace([5]), [3, 1, 0, 2, 4]), [optima])["n_optima"]
    1
    """

    name: str
    title: str
    numbers: Mapping[str, Number]
    function: Function
    source: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of its numbers, in order."""
        return tuple(self.numbers)


def _check(added: Analysis) -> None:
    for text in (added.name, *added.keys):
        if not _KEY.fullmatch(text):
            raise OptionError(f"{text!r} is no name for an analysis or its numbers: use snake_case")
    if not added.keys:
        raise OptionError(f"analysis {added.name!r} has no numbers: expected at least one")
    for other in () if added.name in _OURS else ANALYSES.here():
        common = sorted(set(added.keys) & set(other.keys))
        if common and other.name != added.name:
            raise OptionError(
                f"number {common[0]!r} is one of analysis {other.name!r} already: "
                "choose another key"
            )


_OURS = (
    *("distribution", "random_walk", "fitness_distance", "slopes", "neutrality", "optima"),
    *("ruggedness", "epistasis", "basins", "climbs", "access"),
    *("edges", "funnels", "strength", "journeys", "centrality"),
)

ANALYSES: Registry[Analysis] = Registry(
    "analysis", {name: f"landscape.analysis.{name}" for name in _OURS}, check=_check
)
"""Name → analysis, in the order of every profile."""


def analysis(
    name: str, *, title: str, numbers: Mapping[str, Number], source: str = ""
) -> Callable[[Function], Function]:
    """Return a decorator that makes a function of a landscape part of every profile.

    Parameters
    ----------
    name, title, numbers, source
        See `Analysis`.

    Raises
    ------
    OptionError
        If the name or a key is no snake_case, or is known already.

    Examples
    --------
    >>> from landscape import Landscape, ProductSpace
    >>> from landscape.analysis import ANALYSES, Number, analysis
    >>> number = Number("best - worst fitness", range="0 and above", meaning="high: much to gain")
    >>> @analysis("heights", title="Heights", numbers={"height_range": number})
    ... def heights(landscape):
    ...     return {"height_range": landscape.fitness.max() - landscape.fitness.min()}
    >>> Landscape(ProductSpace([2, 2]), [3, 0, 1, 2]).profile()["height_range"]
    3.0
    >>> ANALYSES.remove("heights")
    """

    def register(function: Function) -> Function:
        ANALYSES.register(Analysis(name, title, dict(numbers), function, source))
        return function

    return register

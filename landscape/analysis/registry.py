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
    """

    def register(function: Function) -> Function:
        ANALYSES.register(Analysis(name, title, dict(numbers), function, source))
        return function

    return register

"""Options by the names of their variables: how they are written, read and told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from landscape.errors import OptionError
from landscape.reason import shown

__all__ = [
    "Conditions",
    "When",
    "about_options",
    "by_name",
    "code_by_name",
    "conditions_of",
    "numbered_names",
    "options_by_name",
]

Conditions: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]
"""Pairs of the name of a variable and its options of which one is enough; all have to hold."""

When: TypeAlias = Mapping[str, str | Iterable[str]] | Conditions
"""The same as people write it."""

_FEW = 3  # names that are all told


def conditions_of(name: str, when: When) -> Conditions:
    """Return under which conditions a variable exists, as pairs.

    Raises
    ------
    OptionError
        If a condition allows no option.

    Examples
    --------
    >>> conditions_of("kernel", {"kind": "conv", "depth": [2, 4]})
    (('kind', ('conv',)), ('depth', ('2', '4')))
    """
    pairs = when.items() if isinstance(when, Mapping) else when
    allowed = {
        parent: tuple(map(str, [options] if isinstance(options, (str, int, float)) else options))
        for parent, options in pairs
    }
    for parent, options in allowed.items():
        if not options:
            raise OptionError(
                f"variable {shown(name)} exists when {parent} is none of its options: expected at "
                "least one"
            )
    return tuple(allowed.items())


def numbered_names(names: Sequence[str]) -> list[str]:
    """Return names that differ: those that are there several times get numbers from 1.

    Raises
    ------
    OptionError
        If that is yet another name.

    Examples
    --------
    >>> numbered_names(["layer", "width", "layer"])
    ['layer 1', 'width', 'layer 2']
    """
    times, seen = Counter(names), Counter[str]()
    apart = []
    for name in names:
        seen[name] += 1
        apart.append(name if times[name] == 1 else f"{name} {seen[name]}")
    twice = [name for name, count in Counter(apart).items() if count > 1]
    if twice:
        raise OptionError(f"two variables are called {shown(twice[0])}: expected different names")
    return apart


def by_name(options: Mapping[str, str]) -> str:
    """Return options as they are written by the names of their variables.

    >>> by_name({"depth": "4", "kind": "conv"})
    'depth=4,kind=conv'
    """
    return ",".join(f"{name}={option}" for name, option in options.items())


def options_by_name(architecture: object) -> Mapping[str, object] | None:
    """Return options by the name of their variable, if an architecture is given by them; else None.

    Examples
    --------
    >>> options_by_name("kind = conv, depth=4"), options_by_name({"depth": 4})
    ({'kind': 'conv', 'depth': '4'}, {'depth': 4})
    >>> options_by_name("depth=4,depth=2") is options_by_name("4") is None
    True
    """
    if isinstance(architecture, Mapping):
        return architecture if architecture else None
    if not isinstance(architecture, str) or "=" not in architecture:
        return None
    pairs = [tuple(map(str.strip, part.split("="))) for part in architecture.split(",")]
    if any(len(pair) != len(("name", "option")) for pair in pairs):
        return None
    options = {pair[0]: pair[-1] for pair in pairs}
    return options if len(options) == len(pairs) else None


def code_by_name(
    options: Mapping[str, object], variables: Sequence[tuple[str, tuple[str, ...]]]
) -> list[int]:
    """Return which option each variable has, -1 if nothing is said of it.

    Parameters
    ----------
    options
        What is given: an option by the name of its variable.
    variables
        Name and options of each.

    Raises
    ------
    ValueError
        If there is no such variable or option.

    Examples
    --------
    >>> code_by_name({"kind": "pool"}, [("depth", ("2", "4")), ("kind", ("conv", "pool"))])
    [-1, 1]
    """
    places = {name: place for place, (name, _) in enumerate(variables)}
    code = [-1] * len(variables)
    for name, option in options.items():
        if name not in places:
            raise ValueError(f"there is no variable {shown(name)}")
        known = variables[places[name]][1]
        if str(option) not in known:
            raise ValueError(f"{name} has no option {shown(option)}")
        code[places[name]] = known.index(str(option))
    return code


def about_options(
    variables: Iterable[tuple[str, tuple[str, ...], bool, Conditions]],
) -> dict[str, str]:
    """Return the options of variables in words, those with the same together.

    Parameters
    ----------
    variables
        Name, options, whether they have an order, and conditions of each.

    Examples
    --------
    >>> layers = [(f"layer {i}", ("a", "b"), False, ()) for i in (1, 2, 3, 4)]
    >>> about_options([*layers, ("width", ("8", "16"), True, (("layer 1", ("a",)),))])
    {'layer 1 … layer 4': 'a, b', 'width': '8 < 16, if layer 1 is a'}
    """
    alike: dict[tuple[tuple[str, ...], bool, Conditions], list[str]] = {}
    for name, options, ordinal, when in variables:
        alike.setdefault((options, ordinal, when), []).append(name)
    return {
        _joint(names): (" < " if ordinal else ", ").join(options) + _when(when)
        for (options, ordinal, when), names in alike.items()
    }


def _joint(names: list[str]) -> str:
    return ", ".join(names) if len(names) <= _FEW else f"{names[0]} … {names[-1]}"


def _when(when: Conditions) -> str:
    parts = [f"{name} is {' or '.join(options)}" for name, options in when]
    return f", if {' and '.join(parts)}" if parts else ""

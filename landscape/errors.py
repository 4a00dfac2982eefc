"""Errors that tell a user what was wrong, what was expected and what to do next."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = [
    "ArchitectureError",
    "DataError",
    "DataMissingError",
    "HiddenPackageError",
    "LandscapeError",
    "OptionError",
    "OutputError",
    "StoppedError",
    "UnknownNameError",
    "folded",
    "unknown_name",
]


class LandscapeError(Exception):
    """Base of every error this project raises on purpose.

    Attributes
    ----------
    exit_code
        What the command line exits with: 2 for wrong use, 1 for failure.

    Examples
    --------
    >>> from landscape import LandscapeError, get_space
    >>> try:
    ...     get_space("nb202")
    ... except LandscapeError as error:
    ...     print(str(error).partition("?")[0], error.exit_code, isinstance(error, LookupError))
    unknown space 'nb202': did you mean 'nb201' 2 True
    """

    exit_code = 1


class UnknownNameError(LandscapeError, LookupError):
    """A space, metric, dataset or algorithm that does not exist."""

    exit_code = 2


class OptionError(LandscapeError, ValueError):
    """A setting outside what is possible, or settings that contradict each other."""

    exit_code = 2


class ArchitectureError(LandscapeError, ValueError):
    """A text or number that names no architecture of the space."""

    exit_code = 2


class DataError(LandscapeError, ValueError):
    """A file whose content is not what was expected."""


class DataMissingError(LandscapeError, FileNotFoundError):
    """A file that is needed and not there."""

    exit_code = 2


class OutputError(LandscapeError, OSError):
    """A place that cannot be written to."""


class HiddenPackageError(LandscapeError, ImportError):
    """A package of ours that cannot be loaded, since a user's file has its name."""


class StoppedError(KeyboardInterrupt):
    """The user pressed Ctrl-C; the message says what was kept, and how to go on.

    Like every `KeyboardInterrupt` it passes ``except Exception``.
    """


def unknown_name(
    kind: str, name: str, known: Iterable[str], *, ordered: bool = False
) -> UnknownNameError:
    """Return the error for an unknown name, with the nearest known one and the whole list.

    Parameters
    ----------
    kind
        What the name should have been: ``"space"``, ``"metric"`` ...
    name
        What was given.
    known
        The names that exist.
    ordered
        Whether they are listed in the order given, in place of that of the alphabet.
    """
    names = list(dict.fromkeys(known)) if ordered else sorted(set(known))
    near = _nearest(name, names)
    hint = f"did you mean {' or '.join(map(repr, near))}? " if near else ""
    return UnknownNameError(f"unknown {kind} {name!r}: {hint}known are {', '.join(names)}")


def folded(name: str) -> str:
    """Return what of a name counts when names are compared: letters and digits, in one case.

    Examples
    --------
    >>> folded("ImageNet16-120") == folded("imagenet_16 120")
    True
    """
    return re.sub(r"[\W_]+", "", name).casefold()


def _nearest(name: str, names: Sequence[str]) -> list[str]:
    """Return the known name that is most like another, or those that are it but for separators."""
    spelled: dict[str, list[str]] = {}
    for known_name in names:
        spelled.setdefault(folded(known_name), []).append(known_name)
    near = difflib.get_close_matches(folded(name), spelled, n=1)
    return spelled[near[0]] if near else []

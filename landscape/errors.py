"""Errors that tell a user what was wrong, what was expected and what to do next."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

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
    "unknown_name",
]


class LandscapeError(Exception):
    """Base of every error this project raises on purpose.

    Attributes
    ----------
    exit_code
        What the command line exits with: 2 for wrong use, 1 for failure.
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


class StoppedError(LandscapeError):
    """The user pressed Ctrl-C."""

    exit_code = 130


def unknown_name(kind: str, name: str, known: Iterable[str]) -> UnknownNameError:
    """Return the error for an unknown name, with the nearest known one and the whole list.

    Parameters
    ----------
    kind
        What the name should have been: ``"space"``, ``"metric"`` ...
    name
        What was given.
    known
        The names that exist.
    """
    names = sorted(known)
    by_lower_case = {known_name.lower(): known_name for known_name in names}
    near = difflib.get_close_matches(name.lower(), by_lower_case, n=1)
    hint = f"did you mean {by_lower_case[near[0]]!r}? " if near else ""
    return UnknownNameError(f"unknown {kind} {name!r}: {hint}known are {', '.join(names)}")

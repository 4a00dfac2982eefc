"""Loading when first asked for: the names of packages, and what a dotted path leads to."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["lazily", "load_object"]


def lazily(
    package: str, homes: Mapping[str, str]
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Return the ``__getattr__`` and ``__dir__`` of a package (PEP 562).

    Parameters
    ----------
    package
        Its ``__name__``.
    homes
        Public name → module that defines it, or that it is.
    """

    def get(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        try:
            home = import_module(homes[name])
            return home if homes[name] == f"{package}.{name}" else getattr(home, name)
        except ImportError:
            from landscape.hidden import hiding_told  # every start would pay for it

            with hiding_told():
                raise

    def names() -> list[str]:
        return sorted({*getattr(sys.modules[package], "__all__", ()), *homes})

    return get, names


def load_object(part: object) -> Any:
    """Return what a dotted path leads to; anything but a text as it is.

    Parameters
    ----------
    part
        ``"package.module:name"``, or the thing itself.

    Raises
    ------
    LandscapeError
        If the path leads nowhere.

    Examples
    --------
    >>> load_object("math:tau") == load_object(6.283185307179586)
    True
    """
    if not isinstance(part, str):
        return part
    from landscape.errors import LandscapeError
    from landscape.hidden import hiding_told

    module, _, name = part.partition(":")
    try:
        with hiding_told():
            return getattr(import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        if isinstance(error, LandscapeError):
            raise
        raise LandscapeError(
            f"{part!r} leads nowhere ({error}): expected package.module:name"
        ) from error

"""Packages whose names are loaded when first asked for, so that importing one costs nothing."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["lazily"]


def lazily(
    package: str, homes: Mapping[str, str]
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Return the ``__getattr__`` and ``__dir__`` of a package (PEP 562).

    Parameters
    ----------
    package
        Its ``__name__``.
    homes
        Public name → module that defines it, or that it is.
    """

    def get(name: str) -> object:
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

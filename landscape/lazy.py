"""Done when first asked for, and once: loading names and dotted paths, computing values."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload
from weakref import WeakKeyDictionary

from landscape.errors import HiddenPackageError, LandscapeError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

__all__ = ["cached_attribute", "hiding_told", "lazily", "load_object", "once"]

_Owner = TypeVar("_Owner")
_Result = TypeVar("_Result")
_Value = TypeVar("_Value")


def lazily(
    package: str, homes: Mapping[str, str], elsewhere: Mapping[str, str] | None = None
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Return the ``__getattr__`` and ``__dir__`` of a package (PEP 562).

    Parameters
    ----------
    package
        Its ``__name__``.
    homes
        Public name → module that defines it, or that it is.
    elsewhere
        Name that is looked for here → what is meant.
    """

    def get(name: str) -> Any:
        if name not in homes:
            meant = f": see {elsewhere[name]}" if elsewhere and name in elsewhere else ""
            raise AttributeError(f"module {package!r} has no attribute {name!r}{meant}")
        try:
            home = import_module(homes[name])
            return home if homes[name] == f"{package}.{name}" else getattr(home, name)
        except ImportError:
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


_OURS = ("landscape", "proxies", "search", "viz")
_HOME = Path(__file__).resolve().parents[1]


@contextmanager
def hiding_told() -> Iterator[None]:
    """Name the file that hides a package of ours where importing that fails.

    Raises
    ------
    HiddenPackageError
        In place of the ImportError that comes of it; all others come as they are.
    """
    try:
        yield
    except ImportError as error:
        package = (error.name or "").split(".")[0]
        file = _instead_of(package)
        if file is None:
            raise
        raise HiddenPackageError(
            f"{file} hides our package {package!r}: rename it, or move it out of the folder "
            "of your script, notebook or command"
        ) from error


def _instead_of(package: str) -> Path | None:
    """Return the file that was loaded in place of a package of ours; None if none was."""
    module = sys.modules.get(package) if package in _OURS else None
    if module is None or module.__file__ is None:
        return None
    file = Path(module.__file__).resolve()
    return None if file.is_relative_to(_HOME / package) else file


def once(compute: Callable[[_Owner], _Result]) -> Callable[[_Owner], _Result]:
    """Return `compute` with its results kept as long as the object they are of.

    A result must not refer to that object, or both stay for ever.
    """
    known: WeakKeyDictionary[_Owner, _Result] = WeakKeyDictionary()

    @wraps(compute)
    def kept(owner: _Owner) -> _Result:
        if owner not in known:
            known[owner] = compute(owner)
        return known[owner]

    return kept


class cached_attribute(Generic[_Value]):  # noqa: N801 - a decorator, like property
    """Like `functools.cached_property`, for objects that a single thread works on.

    Before Python 3.12 that one holds a lock which all instances share, so that threads with an
    object each would wait for each other all the time that a value is computed.
    """

    def __init__(self, compute: Callable[[Any], _Value]) -> None:
        self._compute = compute
        self.__doc__ = compute.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type) -> cached_attribute[_Value]: ...
    @overload
    def __get__(self, instance: object, owner: type) -> _Value: ...
    def __get__(self, instance: object | None, owner: type) -> cached_attribute[_Value] | _Value:
        if instance is None:
            return self
        value = self._compute(instance)
        instance.__dict__[self._name] = value  # found before this descriptor from now on
        return value

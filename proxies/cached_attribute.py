"""Attributes that are computed when first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["cached_attribute"]

Value = TypeVar("Value")


class cached_attribute(Generic[Value]):  # noqa: N801 - a decorator, like property
    """Like `functools.cached_property`, for objects that a single thread works on.

    Before Python 3.12 that one holds a lock which all instances share, so that threads with an
    object each would wait for each other all the time that a value is computed.
    """

    def __init__(self, compute: Callable[[Any], Value]) -> None:
        self._compute = compute
        self.__doc__ = compute.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type) -> cached_attribute[Value]: ...
    @overload
    def __get__(self, instance: object, owner: type) -> Value: ...
    def __get__(self, instance: object | None, owner: type) -> cached_attribute[Value] | Value:
        if instance is None:
            return self
        value = self._compute(instance)
        instance.__dict__[self._name] = value  # found before this descriptor from now on
        return value

"""The list of architectures that NATS-Bench and NAS-Bench-201 number."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from landscape.benchmarks.readers.checks import entry, expect
from landscape.errors import DataError

if TYPE_CHECKING:
    from landscape.spaces import Space

__all__ = ["checked_architectures"]

_SHA256 = {
    "nb201": "83abc799e45cf34e9d2163654668ab998b9a54d01c39e72ca1f71f2cdf356d84",
    "sss": "8b99b4c0aabe959924c6fb36c0ee4a3f79362343e36b7752b90deee9409b492f",
}
"""Of all architectures in the official order, one a line. That of nb201 is an arbitrary shuffle."""


def checked_architectures(meta: object, space: Space, where: str) -> list[str]:
    """Return the architectures in the official order.

    Parameters
    ----------
    meta
        What the file of the list holds.
    space
        The space they are of.
    where
        Which file it is, for messages.

    Raises
    ------
    DataError
        If they are others, or in another order.
    """
    listed = entry(expect(dict, meta, where), "meta_archs", list, where)
    if len(listed) != space.size or {*map(type, listed)} != {str}:
        raise DataError(
            f"{where} lists {len(listed):,} architectures: expected {space.size:,}, those of "
            f"{space.title} (--space {space.name}); get the published file, or choose another space"
        )
    digest = hashlib.sha256("\n".join(listed).encode()).hexdigest()
    if digest != _SHA256[space.name]:
        raise DataError(
            f"{where} does not list the architectures of {space.title} in the official order: "
            "get the published file"
        )
    return listed

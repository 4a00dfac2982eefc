"""When a result was made, and by which versions of what."""

from __future__ import annotations

import platform
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from landscape.disk.canonical import JSON

__all__ = ["now", "versions"]

_PACKAGES = ("nas-landscape", "torch", "numpy", "igraph")


def now() -> dict[str, JSON]:
    """Return the time and the versions, for a record of how something was made."""
    return {"created": datetime.now(UTC).isoformat(timespec="seconds"), "versions": versions()}


def versions() -> dict[str, str]:
    """Return the versions of everything that has a part in a result."""
    return {"python": platform.python_version()} | {name: version(name) for name in _PACKAGES}

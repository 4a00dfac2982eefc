"""A chart that compares landscapes needs them to be of one space."""

from __future__ import annotations

from typing import TYPE_CHECKING

from landscape.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from viz.entries import Entry

__all__ = ["require_same_space"]


def require_same_space(entries: Sequence[Entry]) -> None:
    """Complain if landscapes are not all of the same space.

    Raises
    ------
    DataError
        If two of them are not.
    """
    first, *others = (entry.landscape.space for entry in entries)
    for other in others:
        # The last configurations spell out the options.
        if (first.name, first.size) != (other.name, other.size) or (
            first.format(first.size - 1) != other.format(other.size - 1)
        ):
            raise DataError(
                f"{first.title} ({first.size:,} configurations) and {other.title} "
                f"({other.size:,}) are different spaces: give runs of one space"
            )

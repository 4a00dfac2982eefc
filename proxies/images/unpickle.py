"""Pickles of training images: arrays and lists by name, and nothing that could run."""

from __future__ import annotations

from landscape.errors import DataError
from landscape.pickles.unpickle import unpickle as unpickle_plain

__all__ = ["unpickle"]


def unpickle(content: bytes, where: str) -> dict[str, object]:
    """Return what was pickled: numbers, texts, lists and arrays of numbers, by name.

    Text that Python 2 wrote is decoded as Latin-1. Arrays are read-only.

    Parameters
    ----------
    content
        The pickle.
    where
        What it is, for messages.

    Raises
    ------
    DataError
        If it is broken, no dictionary, or asks for anything else.
    """
    entries = unpickle_plain(content, where)
    if not isinstance(entries, dict):
        raise DataError(
            f"{where} is no pickle of plain arrays by name (it holds a {type(entries).__name__}): "
            "get the published file"
        )
    return entries

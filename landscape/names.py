"""Names as people write them: whatever the case, with hyphens, underscores, spaces or without."""

from __future__ import annotations

from typing import TYPE_CHECKING

from landscape.errors import folded, unknown_name

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["find_name", "match_name"]


def find_name(kind: str, name: str, known: Iterable[str]) -> str:
    """Return a name as it is spelled where it is known.

    Parameters
    ----------
    kind
        What it is the name of: ``"space"``, ``"metric"`` ...; for the error.
    name
        As it was given.
    known
        The names that exist.

    Raises
    ------
    UnknownNameError
        If no known name is meant, or several that differ in case or separators only.

    Examples
    --------
    >>> find_name("dataset", "CIFAR-10", ["cifar10", "cifar100"])
    'cifar10'
    """
    names = list(known)
    found = match_name(name, names)
    if found is None:
        raise unknown_name(kind, name, names)
    return found


def match_name(name: str, known: Iterable[str]) -> str | None:
    """Return the one known name that is meant; None if there is none, or more than one.

    A name that is spelled the same comes first, then one of another case, then one that has other
    separators.

    Examples
    --------
    >>> match_name("Val-Acc", ["val_acc", "val_loss"])
    'val_acc'
    >>> match_name("VAL_ACC", ["val_acc", "Val_Acc"]) is None
    True
    """
    names = list(known)
    if name in names:
        return name
    for spelled in (str.casefold, folded):
        found = {one for one in names if spelled(one) == spelled(name) != ""}
        if found:
            return found.pop() if len(found) == 1 else None
    return None

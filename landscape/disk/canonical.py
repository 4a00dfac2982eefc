"""Settings that decide a score, and whether two lots of them are the same."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["JSON", "canonical_json", "first_difference"]

JSON: TypeAlias = "bool | int | float | str | Sequence[JSON] | Mapping[str, JSON] | None"
"""What a settings or provenance value may be."""

_NOT_SET = "not set"


def canonical_json(value: JSON) -> str:
    """Return the one JSON text that stands for `value`: keys sorted, no spaces.

    Raises
    ------
    TypeError, ValueError
        If `value` is not JSON: NaN and infinity are not.
    """
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def first_difference(
    asked: Mapping[str, JSON], found: Mapping[str, JSON]
) -> tuple[str, str, str] | None:
    """Return the first setting that differs, or None if all are equal.

    Of a setting that holds settings, the first that differs is named: ``members.nwot.seed``.
    Values are compared as JSON, so that a tuple equals the list it is saved as, while ``1``,
    ``1.0`` and ``true`` differ, as they do in the key of a run.

    Returns
    -------
    tuple of name, value asked for, value found
        Values as JSON text, or ``"not set"``. The order is that of `asked`, then of `found`.
    """
    for name in {**asked, **found}:
        inner = asked.get(name), found.get(name)
        if isinstance(inner[0], Mapping) and isinstance(inner[1], Mapping):
            difference = first_difference(inner[0], inner[1])
            if difference is not None:
                return f"{name}.{difference[0]}", *difference[1:]
            continue
        values = [canonical_json(s[name]) if name in s else _NOT_SET for s in (asked, found)]
        if values[0] != values[1]:
            return name, values[0], values[1]
    return None

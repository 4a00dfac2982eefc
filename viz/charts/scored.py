"""How many architectures have the scores that a chart is of, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["scored_notes"]

_NAMED = 3  # landscapes that are named of those with the same numbers
_LISTED = 3  # different numbers that are told


def scored_notes(
    counts: Mapping[str, tuple[int, int]], *, both: bool, few: str = ""
) -> tuple[str, ...]:
    """Return what has to be said where not all architectures have a score; nothing if all have.

    Parameters
    ----------
    counts
        What is drawn → how many architectures of it have a score, and how many there are.
    both
        Whether it is of two scores each, one against the other.
    few
        What more has to be said then: one sentence.

    Examples
    --------
    >>> scored_notes({"synflow": (6000, 15625), "nwot": (15625, 15625)}, both=True)[0]
    '6,000 of 15,625 architectures have both scores (synflow); the others are left out.'
    """
    groups: dict[tuple[int, int], list[str]] = {}
    for name, count in counts.items():
        if count[0] < count[1]:
            groups.setdefault(count, []).append(name)
    if not groups:
        return ()
    told = sorted(groups)[:_LISTED]
    rest = sum(len(groups[count]) for count in sorted(groups)[_LISTED:])
    what = "both scores" if both else "a score"
    parts = [_told(count, groups[count], of=len(counts), what=what) for count in told]
    more = f", more of {rest} other{'s' * (rest > 1)}" if rest else ""
    said = f"{', '.join(parts)}{more}; the others are left out."
    return (said, few) if few else (said,)


def _told(count: tuple[int, int], names: Sequence[str], *, of: int, what: str) -> str:
    scored, size = count
    said = f"{scored:,} of {size:,} architectures have {what}"
    if len(names) == of:
        return said
    listed = ", ".join(names[:_NAMED])
    more = len(names) - _NAMED
    return f"{said} ({listed}{f' and {more} more' if more > 0 else ''})"

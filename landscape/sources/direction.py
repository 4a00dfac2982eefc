"""Whether lower values of a column are better, where its name alone says what it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from landscape.benchmarks.metrics import TRAINED_METRICS
from landscape.reporter import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from landscape.scores.table import Metric

__all__ = ["is_known_cost", "is_minimized", "tell_doubtful"]

_COST = re.compile("loss|err|per$|perplexity|regret|second|time|latency|energy|std", re.IGNORECASE)


def is_minimized(
    name: str, *, asked: bool, advice: str, known: Mapping[str, Metric] | None = None
) -> bool:
    """Tell whether lower is better in a user's column, and say what is not asked for but follows.

    Lower is better of a proxy or a metric that is known to be one to minimise. Anything else is to
    be maximised, and where its name sounds like a cost that is said, too.

    Parameters
    ----------
    name
        The column.
    asked
        Whether the user says that lower is better.
    advice
        How the user says so.
    known
        Metrics whose direction is known beside those of trained networks, by name.
    """
    if asked:
        return True
    minimize = is_known_cost(name, known)
    if minimize:
        say(f"{name}: lower is better")
    else:
        tell_doubtful([name], advice)
    return minimize


def is_known_cost(name: str, known: Mapping[str, Metric] | None = None) -> bool:
    """Tell whether a name is that of a metric that is known to be one to minimise."""
    meaning = {**TRAINED_METRICS, **(known or {})}.get(name)
    return meaning is not None and meaning.minimize


def tell_doubtful(maximised: Iterable[str], advice: str) -> None:
    """Say which names of what is maximised sound like costs, and what to do about it."""
    doubtful = [name for name in maximised if _COST.search(name)]
    if doubtful:
        say(
            "taken as better when higher, though the names say otherwise: "
            f"{', '.join(doubtful)}; {advice} says that lower is better"
        )

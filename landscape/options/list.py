"""The options of ``landscape list`` and `landscape.available`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from landscape.options.base import Options, Shown

__all__ = ["TOPICS", "ListOptions"]

TOPICS = {
    "metrics": "direction, unit, whether they need images, source and formula",
    "spaces": "search spaces: their sizes, and how architectures are written",
    "algorithms": "searches: what guides them, their settings and source",
    "analyses": "the numbers that describe a landscape: range, source and definition",
    "figures": "kinds of figures that landscape figure draws: of what, options and source",
    "papers": "papers that landscape reproduce makes again, and their figures and tables",
    "recipes": "how networks are trained: the usual way, and recipes that were registered",
    "datasets": "image size and number of classes",
}
"""What can be listed → what is told of it."""


@dataclass(frozen=True)
class ListOptions(Options):
    """What `landscape.available` is asked for."""

    group: ClassVar[str] = "what"

    topic: Annotated[str | None, Shown("TOPIC", argument=True)] = None
    """What to list: {topics}; without it, these topics."""

"""The papers that can be reproduced, and their figures and tables."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from landscape.errors import unknown_name
from landscape.registry import Registry, match_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from landscape.api.papers.context import Context
    from landscape.api.papers.report import Figure, Table

    Make: TypeAlias = Callable[[Context], Figure | Table]

__all__ = ["PAPERS", "Paper", "Part"]


@dataclass(frozen=True)
class Part:
    """A figure or table of a paper.

    Attributes
    ----------
    name
        As it is asked for: ``fig2a``, ``table4``; kind, number, and a letter if need be.
    title, caption
        As the paper calls it, and what it shows.
    make
        Makes it.
    """

    name: str
    title: str
    caption: str
    make: Make


@dataclass(frozen=True)
class Paper:
    """A paper.

    Attributes
    ----------
    name
        As it is asked for.
    title, citation
        Of the paper.
    trials
        How many it ran of each search.
    spaces
        Names of the spaces whose data it needs.
    scored
        Names of the datasets on whose images it scores networks.
    parts
        Name → figure or table; filled by `part`.
    """

    name: str
    title: str
    citation: str
    trials: int
    spaces: tuple[str, ...]
    scored: tuple[str, ...] = ()
    parts: dict[str, Part] = field(default_factory=dict, compare=False, repr=False)

    def part(self, name: str, title: str, caption: str) -> Callable[[Make], Make]:
        """Register a function as what makes a figure or table."""

        def register(make: Make) -> Make:
            self.parts[name] = Part(name, title, caption, make)
            return make

        return register

    def chosen(self, only: Sequence[str]) -> list[Part]:
        """Return the parts that are asked for, in the order of the paper; all if none is named.

        ``fig2`` means ``fig2a``, ``fig2b`` ...

        Raises
        ------
        UnknownNameError
            If there is none of that name; the message names all, and the nearest.
        """
        wanted = {part for asked in only for part in self._meant(asked)}
        return [part for part in self.in_order() if not only or part.name in wanted]

    def in_order(self) -> list[Part]:
        """Return the parts by number, figures first."""
        return [self.parts[name] for name in sorted(self.parts, key=_number)]

    def _meant(self, asked: str) -> list[str]:
        alone = match_name(asked, self.parts)
        if alone is not None:
            return [alone]
        group = {name: name.rstrip("abcdefgh") for name in self.parts}
        whole = match_name(asked, set(group.values()))
        if whole is None:
            names = [part.name for part in self.in_order()]
            raise unknown_name(f"figure or table of {self.name}", asked, names, ordered=True)
        return [name for name, of in group.items() if of == whole]


def _number(name: str) -> tuple[str, int, str]:
    kind, number, letter = re.fullmatch(r"([a-z]+)(\d*)(.*)", name).groups()  # type: ignore[union-attr]
    return kind, int(number or 0), letter


PAPERS: Registry[Paper] = Registry(
    "paper",
    {
        "mf-nas": "landscape.api.papers.mf_nas",
        "rank-nas": "landscape.api.papers.rank_nas",
    },
)
"""Name → paper, in the order in which they are listed."""

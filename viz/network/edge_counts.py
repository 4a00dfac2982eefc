"""How the edges of a network are drawn, or why they are not: numbers that add up."""

from __future__ import annotations

from dataclasses import dataclass

from landscape.numbers import counted, number_text

__all__ = ["EdgeCounts"]


@dataclass(frozen=True)
class EdgeCounts:
    """The edges of a network, each counted once.

    Attributes
    ----------
    single
        Drawn one by one.
    bundled
        Drawn in bundles.
    below
        Not drawn: of a weight below `least`.
    close
        Not drawn: lighter than those drawn one by one, and too short for a bundle.
    loops
        Not drawn: from a node to itself.
    least
        The least weight that is drawn.
    """

    single: int
    bundled: int = 0
    below: int = 0
    close: int = 0
    loops: int = 0
    least: float = 0.0

    @property
    def total(self) -> int:
        """The number of edges of the network."""
        return self.single + self.bundled + self.below + self.close + self.loops

    @property
    def sentences(self) -> tuple[str, ...]:
        """What a reader has to know, nothing where every edge is drawn one by one."""
        said = []
        if self.below:
            weighing = f"of a weight below {number_text(self.least)}"
            said.append(_not_drawn(self.below, weighing))
        if self.bundled:
            said.append(self._bundled())
        if self.close:
            lighter = "" if self.bundled else f"lighter than the heaviest {self.single:,} and "
            said.append(_not_drawn(self.close, f"{lighter}too short to be seen"))
        if self.loops:
            said.append(_not_drawn(self.loops, "from a node to itself"))
        return tuple(said)

    def _bundled(self) -> str:
        one_by_one = (
            f"The heaviest {counted(self.single, 'edge')} {_are(self.single)} drawn one by one, "
            f"{self.bundled:,} more"
            if self.single
            else f"{counted(self.bundled, 'edge')} {_are(self.bundled)} drawn"
        )
        return f"{one_by_one} as bundles between regions of the picture."


def _not_drawn(number: int, which: str) -> str:
    return f"{counted(number, 'edge')} {which} {_are(number)} not drawn."


def _are(number: int) -> str:
    return "is" if number == 1 else "are"

"""How fast long work goes, and how long the rest will take."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Pace"]

_UNKNOWN = "-:--:--"


class Pace:
    """The mean pace of work since it began here.

    Parameters
    ----------
    total, done
        How much there is to do, and how much is done already.
    unit
        What is counted, in the plural.
    clock
        Tells the seconds.
    """

    def __init__(self, total: int, done: int, unit: str, clock: Callable[[], float]) -> None:
        self.total, self.done, self.unit = total, done, unit
        self.clock = clock
        self._start, self._done_before = clock(), done

    @property
    def rate(self) -> str:
        """The pace in words, such as ``41 networks/s``; empty if nothing is done yet."""
        per_second = self._per_second
        for per, seconds in (("s", 1), ("min", 60), ("h", 3600)):
            if per_second * seconds >= 1:
                return f"{_short(per_second * seconds)} {self.unit}/{per}"
        return f"{per_second * 86400:.1f} {self.unit}/day" if per_second else ""

    @property
    def left(self) -> str:
        """The time that the rest takes at this pace, as ``0:03:20``."""
        if not self._per_second:
            return _UNKNOWN
        minutes, seconds = divmod(round((self.total - self.done) / self._per_second), 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours}:{minutes:02}:{seconds:02}"

    @property
    def line(self) -> str:
        """All of it in one line."""
        parts = [f"{self.done:,} of {self.total:,} {self.unit}", self.rate, f"{self.left} left"]
        return ", ".join(filter(None, parts))

    @property
    def _per_second(self) -> float:
        taken = self.clock() - self._start
        return (self.done - self._done_before) / taken if taken > 0 else 0.0


def _short(rate: float) -> str:
    return f"{rate:,.0f}" if rate >= 10 else f"{rate:.1f}"

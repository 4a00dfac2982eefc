"""What a source of scores is, whoever made them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from landscape.runs.run import Run
    from landscape.scores import Metric, ScoreTable
    from landscape.spaces import Space

__all__ = ["Source"]


class Source(Protocol):
    """A column of scores of a space."""

    @property
    def dataset(self) -> str | None:
        """What the scores were measured on, if that is known."""

    @property
    def space(self) -> Space:
        """The space."""

    @property
    def metric(self) -> Metric:
        """What the scores mean."""

    @property
    def name(self) -> str:
        """Name of the run, for its folder."""

    @property
    def title(self) -> str:
        """Name of the run, for people."""

    def table(self, run: Run, *, copy: bool = True) -> ScoreTable:
        """Return the scores, those of an earlier run where they are the same.

        What is read somewhere is kept with the run, too, if a copy is wanted.
        """

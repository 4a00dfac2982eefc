"""Every kind of figure that ``landscape figure`` draws, by name.

A module that draws one says so with the decorator; ours are listed in `FIGURES`, so that names are
known without loading what draws them::

    @figure_kind("overlap", "How many of ...", needs="landscapes", takes=("quality", "top"))
    def overlap_chart(entries, *, title=None, look=DEFAULT_LOOK, quality=None, top=0.01): ...

The function gets its runs in the order in which they were given: of `viz.entries.Entry` where it
needs landscapes, or networks, which samples have, too; of `search.runs.saved.SearchRun` where it
needs searches; `title` and `look`; and, by name, the options it says it takes, as far as they were
given. What it returns is something that `viz.save` can write.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeVar

from landscape.arrays import usual_errors
from landscape.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["FIGURES", "FigureKind", "figure_kind", "figure_kinds", "get_figure_kind"]

Needs: TypeAlias = Literal["landscapes", "networks", "searches"]
"""Networks are those of landscapes, and of samples of landscapes."""
_Draw = TypeVar("_Draw", bound="Callable[..., Any]")


@dataclass(frozen=True)
class FigureKind:
    """A kind of figure.

    Attributes
    ----------
    name, title
        As it is asked for, and what it shows.
    needs
        What its runs have to be.
    draw
        Draws it; see the module.
    takes
        Names of the options it takes. ``quality`` is the entries whose fitness says how good an
        architecture is, one a dataset, by dataset.
    needs_quality
        Whether it needs ``quality``: then runs of test accuracy among its own serve where none are
        named.
    least
        How many runs it takes.
    source
        Where such a figure was published.
    unfit
        Tells what a run lacks to be drawn, by the run and the options given; None if nothing.
    """

    name: str
    title: str
    needs: Needs
    draw: Callable[..., Any]
    takes: tuple[str, ...] = ()
    needs_quality: bool = False
    least: int = 1
    source: str = ""
    unfit: Callable[..., str | None] | None = None


FIGURES: Registry[FigureKind] = Registry(
    "figure",
    {
        "mlon-grid": "viz.grid.grid",
        "optima": "viz.charts.kinds.optima",
        "accuracy": "viz.charts.kinds.accuracy",
        "correlation": "viz.charts.kinds.correlation",
        "correlation-matrix": "viz.charts.kinds.correlation_matrix",
        "overlap": "viz.charts.kinds.overlap",
        "scatter": "viz.charts.kinds.scatter",
        "trends": "viz.charts.kinds.trends",
        "stages": "viz.charts.kinds.stages",
    },
)
"""Name → kind of figure, in the order in which they are listed."""


def figure_kind(
    name: str,
    title: str,
    *,
    needs: Needs,
    takes: tuple[str, ...] = (),
    needs_quality: bool = False,
    least: int = 1,
    source: str = "",
    unfit: Callable[..., str | None] | None = None,
) -> Callable[[_Draw], _Draw]:
    """Register a function as what draws a kind of figure; for the meaning see `FigureKind`."""

    def register(draw: _Draw) -> _Draw:
        draw = usual_errors()(draw)
        FIGURES.register(
            FigureKind(name, title, needs, draw, takes, needs_quality, least, source, unfit)
        )
        return draw

    return register


def get_figure_kind(name: str) -> FigureKind:
    """Return the kind of figure called `name`.

    Raises
    ------
    UnknownNameError
        If there is none.
    """
    return FIGURES.find(name)


def figure_kinds() -> list[FigureKind]:
    """Return all kinds in the order in which they are listed."""
    return list(FIGURES.values())

"""Figures of any kind, as what `viz.plot` returns, in drawing libraries and in files: by suffix.

The libraries are slow to import: only those are loaded that draw.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from landscape.disk.files import write_bytes
from landscape.display import short_repr
from landscape.errors import OptionError
from landscape.options.base import path_of
from viz.charts.chart import Chart
from viz.grid.grid_data import MlonGrid
from viz.look.look import DEFAULT_LOOK, Drawn
from viz.network.mlon_data import MlonFigure

if TYPE_CHECKING:
    from collections.abc import Callable
    from os import PathLike

    import pandas as pd
    import plotly.graph_objects as go

    from viz.look.look import Look
    from viz.paper.text import PaperPage

__all__ = [
    "Figure",
    "Picture",
    "Rendered",
    "check_suffix",
    "render",
    "save",
    "to_matplotlib",
    "to_plotly",
]


class Rendered(Protocol):
    """What can be written to a file: our figures, and any that bring renderers of their own."""

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The suffixes of the files it can be written to."""

    def render(self, suffix: str) -> bytes:
        """Return the content of the file; loads only the library that draws it."""


Figure: TypeAlias = "MlonFigure | MlonGrid | Chart"
"""A network, a grid of networks, or a chart, as plain data."""


def save(figure: Rendered, path: str | PathLike[str]) -> Path:
    """Write a figure and return its path.

    The file appears whole or not at all; one that was there is replaced. The same figure gives
    the same bytes.

    Parameters
    ----------
    figure
        What to draw.
    path
        Ends in ``.html`` (interactive, offline), ``.pdf``, ``.svg`` (vectors) or ``.png``
        (300 dpi); a chart's data are also written as ``.csv``, ``.md`` and ``.tex``.

    Raises
    ------
    OptionError
        If the suffix is none of these.
    OutputError
        If the file cannot be written there.

    Examples
    --------
    >>> import tempfile
    >>> from landscape import Landscape, ProductSpace
    >>> from viz import Entry, optima_chart, save
    >>> rugged = Entry(Landscape(ProductSpace([2, 2]), [3, 0, 1, 2], metric="rugged"))
    >>> path = save(optima_chart([rugged]), tempfile.mkdtemp() + "/optima.csv")
    >>> print(path.read_text().strip())
    metric,dataset,optima,strict optima,plateau optima,scored,configurations
    rugged,,2,2,2,4,4
    """
    target = Path(path)
    check_suffix(figure, target)
    write_bytes(target, figure.render(target.suffix.lower()))
    return target


def check_suffix(figure: Rendered, path: Path) -> None:
    """Make sure that a figure can be written to such a file.

    Raises
    ------
    OptionError
        If it cannot.
    """
    if path.suffix.lower() not in figure.suffixes:
        raise OptionError(
            f"cannot write a figure to {str(path)!r}: expected a name that ends in "
            f"{', '.join(figure.suffixes)}"
        )


def render(figure: Figure, suffix: str) -> bytes:
    """Return the content of a file with a suffix that any figure can be written to."""
    if suffix == ".html":
        return _to_page(figure).encode()
    if isinstance(figure, Chart):
        from viz.paper.chart import to_file

        return to_file(figure, suffix.removeprefix("."))
    from viz.paper.network import to_bytes

    return to_bytes(to_matplotlib(figure), suffix.removeprefix("."))


def _to_page(figure: Figure) -> str:
    if isinstance(figure, Chart):
        from viz.screen.chart_page import to_page

        return to_page(figure)
    if isinstance(figure, MlonGrid):
        from viz.screen.grid import grid_to_html

        return grid_to_html(figure)
    from viz.screen.html_page import to_html

    return to_html(figure)


def to_plotly(figure: Figure, **options: Any) -> go.Figure:
    """Return an interactive figure of a network, a grid of networks or a chart.

    Parameters
    ----------
    figure
        What to draw.
    options
        Of a network: see `viz.screen.network.to_plotly`.

    Examples
    --------
    >>> from landscape import Landscape, ProductSpace
    >>> from viz import mlon_figure, to_plotly
    >>> mlon = Landscape(ProductSpace([2, 2]), [3, 0, 1, 2], metric="height").monotonic()
    >>> figure = to_plotly(mlon_figure(mlon))
    >>> figure.layout.title.text.split("<br>")[0]
    'MLON · product · height'
    """
    if isinstance(figure, Chart):
        from viz.screen import chart as of_charts

        return of_charts.to_plotly(figure, **options)
    if isinstance(figure, MlonGrid):
        from viz.screen.grid import grid_to_plotly

        return grid_to_plotly(figure, **options)
    from viz.screen import network as of_networks

    return of_networks.to_plotly(figure, **options)


def to_matplotlib(figure: Figure, **options: Any) -> PaperPage:
    """Return a figure of matplotlib's, for print, of a network, a grid of networks or a chart.

    A notebook shows it as it is.

    Parameters
    ----------
    figure
        What to draw.
    options
        Of a network: see `viz.paper.network.to_matplotlib`. Charts and grids have their look
        in them.

    Examples
    --------
    >>> from landscape import Landscape, ProductSpace
    >>> from viz import Entry, optima_chart, to_matplotlib
    >>> rugged = Entry(Landscape(ProductSpace([2, 2]), [3, 0, 1, 2], metric="rugged"))
    >>> (axes,) = to_matplotlib(optima_chart([rugged])).axes
    >>> axes.get_ylabel(), [text.get_text() for text in axes.get_xticklabels()]
    ('Local optima (plateaus)', ['rugged'])
    """
    if isinstance(figure, Chart):
        from viz.paper import chart as of_charts

        return of_charts.to_matplotlib(figure, **options)
    if isinstance(figure, MlonGrid):
        from viz.paper.grid import grid_to_matplotlib

        return grid_to_matplotlib(figure, **options)
    from viz.paper import network as of_networks

    return of_networks.to_matplotlib(figure, **options)


@dataclass(frozen=True, eq=False)
class Picture(Drawn):
    """A figure that a notebook shows, and that is saved as a page, for print or as a table.

    Two are equal if they look the same: if their pages and looks on paper are.

    Attributes
    ----------
    figure
        What is drawn, as plain data.
    look
        Width and letters of PNG, PDF and SVG of a network; charts and grids have theirs in them.
    others
        Returns other networks that the interactive page of a network can switch to.
    files
        What was written of it so far.

    Examples
    --------
    >>> import tempfile
    >>> from landscape import Landscape, ProductSpace
    >>> from viz import plot
    >>> hills = Landscape(ProductSpace([3, 3]), [9, 1, 0, 1, 2, 1, 0, 1, 7])
    >>> picture = plot(hills, layout="fitness", width=3.3)
    >>> picture.save(tempfile.mkdtemp() + "/hills.pdf").name
    'hills.pdf'
    """

    figure: Rendered
    look: Look = DEFAULT_LOOK
    others: Callable[[], tuple[MlonFigure, ...]] = field(default=tuple, repr=False)
    files: tuple[Path, ...] = ()

    __repr__ = short_repr

    @cached_property
    def also(self) -> tuple[MlonFigure, ...]:
        """The other networks, which only a page needs."""
        return self.others()

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The suffixes of the files it can be written to."""
        return self.figure.suffixes

    def render(self, suffix: str) -> bytes:
        """Return the content of a file with one of `suffixes`."""
        if not isinstance(self.figure, MlonFigure):
            return self.figure.render(suffix)
        if suffix == ".html":
            from viz.screen.html_page import to_html

            return to_html(self.figure, also=self.also).encode()
        from viz.paper.network import to_bytes, to_matplotlib

        page = to_matplotlib(self.figure, **self._paper)
        return to_bytes(page, suffix.removeprefix("."))

    def save(self, file: str | PathLike[str]) -> Path:
        """Write it to a file, and return its path; see `viz.save`.

        Raises
        ------
        OptionError
            If its name has an unknown suffix.
        OutputError
            If it cannot be written.
        """
        return save(self, path_of(file))

    def table(self) -> pd.DataFrame:
        """Return the numbers behind a chart or a grid, as its ``.csv`` has them.

        Raises
        ------
        OptionError
            If there are none, as of a network: its landscape has tables of optima and edges.
        """
        import pandas as pd  # slow to import: only who asks pays

        table = getattr(self.figure, "table", None)
        if table is None:
            raise OptionError(
                f"a {type(self.figure).__name__} has no table: see optima and edges of the run, or "
                "Landscape.optima_table"
            )
        return pd.DataFrame(list(table.rows), columns=list(table.columns))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Picture):
            return NotImplemented
        return self.look == other.look and self.render(".html") == other.render(".html")

    __hash__ = None  # type: ignore[assignment]  # of megabytes

    @property
    def _paper(self) -> dict[str, Any]:
        """What a network's renderer for print takes of the look; its theme is the figure's own."""
        look = self.look
        return {"width": look.width, "font": look.font, "font_size": look.font_size}

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        if isinstance(self.figure, MlonFigure):
            return self.figure.mime_bundle(**self._paper)
        if isinstance(self.figure, Drawn):
            return self.figure._repr_mimebundle_()
        return {"image/png": b64encode(self.render(".png")).decode(), "text/plain": repr(self)}

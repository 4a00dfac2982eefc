"""Figures of any kind as objects of drawing libraries, and into files: the suffix says how.

The libraries are slow to import: only those are loaded that draw.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from landscape.disk.files import write_bytes
from landscape.errors import OptionError
from viz.charts.chart import Chart
from viz.grid.grid_data import MlonGrid

if TYPE_CHECKING:
    from os import PathLike

    import plotly.graph_objects as go

    from viz.network.mlon_data import MlonFigure
    from viz.paper.text import PaperPage

__all__ = [
    "Figure",
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

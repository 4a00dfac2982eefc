"""Figures into files: the suffix says how."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from landscape.disk.files import write_bytes
from landscape.errors import OptionError

if TYPE_CHECKING:
    from os import PathLike

    from viz.network.mlon_data import MlonFigure

__all__ = ["SUFFIXES", "Rendered", "check_suffix", "save"]

SUFFIXES = (".html", ".pdf", ".png", ".svg")
"""What `save` can write of any figure."""


@runtime_checkable
class Rendered(Protocol):
    """A figure that brings its own renderers, such as `viz.charts.Chart`."""

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The suffixes of the files it can be written to."""

    def render(self, suffix: str) -> bytes:
        """Return the content of the file; loads only the library that draws it."""


def save(figure: MlonFigure | Rendered, path: str | PathLike[str]) -> Path:
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
    write_bytes(target, _render(figure, target.suffix.lower()))
    return target


def check_suffix(figure: MlonFigure | Rendered, path: Path) -> None:
    """Make sure that a figure can be written to such a file.

    Raises
    ------
    OptionError
        If it cannot.
    """
    suffixes = figure.suffixes if isinstance(figure, Rendered) else SUFFIXES
    if path.suffix.lower() not in suffixes:
        raise OptionError(
            f"cannot write a figure to {str(path)!r}: expected a name that ends in "
            f"{', '.join(suffixes)}"
        )


def _render(figure: MlonFigure | Rendered, suffix: str) -> bytes:
    """Return the content of the file; loads only the library that draws it."""
    if isinstance(figure, Rendered):
        return figure.render(suffix)
    if suffix == ".html":
        from viz.screen.html_page import to_html

        return to_html(figure).encode()
    from viz.paper.network import to_bytes, to_matplotlib

    return to_bytes(to_matplotlib(figure), suffix.removeprefix("."))

"""What `viz.plot` and `viz.figure` return: a figure, how it looks, and the files it is in."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from landscape.display import short_repr
from landscape.errors import OptionError
from landscape.options.base import path_of
from viz.drawn import Drawn
from viz.export import save
from viz.look.look import DEFAULT_LOOK
from viz.network.mlon_data import MlonFigure

if TYPE_CHECKING:
    from collections.abc import Callable
    from os import PathLike
    from pathlib import Path

    import pandas as pd

    from viz.export import Rendered
    from viz.look.look import Look

__all__ = ["Picture"]


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
        from viz.notebook import figure_bundle

        if isinstance(self.figure, MlonFigure):
            return figure_bundle(self.figure, **self._paper)
        if isinstance(self.figure, Drawn):
            return self.figure._repr_mimebundle_()
        return {"image/png": b64encode(self.render(".png")).decode(), "text/plain": repr(self)}

"""What a space is, and what an architecture is."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import numpy as np

from landscape.display import html_table
from landscape.numbers import counted
from landscape.spaces import FunctionalSpace

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from landscape.sampled import Standing
    from landscape.spaces import Space

__all__ = ["Description", "describe_architecture", "describe_space"]


@dataclass(frozen=True, repr=False)
class Description:
    """What something is.

    Attributes
    ----------
    title
        Its name.
    rows
        What is said of it, by what it is about.
    drawing
        In letters; empty if there is none.
    standing
        Where an architecture stands under a metric, if that was asked for.
    """

    title: str
    rows: Mapping[str, str]
    drawing: str = ""
    standing: Standing | None = None

    def table(self) -> pd.DataFrame:
        """Return the rows, under what they are about."""
        import pandas as pd  # slow to import: only who asks pays

        return pd.DataFrame({"value": self.rows})

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.title}>"

    def _repr_html_(self) -> str:
        drawing = f"<pre>{escape(self.drawing)}</pre>" if self.drawing else ""
        return html_table(self.title, self.rows) + drawing


def describe_space(space: Space) -> Description:
    """Return what a space is."""
    return Description(space.title, space.describe())


def describe_architecture(space: Space, index: int) -> Description:
    """Return an architecture in every notation, with its canonical form and a drawing."""
    itself = np.array([index])
    canonical = int(space.canonical(itself)[0])
    rows = {"space": f"{space.title} ({space.name})"}
    rows |= {notation: space.format(index, notation) for notation in space.notations}
    rows["canonical"] = "itself" if canonical == index else space.format(canonical)
    if isinstance(space, FunctionalSpace):
        rows["members"] = counted(int(space.members[index]), "configuration")
    rows["connected"] = "yes" if space.connected(itself)[0] else "no path from input to output"
    rows["neighbours"] = ", ".join(
        f"{len(space.neighbours(index, distance)):,} at distance {distance}" for distance in (1, 2)
    )
    return Description(space.format(index), rows, space.draw(index))

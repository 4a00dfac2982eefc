"""``landscape info``: what a space is, and what an architecture is."""

from __future__ import annotations

import numpy as np
import typer

from landscape.cli.console import show_table
from landscape.spaces import get_space

__all__ = ["show_architecture", "show_space"]


def show_space(name: str) -> None:
    """Print what the space called `name` is."""
    show_table(get_space(name).describe())


def show_architecture(name: str, text: str) -> None:
    """Print an architecture in every notation, with its canonical form and a drawing."""
    space = get_space(name)
    index = space.parse(text)
    itself = np.array([index])
    canonical = int(space.canonical(itself)[0])
    rows = {"space": f"{space.title} ({space.name})"}
    rows |= {notation: space.format(index, notation) for notation in space.notations}
    rows["canonical"] = "itself" if canonical == index else space.format(canonical)
    rows["connected"] = "yes" if space.connected(itself)[0] else "no path from input to output"
    rows["neighbours"] = ", ".join(
        f"{len(space.neighbours(index, distance)):,} at distance {distance}" for distance in (1, 2)
    )
    show_table(rows)
    typer.echo("\n" + space.draw(index))

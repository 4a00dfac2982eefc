"""``landscape info`` and its options."""

from __future__ import annotations

from typing import Annotated

import typer

from landscape.cli.options import SpaceName, Verbose

__all__ = ["info"]


def info(
    architecture: Annotated[
        str | None,
        typer.Argument(
            metavar="ARCHITECTURE", help="An architecture in any notation; without it, the space."
        ),
    ] = None,
    space: SpaceName = "nb201",
    verbose: Verbose = 0,
) -> None:
    """Say what a space is, or show an architecture in every notation."""
    from landscape.spaces.info import show_architecture, show_space

    if architecture is None:
        show_space(space)
    else:
        show_architecture(space, architecture)

"""Search spaces: who exists and who neighbours whom."""

from __future__ import annotations

from landscape.errors import unknown_name
from landscape.spaces.nb201 import NB201
from landscape.spaces.product import ProductSpace, Variable
from landscape.spaces.space import NeighbourLists, Space
from landscape.spaces.sss import SSS

__all__ = [
    "NB201",
    "SPACES",
    "SSS",
    "NeighbourLists",
    "ProductSpace",
    "Space",
    "Variable",
    "get_space",
]

SPACES: dict[str, type[Space]] = {"nb201": NB201, "sss": SSS}
"""The spaces known by name."""


def get_space(name: str) -> Space:
    """Return the space called `name`.

    Raises
    ------
    UnknownNameError
        If there is none.
    """
    if name not in SPACES:
        raise unknown_name("space", name, SPACES)
    return SPACES[name]()

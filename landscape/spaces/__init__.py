"""Search spaces: who exists and who neighbours whom."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

from landscape.errors import DataError
from landscape.names import find_name, match_name
from landscape.spaces.nb101 import NB101
from landscape.spaces.nb201 import NB201
from landscape.spaces.nbasr import NBASR
from landscape.spaces.product import ProductSpace, Variable
from landscape.spaces.space import NeighbourLists, Space
from landscape.spaces.space_file import FileSpace, read_space
from landscape.spaces.sss import SSS

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "NB101",
    "NB201",
    "NBASR",
    "SPACES",
    "SSS",
    "FileSpace",
    "NeighbourLists",
    "ProductSpace",
    "Space",
    "Variable",
    "get_space",
    "read_space",
]

_DESCRIBED = Path(__file__).parent / "described"

SPACES: dict[str, Callable[[], Space]] = {
    "nb201": NB201,
    "sss": SSS,
    "nb101": NB101,
    "nbasr": NBASR,
    **{
        path.stem: functools.partial(read_space, path) for path in sorted(_DESCRIBED.glob("*.toml"))
    },
}
"""The spaces known by name."""


def get_space(name: str) -> Space:
    """Return the space called `name`, or the one that the file ``NAME.toml`` describes.

    Raises
    ------
    UnknownNameError
        If there is none.
    DataMissingError, DataError
        If there is no such file, or it describes no product space or one of a name that is taken.

    Examples
    --------
    >>> from landscape import get_space
    >>> get_space("NB-201").size, get_space("sss").size
    (15625, 32768)
    """
    if name.lower().endswith(".toml"):
        file = Path(name).expanduser()
        space = read_space(file)
        if match_name(space.name, SPACES) and file.parent != _DESCRIBED:
            raise DataError(f"{name} takes the name of another space, {space.name}: choose another")
        return space
    return SPACES[find_name("space", name, SPACES)]()

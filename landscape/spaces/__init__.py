"""Search spaces: who exists and who neighbours whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from landscape.lazy import lazily
from landscape.spaces.configuration import Configuration
from landscape.spaces.functional import FunctionalSpace
from landscape.spaces.neighbour_lists import NeighbourLists
from landscape.spaces.product import ProductSpace, Variable
from landscape.spaces.registry import SPACES, SpaceRecord, get_space, is_known_space, record_of
from landscape.spaces.space import Space
from landscape.spaces.space_file import FileSpace, read_space

if TYPE_CHECKING:
    from landscape.spaces.nb101.space import NB101
    from landscape.spaces.nb201 import NB201
    from landscape.spaces.nbasr import NBASR
    from landscape.spaces.sss import SSS

__all__ = [
    "NB101",
    "NB201",
    "NBASR",
    "SPACES",
    "SSS",
    "Configuration",
    "FileSpace",
    "FunctionalSpace",
    "NeighbourLists",
    "ProductSpace",
    "Space",
    "SpaceRecord",
    "Variable",
    "get_space",
    "is_known_space",
    "read_space",
    "record_of",
]

# Who asks for one space does not load all of them.
__getattr__, __dir__ = lazily(
    __name__,
    {
        "NB101": "landscape.spaces.nb101.space",
        "NB201": "landscape.spaces.nb201",
        "NBASR": "landscape.spaces.nbasr",
        "SSS": "landscape.spaces.sss",
    },
)

"""Search spaces: who exists and who neighbours whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from landscape.lazy import lazily
from landscape.spaces.configuration import Configuration
from landscape.spaces.functional import FunctionalSpace
from landscape.spaces.neighbour_lists import NeighbourLists
from landscape.spaces.product import ProductSpace, Variable, VariableSpace
from landscape.spaces.registry import (
    SPACES,
    SpaceRecord,
    get_space,
    is_known_space,
    record_of,
    register_space,
)
from landscape.spaces.space import Space

if TYPE_CHECKING:
    from landscape.spaces.conditional import ConditionalSpace
    from landscape.spaces.darts.space import DARTS
    from landscape.spaces.graph_space import GraphSpace
    from landscape.spaces.nb101.space import NB101
    from landscape.spaces.nb201 import NB201
    from landscape.spaces.nbasr import NBASR
    from landscape.spaces.pattern import FileSpace
    from landscape.spaces.space_file import read_space
    from landscape.spaces.sss import SSS
    from landscape.spaces.subspace import Subspace

__all__ = [
    "DARTS",
    "NB101",
    "NB201",
    "NBASR",
    "SPACES",
    "SSS",
    "ConditionalSpace",
    "Configuration",
    "FileSpace",
    "FunctionalSpace",
    "GraphSpace",
    "NeighbourLists",
    "ProductSpace",
    "Space",
    "SpaceRecord",
    "Subspace",
    "Variable",
    "VariableSpace",
    "get_space",
    "is_known_space",
    "read_space",
    "record_of",
    "register_space",
]

# Who asks for one space does not load all of them.
__getattr__, __dir__ = lazily(
    __name__,
    {
        "ConditionalSpace": "landscape.spaces.conditional",
        "FileSpace": "landscape.spaces.pattern",
        "GraphSpace": "landscape.spaces.graph_space",
        "DARTS": "landscape.spaces.darts.space",
        "NB101": "landscape.spaces.nb101.space",
        "NB201": "landscape.spaces.nb201",
        "NBASR": "landscape.spaces.nbasr",
        "SSS": "landscape.spaces.sss",
        "Subspace": "landscape.spaces.subspace",
        "read_space": "landscape.spaces.space_file",
    },
)

"""The cell space of DARTS: two cells of four nodes, some 10^18 of them."""

from landscape.spaces.darts.cells import NODES, OPERATIONS, Genotype
from landscape.spaces.darts.notation import PUBLISHED
from landscape.spaces.darts.space import DARTS

__all__ = ["DARTS", "NODES", "OPERATIONS", "PUBLISHED", "Genotype"]

"""The cell space of DARTS.

Source: Liu, Simonyan and Yang, "DARTS: Differentiable Architecture Search", ICLR 2019.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.errors import ArchitectureError
from landscape.reason import quoted
from landscape.spaces.darts.cells import (
    NODES,
    OPERATIONS,
    PAIRS,
    SHAPE,
    Genotype,
    code_of,
    edges_of,
    lowest_equals,
    n_different_cells,
)
from landscape.spaces.darts.notation import EXAMPLE, PUBLISHED, compact, genotype_text, read
from landscape.spaces.product import ProductSpace, Variable
from landscape.spaces.registry import SPACES, SpaceRecord

if TYPE_CHECKING:
    from landscape.arrays import IntArray
    from landscape.spaces.darts.cells import Cell

__all__ = ["DARTS"]

_CELLS = ("normal", "reduce")
_HEADS = ("normal cell", "reduction cell")
_WIDTH = 34  # of a drawn cell


class DARTS(ProductSpace):
    """The 1.08·10^18 pairs of cells of DARTS.

    Each of the nodes 2 to 5 of a cell chooses two of the nodes before it (node 0 is the output of
    the cell before the last, 1 that of the last), and one of seven operations for each of the two
    edges. Node 2 has but one pair to choose, so that a cell has eleven variables: three pairs
    (``normal.3.inputs`` with the options ``0_1``, ``0_2``, ``1_2`` ...) and eight operations
    (``normal.3.op1``, of the edge from the lower of the two nodes, ``normal.3.op2``).

    One elementary change is another operation on one edge, or another pair of inputs of one node,
    whose operations stay in the order of their sources: every configuration has 128 neighbours.

    Notations: ``darts`` (edges as operation~source, ``sep3~0+sep3~1|...||...``), ``genotype``
    (what the authors' code writes, ``Genotype(normal=[('sep_conv_3x3', 0), ...``; it is read, and
    never run) and ``index`` (the configuration number). The two edges of a node are read in any
    order, and written that from the lower node first. The names of some published architectures
    are read, too; see `landscape.spaces.darts.PUBLISHED`.

    Parameters
    ----------
    name, title
        Of the space, where it is registered again with other networks.

    Notes
    -----
    A pair is one variable, as in the space of NAS-Bench-301 (Zela et al., "Surrogate NAS
    Benchmarks", ICLR 2022), whose options have these names. White, Nolen and Savani ("Exploring
    the Loss Landscape in Neural Architecture Search", UAI 2021) move one edge at a time, and its
    operation with it: a single change here, too, but three where the edge passes the other one of
    its node and their operations differ.

    Examples
    --------
    >>> from landscape import get_space
    >>> space = get_space("darts")
    >>> f"{space.size:,}", space.neighbours(0).shape
    ('1,076,746,950,455,072,400', (128,))
    >>> print(space.format(space.parse("DARTS_V2")))  # doctest: +ELLIPSIS
    sep3~0+sep3~1|sep3~0+sep3~1|skip~0+sep3~1|skip~0+dil3~2||max3~0+...
    """

    notations = ("darts", "genotype", "index")
    longest = 4_000
    has_dead_operations = False
    numbered_as = "darts"  # whatever name networks of another size give it

    def __init__(self, name: str = "darts", title: str = "DARTS") -> None:
        super().__init__(
            [variable for cell in _CELLS for variable in _variables(cell)], name=name, title=title
        )

    # -- notation -----------------------------------------------------------------------------

    def genotype(self, index: int) -> Genotype:
        """Return the two cells of a configuration.

        Raises
        ------
        ArchitectureError
            If there is none of that number.
        """
        normal, reduce = self._cells(np.asarray(self._check(index)))
        return Genotype(edges_of(normal), edges_of(reduce))

    def _parse(self, architecture: object) -> int:
        genotype = read(architecture)
        if genotype is None:
            raise ArchitectureError(
                f"{quoted(architecture)} is no architecture of {self.title}: expected a text like "
                f"{EXAMPLE}, a Genotype(normal=[('sep_conv_3x3', 0), ...], normal_concat=range(2, "
                "6), reduce=[...], reduce_concat=range(2, 6)) with two edges from different "
                f"earlier nodes into each of the nodes 2 to 5, one of {', '.join(PUBLISHED)}, or a "
                f"number from 0 to {self.size - 1}"
            )
        return int(self.encode(code_of(genotype.normal) + code_of(genotype.reduce)))

    def _format(self, index: int, notation: str) -> str:
        write = genotype_text if notation == "genotype" else compact
        return write(self.genotype(index))

    # -- what is the same ---------------------------------------------------------------------

    def canonical(self, indices: IntArray) -> IntArray:
        """Return the lowest configurations with the same cells but for the names of nodes.

        Two nodes that do not feed one another may change places: the network is the same, but for
        the order of channels in the output of its cells. Nothing is dead, since all nodes leave a
        cell.
        """
        numbers = self._numbers(indices)
        cells = self._cells(numbers.reshape(-1)).reshape(2, -1, len(SHAPE))
        normal, reduce = (lowest_equals(codes) for codes in cells)
        of_a_cell = self.strides[len(SHAPE) - 1]
        return np.asarray(normal * of_a_cell + reduce, self.dtype).reshape(numbers.shape)

    def _cells(self, indices: IntArray) -> IntArray:
        """Return the codes of both cells: shape ``(...)`` gives ``(2, ..., 11)``."""
        codes = self.decode(indices)
        return np.moveaxis(codes.reshape(*codes.shape[:-1], 2, len(SHAPE)), -2, 0)

    # -- words --------------------------------------------------------------------------------

    def describe(self) -> dict[str, str]:
        """Return what the space is, as label and text, for people."""
        described = super().describe()
        del described["variables"]  # of 22 a sentence says more
        return described | {
            "variables": "of each cell, the inputs of nodes 3 to 5 and the operations of 8 edges",
            "operations": ", ".join(OPERATIONS),
            "canonical": f"{n_different_cells() ** 2:,} (same cells but for the names of nodes)",
            "unconnected": "none",
            "notations": ", ".join(self.notations),
            "published": ", ".join(PUBLISHED),
            "example": EXAMPLE,
        }

    def draw(self, index: int) -> str:
        """Return both cells side by side as text: one line an edge, by the node it leads to."""
        normal, reduce = map(_drawn, self.genotype(index))
        heads = "  " + _HEADS[0].ljust(_WIDTH) + _HEADS[1]
        lines = [f"  {left:<{_WIDTH}}{right}" for left, right in zip(normal, reduce, strict=True)]
        return "\n".join(
            [
                "  0 is the output of the cell before the last, 1 that of the last; a node adds up "
                "two edges,",
                "  and nodes 2 to 5 leave a cell side by side; a reduction cell halves the image",
                "",
                heads,
                "",
                *(line.rstrip() for line in lines),
            ]
        )


def _variables(cell: str) -> list[Variable]:
    variables = []
    for node, pairs in zip(NODES, PAIRS, strict=True):
        if len(pairs) > 1:
            options = tuple(f"{low}_{high}" for low, high in pairs)
            variables.append(Variable(f"{cell}.{node}.inputs", options))
        variables += [Variable(f"{cell}.{node}.{edge}", OPERATIONS) for edge in ("op1", "op2")]
    return variables


def _drawn(cell: Cell) -> list[str]:
    """Return the lines of a cell, with an empty one after each node but the last."""
    lines = []
    for node, edges in zip(NODES, cell, strict=True):
        lines += [f"{source} {f' {name} '.center(16, '─')}▶ {node}" for name, source in edges]
        lines.append("")
    return lines[:-1]


SPACES.register(
    SpaceRecord(
        "darts",
        DARTS,
        network="proxies.networks.darts:darts_network",
        count="proxies.networks.darts:darts_counts",
        drawing="viz.cells.darts:draw_darts",
        # After 100 epochs the authors chose among their cells; those before are NATS-Bench's.
        rungs=(12, 25, 50, 100),
    )
)

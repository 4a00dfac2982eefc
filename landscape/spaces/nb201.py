"""NAS-Bench-201, which is the topology space of NATS-Bench: a cell of four nodes and six edges.

Source: Dong and Yang, "NAS-Bench-201", ICLR 2020; Dong et al., "NATS-Bench", TPAMI 2021.
"""

from __future__ import annotations

import functools
import itertools
import re
from typing import TYPE_CHECKING

import numpy as np

from landscape.builtin import FOLDER
from landscape.errors import ArchitectureError, DataError
from landscape.reason import quoted
from landscape.spaces.product import ProductSpace, Variable
from landscape.spaces.registry import SPACES, SpaceRecord

if TYPE_CHECKING:
    from landscape.arrays import BoolArray, IntArray

__all__ = ["EDGES", "NB201", "OPERATIONS", "RUNGS"]

EDGES: tuple[tuple[int, int], ...] = ((0, 1), (0, 2), (1, 2), (0, 3), (1, 3), (2, 3))
"""Edges ``(from, to)`` of the cell, in the order of the architecture string."""

OPERATIONS = ("none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3")
"""Operations an edge chooses from, in the benchmark's order."""

RUNGS = (12, 25, 50, 100, 200)
"""Epochs after which its networks are compared, in the published experiments."""

_EXAMPLE = "|nor_conv_3x3~0|+|none~0|skip_connect~1|+|none~0|none~1|nor_conv_1x1~2|"
# NASLib lists the edges 0→1, 0→2, 0→3, 1→2, 1→3, 2→3 and numbers the operations its own way.
_NASLIB_EDGES = (0, 1, 3, 2, 4, 5)
_NASLIB_OPERATIONS = ("skip_connect", "none", "nor_conv_3x3", "nor_conv_1x1", "avg_pool_3x3")
# Every repetition is possessive: nothing is looked at twice, whatever the text.
_DIGITS = re.compile(r"[\[(]\s*+\d(?:\s*+,\s*+\d)*+(?:\s*+,)?+\s*+[\])]")
_TO_NASLIB = np.array([_NASLIB_OPERATIONS.index(name) for name in OPERATIONS])
_FROM_NASLIB = np.array([OPERATIONS.index(name) for name in _NASLIB_OPERATIONS])


class NB201(ProductSpace):
    """The 15,625 cells of NAS-Bench-201.

    Notations: ``nats`` (the architecture string), ``naslib`` (its tuple of six operation
    indices), ``index`` (the configuration number) and ``nats-index`` (the benchmark's own index,
    ``nats:11472``, which is an arbitrary shuffle).

    Examples
    --------
    >>> from landscape.spaces import NB201
    >>> space = NB201()
    >>> space.format(0)
    '|none~0|+|none~0|none~1|+|none~0|none~1|none~2|'
    >>> space.parse("(2, 2, 2, 2, 2, 2)"), space.format(15624, "naslib")
    (11718, '(4, 4, 4, 4, 4, 4)')
    """

    notations = ("nats", "naslib", "index", "nats-index")
    renumbered = True
    benchmark_indices = ("nats",)

    def __init__(self) -> None:
        variables = [Variable(f"{start}→{end}", OPERATIONS) for start, end in EDGES]
        super().__init__(variables, name="nb201", title="NAS-Bench-201")

    def _parse(self, architecture: object) -> int:
        given = architecture
        if isinstance(architecture, str):
            text = architecture.strip()
            # Operations in any case, and with hyphens, as people write them.
            for written in (text, text.lower().replace("-", "_")):
                if written in _numbers():
                    return _numbers()[written]
            architecture = _digits(text)
        elif isinstance(architecture, np.ndarray):
            architecture = architecture.tolist()
        code = _naslib_code(architecture)
        if code is None:
            raise ArchitectureError(
                f"{quoted(given)} is no architecture of NAS-Bench-201: expected a string like "
                f"{_EXAMPLE}, a NASLib tuple like (2, 1, 0, 1, 1, 3), a number from 0 to 15624, or "
                "the benchmark's own like nats:11472"
            )
        return int(self.encode(code))

    def _format(self, index: int, notation: str) -> str:
        if notation == "nats":
            return _strings()[index]
        if notation == "nats-index":
            return f"nats:{np.flatnonzero(_nats_order() == index)[0]}"
        code = self.decode(index)
        return str(tuple(_TO_NASLIB[code[list(_NASLIB_EDGES)]].tolist()))

    def _benchmark_order(self, benchmark: str) -> IntArray:
        return _nats_order()

    def live(self, indices: IntArray) -> BoolArray:
        """Tell which edges lie on a path from the cell's input to its output.

        Returns
        -------
        array of shape (..., 6)
            An edge whose operation is ``none`` is never live.
        """
        used = self.decode(indices) > 0
        e01, e02, e12, e03, e13, e23 = np.moveaxis(used, -1, 0)
        from_1, from_2 = e01, e02 | (e01 & e12)  # the node gets something from the input
        to_2, to_1 = e23, e13 | (e12 & e23)  # the node reaches the output
        return np.stack(
            [
                e01 & to_1,
                e02 & to_2,
                e12 & from_1 & to_2,
                e03,
                e13 & from_1,
                e23 & from_2,
            ],
            axis=-1,
        )

    def canonical(self, indices: IntArray) -> IntArray:
        """Return the configurations with dead operations set to ``none`` (9,445 differ).

        An operation is dead if it gets no input from the cell's input or reaches no output.
        """
        return self.encode(self.decode(indices) * self.live(indices))

    def connected(self, indices: IntArray) -> BoolArray:
        """Tell which cells have a path from input to output (all but 341)."""
        return np.asarray(self.live(indices).any(axis=-1))

    def describe(self) -> dict[str, str]:
        """Return what the space is, as label and text, for people."""
        everyone = np.arange(self.size)
        n_canonical = len(np.unique(self.canonical(everyone)))
        n_unconnected = int(np.count_nonzero(~self.connected(everyone)))
        return super().describe() | {
            "operations": ", ".join(OPERATIONS),
            "canonical": f"{n_canonical:,} (dead operations set to none)",
            "unconnected": f"{n_unconnected:,} (no path from input to output)",
            "notations": ", ".join(self.notations),
            "example": self.format(self.size // 2),
        }

    def draw(self, index: int) -> str:
        """Return the cell as text: one line an edge, grouped by the node it leads to."""
        code, live = self.decode(index), self.live(np.asarray(index))
        lines = []
        for node in (1, 2, 3):
            incoming = [k for k, (_, end) in enumerate(EDGES) if end == node]
            for k in incoming:
                label = f" {OPERATIONS[code[k]]} ".center(16, "─" if live[k] else "·")
                dead = "" if live[k] or code[k] == 0 else "   dead"
                lines.append(f"  {EDGES[k][0]} {label}{'▶' if live[k] else '·'} {node}{dead}")
            lines.append("")
        return "  0 is the input, 3 the output; a node adds up what arrives\n\n" + "\n".join(
            lines[:-1]
        )


def _digits(text: str) -> object:
    """Return the numbers of a tuple or list written in `text`; any other text as it is."""
    written = _DIGITS.fullmatch(text)
    return [int(digit) for digit in re.findall(r"\d", text)] if written else text


@functools.cache
def _nats_order() -> IntArray:
    """Return the configuration number of each of the benchmark's own indices."""
    path = FOLDER / "nb201_nats_index.npy"
    try:
        order = np.load(path, allow_pickle=False)
    except (OSError, ValueError) as error:
        raise DataError(f"{path} cannot be read ({error}): install nas-landscape again") from error
    if not np.array_equal(np.sort(order, axis=None), np.arange(15_625)) or order.ndim != 1:
        raise DataError(f"{path} is not what belongs there: install nas-landscape again")
    return np.asarray(order, np.int64)


@functools.cache
def _strings() -> tuple[str, ...]:
    """Return the architecture strings of all configurations."""
    edges = [[f"{operation}~{start}" for operation in OPERATIONS] for start, _ in EDGES]
    return tuple(f"|{a}|+|{b}|{c}|+|{d}|{e}|{f}|" for a, b, c, d, e, f in itertools.product(*edges))


@functools.cache
def _numbers() -> dict[str, int]:
    """Return the configuration number of every architecture string."""
    return {text: index for index, text in enumerate(_strings())}


def _naslib_code(values: object) -> list[int] | None:
    if not isinstance(values, (tuple, list)) or len(values) != len(EDGES):
        return None
    if any(isinstance(v, bool) or not isinstance(v, (int, np.integer)) for v in values):
        return None
    if not all(0 <= v < len(OPERATIONS) for v in values):
        return None
    code = [0] * len(EDGES)
    for position, operation in zip(_NASLIB_EDGES, values, strict=True):
        code[position] = int(_FROM_NASLIB[operation])
    return code


SPACES.register(
    SpaceRecord(
        "nb201",
        NB201,
        networks="proxies.networks.nb201:NB201Networks",
        drawing="viz.cells.nb201:draw_nb201",
        rungs=RUNGS,
        benchmarks=("nats-tss", "nb201-v11", "nbsuite-zero-201"),
    )
)

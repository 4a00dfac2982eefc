"""NAS-Bench-ASR: a cell of three nodes for speech recognition.

Source: Mehrotra et al., "NAS-Bench-ASR: Reproducible Neural Architecture Search for Speech
Recognition", ICLR 2021.
"""

from __future__ import annotations

import functools
import hashlib
import itertools
import re
from typing import TYPE_CHECKING

import numpy as np

from landscape.errors import ArchitectureError
from landscape.reason import quoted
from landscape.spaces.product import ProductSpace, Variable
from landscape.spaces.registry import SPACES, SpaceRecord

if TYPE_CHECKING:
    from landscape.arrays import BoolArray, IntArray

__all__ = ["NBASR", "OPERATIONS", "SKIPS"]

OPERATIONS = ("linear", "conv5", "conv5d2", "conv7", "conv7d2", "zero")
"""Operations a node chooses from, in the benchmark's order (d2: dilation 2)."""

SKIPS: tuple[tuple[int, int], ...] = ((0, 1), (0, 2), (1, 2), (0, 3), (1, 3), (2, 3))
"""Skips ``(from, to)``: a node may add the output of an earlier one, or the input, which is 0."""

_NODES = (1, 2, 3)
_ZERO = OPERATIONS.index("zero")
_DEAD = np.array([_ZERO, 0, _ZERO, 0, 0, _ZERO, 0, 0, 0])  # the code of nothing at all
_OPERATION_AT = np.array([0, 2, 5])
_SKIP_AT = np.array([1, 3, 4, 6, 7, 8])
# The benchmark's graph has the input, the operations and the output as vertices 0 to 4. What is
# added to the output of node k goes where that output goes: into vertex k + 1.
_OUTPUT = 4
_SKIP_FROM = np.array([start for start, _ in SKIPS])
_SKIP_INTO = np.array([end + 1 for _, end in SKIPS])

_EXAMPLE = "linear:1+conv5:01+conv7:100"
# What a vector in a text looks like, with x for each name or digit.
_WORD = re.compile("[a-z][a-z0-9]*|[0-9]")
_LAYOUTS = ("x:x+x:xx+x:xxx", "[[x,x],[x,x,x],[x,x,x,x]]", "[x,x,x,x,x,x,x,x,x]")


class NBASR(ProductSpace):
    """The 13,824 codes of NAS-Bench-ASR, which build 8,242 different cells.

    The output of node k (1, 2, 3) is its operation on the output of node k - 1, plus the outputs
    of those of the nodes 0 to k - 1 that it skips from. Notations: ``nbasr`` (the operation
    of each node, then a 0 or 1 for each node before it), ``vector`` (the benchmark's own nested
    list, with operations as numbers) and ``index`` (the configuration number). `parse` also reads
    the nine numbers in one list, names for operations in either list, and the benchmark's hash of a
    cell, which gives the canonical configuration.

    Notes
    -----
    Which cells are the same is what the benchmark says, because it keeps one record for all of
    them. Its graphs are not quite its networks: in a graph a node whose operation is ``zero`` is
    deleted with all edges that lead there or away, while in the network its output is still the
    sum of what it skips from. So the network of a code with ``zero`` may differ from that of its
    canonical form.

    Examples
    --------
    >>> from landscape.spaces import NBASR
    >>> space = NBASR()
    >>> space.parse([[0, 1], [1, 0, 1], [3, 1, 0, 0]])
    1420
    >>> space.format(1420), space.format(1420, "vector")
    ('linear:1+conv5:01+conv7:100', '[[0, 1], [1, 0, 1], [3, 1, 0, 0]]')
    >>> space.graph_hash(1420)
    'b26f827ac8d9d3118d41581e21e9c4b0'
    """

    notations = ("nbasr", "vector", "index")

    def __init__(self) -> None:
        variables = []
        for node in _NODES:
            variables.append(Variable(f"op{node}", OPERATIONS))
            variables += [Variable(f"{start}→{node}", ("none", "skip")) for start in range(node)]
        super().__init__(variables, name="nbasr", title="NAS-Bench-ASR")

    # -- notation -----------------------------------------------------------------------------

    def _parse(self, architecture: object) -> int:
        if isinstance(architecture, str) and re.fullmatch("[0-9a-f]{32}", architecture.strip()):
            code = _hashes().get(architecture.strip())
        else:
            code = _code(architecture)
        if code is None:
            raise ArchitectureError(
                f"{quoted(architecture)} is no architecture of NAS-Bench-ASR: expected a text like "
                f"{_EXAMPLE}, the benchmark's vector like [[0, 1], [1, 0, 1], [5, 1, 0, 0]] or the "
                "hash of one of its cells, or a number from 0 to 13823"
            )
        return int(self.encode(code))

    def _format(self, index: int, notation: str) -> str:
        nodes = [node.tolist() for node in np.split(self.decode(index), _OPERATION_AT[1:])]
        if notation == "vector":
            return str(nodes)
        return "+".join(f"{OPERATIONS[op]}:{''.join(map(str, skips))}" for op, *skips in nodes)

    # -- what is the same ---------------------------------------------------------------------

    def live(self, indices: IntArray) -> BoolArray:
        """Tell which operations and skips are part of the benchmark's graph of the cell.

        Nodes with the operation ``zero`` are deleted, then nodes that the input does not reach and
        nodes that do not reach the output. A skip leads into whatever the node it is added to
        leads into, so that the skips of a ``zero`` may be live; it goes with either of its ends.

        Returns
        -------
        array of shape (..., 9)
            One element a variable. ``zero`` and a skip that is not there are never live.
        """
        codes = self.decode(indices)
        kept, edges = _minimised(codes)
        live = np.empty(codes.shape, dtype=np.bool_)
        live[..., _OPERATION_AT] = kept[..., 1:_OUTPUT]
        live[..., _SKIP_AT] = edges[..., _SKIP_FROM, _SKIP_INTO]
        return live

    def canonical(self, indices: IntArray) -> IntArray:
        """Return the configurations that stand for all with the same graph (8,242 differ).

        What is dead is set to ``zero`` or left out; of the codes that remain for graphs equal but
        for the order of their vertices, the one with the lowest number is taken. If it has a
        ``zero``, it is also a code whose network computes just what the graph says.
        """
        pruned = self.encode(np.where(self.live(indices), self.decode(indices), _DEAD))
        return np.asarray(_representatives()[pruned])

    def connected(self, indices: IntArray) -> BoolArray:
        """Tell which cells have a path from input to output in the graph (all but 812)."""
        kept, _ = _minimised(self.decode(indices))
        return np.asarray(kept[..., 0])

    def graph_hash(self, index: int) -> str:
        """Return the benchmark's hash of the cell, by which its files are keyed.

        It is 32 hexadecimal digits, computed as NAS-Bench-101 does from the minimised graph, and
        the same for two configurations if and only if their canonical ones are the same.

        Raises
        ------
        ArchitectureError
            If there is no configuration `index`.
        """
        return _graph_hashes(self.decode([self._check(index)]))[0]

    # -- words --------------------------------------------------------------------------------

    def describe(self) -> dict[str, str]:
        """Return what the space is, as label and text, for people."""
        everyone = np.arange(self.size)
        n_canonical = len(np.unique(self.canonical(everyone)))
        n_unconnected = int(np.count_nonzero(~self.connected(everyone)))
        return super().describe() | {
            "operations": ", ".join(OPERATIONS),
            "canonical": f"{n_canonical:,} (same graph after deleting zero and dead ends)",
            "unconnected": f"{n_unconnected:,} (no path from input to output)",
            "notations": ", ".join(self.notations),
            "example": self.format(self.size // 3),
        }

    def draw(self, index: int) -> str:
        """Return the cell as text: one line an operation or skip, grouped by where it leads."""
        code, live = self.decode(index), self.live(np.asarray(index))
        lines = ["  0 is the input, 3 the output; a node adds up what arrives"]
        for node, place in zip(_NODES, _OPERATION_AT.tolist(), strict=True):
            used = bool(live[place])
            empty = code[place] == _ZERO
            lines += ["", _arrow(node - 1, OPERATIONS[code[place]], node, used, empty)]
            for start in range(node):
                if code[place + 1 + start]:
                    lines.append(_arrow(start, "skip", node, bool(live[place + 1 + start])))
        return "\n".join(lines)


def _arrow(start: int, label: str, end: int, live: bool, empty: bool = False) -> str:
    line = f" {label} ".center(13, "─" if live else "·")
    return f"  {start} {line}{'▶' if live else '·'} {end}{'' if live or empty else '   dead'}"


def _minimised(codes: IntArray) -> tuple[BoolArray, BoolArray]:
    """Return the benchmark's graphs without ``zero`` and dead ends.

    Parameters
    ----------
    codes
        Shape ``(..., 9)``.

    Returns
    -------
    kept : array of shape (..., 5)
        Which vertices are left: input, three operations, output; all or none on no path.
    edges : array of shape (..., 5, 5)
        Which edges are left, from the row's vertex to the column's.
    """
    present = np.ones((*codes.shape[:-1], _OUTPUT + 1), dtype=np.bool_)
    present[..., 1:_OUTPUT] = codes[..., _OPERATION_AT] != _ZERO
    edges = np.zeros((*present.shape, _OUTPUT + 1), dtype=np.bool_)
    edges[..., np.arange(_OUTPUT), np.arange(1, _OUTPUT + 1)] = True
    edges[..., _SKIP_FROM, _SKIP_INTO] = codes[..., _SKIP_AT] == 1
    edges &= present[..., :, None] & present[..., None, :]
    reached, reaching = np.zeros_like(present), np.zeros_like(present)
    reached[..., 0] = reaching[..., _OUTPUT] = True
    for vertex in range(1, _OUTPUT + 1):  # edges lead to higher vertices only
        reached[..., vertex] = (reached & edges[..., :, vertex]).any(axis=-1)
    for vertex in reversed(range(_OUTPUT)):
        reaching[..., vertex] = (reaching & edges[..., vertex, :]).any(axis=-1)
    kept = reached & reaching
    return kept, edges & kept[..., :, None] & kept[..., None, :]


def _isomorphism_keys(codes: IntArray) -> IntArray:
    """Return numbers, shape ``(n,)``, equal for codes ``(n, 9)`` of isomorphic graphs only.

    A graph is written as bits and labels; its number is the lowest over all orders of its nodes.
    """
    kept, edges = _minimised(codes)
    labels = np.where(kept[:, 1:_OUTPUT], codes[:, _OPERATION_AT], _ZERO).astype(np.int64)
    n_bits = (_OUTPUT + 1) ** 2
    digits = 2**n_bits * len(OPERATIONS) ** np.arange(len(_NODES), dtype=np.int64)
    keys = []
    for order in itertools.permutations(_NODES):
        vertices = [0, *order, _OUTPUT]
        bits = edges[:, vertices][:, :, vertices].reshape(-1, n_bits)
        keys.append(bits @ 2 ** np.arange(n_bits) + labels[:, np.array(order) - 1] @ digits)
    return np.asarray(np.min(keys, axis=0))


@functools.cache
def _representatives() -> IntArray:
    """Return for every configuration the lowest pruned one with an isomorphic graph."""
    space = NBASR()
    everyone = np.arange(space.size)
    codes = space.decode(everyone)
    pruned = space.encode(np.where(space.live(everyone), codes, _DEAD))
    _, classes = np.unique(_isomorphism_keys(codes), return_inverse=True)
    lowest = np.full(classes.max() + 1, space.size, dtype=space.dtype)
    np.minimum.at(lowest, classes, pruned)
    return np.asarray(lowest[classes])


def _graph_hashes(codes: IntArray) -> list[str]:
    """Return the benchmark's hashes of the minimised graphs of codes ``(n, 9)``."""
    kept, edges = _minimised(codes)
    labels = [[-1, *operations, -2] for operations in codes[:, _OPERATION_AT].tolist()]
    graphs = zip(kept.tolist(), edges.tolist(), labels, strict=True)
    return [_graph_hash(*graph) for graph in graphs]


def _graph_hash(kept: list[bool], edges: list[list[bool]], labels: list[int]) -> str:
    vertices = [vertex for vertex, there in enumerate(kept) if there]
    before = {v: [u for u in vertices if edges[u][v]] for v in vertices}
    after = {v: [w for w in vertices if edges[v][w]] for v in vertices}
    # The benchmark counts edges in floats, so that "2.0" and not "2" is hashed.
    degrees = {v: (float(len(after[v])), float(len(before[v]))) for v in vertices}
    hashes = {v: _md5(str((*degrees[v], labels[v]))) for v in vertices}
    for _ in vertices:
        parts = {v: (_joined(hashes, before[v]), _joined(hashes, after[v])) for v in vertices}
        hashes = {v: _md5("|".join((*parts[v], hashes[v]))) for v in vertices}
    return _md5(str(sorted(hashes.values())))


def _joined(hashes: dict[int, str], vertices: list[int]) -> str:
    return "".join(sorted(hashes[vertex] for vertex in vertices))


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


@functools.cache
def _hashes() -> dict[str, list[int]]:
    """Return the code of the canonical configuration of every hash of the benchmark."""
    codes = NBASR().decode(np.unique(_representatives()))
    return dict(zip(_graph_hashes(codes), codes.tolist(), strict=True))


def _code(architecture: object) -> list[int] | None:
    """Return the nine options of an architecture in a text or vector; None if it is neither."""
    values = _words(architecture) if isinstance(architecture, str) else _flat(architecture)
    if len(values) != len(_DEAD):
        return None
    code = []
    for place, value in enumerate(values):
        names = OPERATIONS if place in _OPERATION_AT else ()
        named = isinstance(value, str) and value in names
        option = names.index(value) if named else value
        if isinstance(option, bool) or not isinstance(option, (int, np.integer)):
            return None
        if not 0 <= option < (len(names) or 2):
            return None
        code.append(int(option))
    return code


def _words(text: str) -> list[object]:
    """Return the names and digits of a text in one of the layouts that are read; else nothing."""
    text = re.sub(r" ?([,()\[\]]) ?", r"\1", " ".join(text.split()))
    text = re.sub(r"(['\"])([a-z0-9]+)\1", r"\2", text)
    text = text.replace("(", "[").replace(")", "]").replace(",]", "]")
    if _WORD.sub("x", text) not in _LAYOUTS:
        return []
    return [int(word) if word.isdecimal() else word for word in _WORD.findall(text)]


def _flat(vector: object) -> list[object]:
    """Return the values of a vector, nested by nodes or not; nothing if it is none."""
    values = _listed(vector)
    if len(values) != len(_NODES):
        return values
    parts = [_listed(part) for part in values]
    fits = all(len(part) == node + 1 for node, part in zip(_NODES, parts, strict=True))
    return [value for part in parts for value in part] if fits else []


def _listed(values: object) -> list[object]:
    if isinstance(values, np.ndarray):
        values = values.tolist()
    return list(values) if isinstance(values, (tuple, list)) else []


SPACES.register(
    SpaceRecord(
        "nbasr",
        NBASR,
        networks="proxies.networks.nbasr:NBASRNetworks",
        task="proxies.networks.speech:TASK",
        drawing="viz.cells.nbasr:draw_nbasr",
        rungs=(10, 20, 30, 40),
        k=16,
        metric="val_per",
        benchmarks=("nbasr",),
    )
)

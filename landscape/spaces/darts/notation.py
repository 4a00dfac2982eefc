"""How architectures of DARTS are written: compactly, or as the ``Genotype`` of the authors' code.

Nothing that is read is ever run.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from landscape.spaces.darts.cells import NODES, OPERATIONS, Genotype

if TYPE_CHECKING:
    from collections.abc import Sequence

    from landscape.spaces.darts.cells import Cell, Edge

__all__ = ["EXAMPLE", "PUBLISHED", "compact", "genotype_text", "read"]

EXAMPLE = (
    "sep3~0+sep3~1|sep3~0+sep3~1|skip~0+sep3~1|skip~0+dil3~2"
    "||max3~0+max3~1|max3~1+skip~2|max3~0+skip~2|max3~1+skip~2"
)
"""DARTS_V2, compactly."""

PUBLISHED = {
    "DARTS_V1": (
        "sep3~1+sep3~0|skip~0+sep3~1|skip~0+sep3~1|sep3~0+skip~2"
        "||max3~0+max3~1|skip~2+max3~0|max3~0+skip~2|skip~2+avg3~0"
    ),
    "DARTS_V2": EXAMPLE,
    "GDAS_V1": (
        "skip~0+skip~1|skip~0+sep5~2|sep3~3+skip~0|sep5~4+sep3~3"
        "||sep5~0+sep3~1|sep5~2+sep5~1|dil5~2+sep3~1|sep5~0+sep5~2"
    ),
    "PDARTS": (
        "skip~0+dil3~1|skip~0+sep3~1|sep3~1+sep3~3|sep3~0+dil5~4"
        "||avg3~0+sep5~1|sep3~0+dil5~2|max3~0+dil3~1|dil3~1+dil5~3"
    ),
    "PC_DARTS_cifar": (
        "sep3~1+skip~0|sep3~0+dil3~1|sep5~0+sep3~1|avg3~0+dil3~1"
        "||sep5~1+max3~0|sep5~1+sep5~2|sep3~0+sep3~3|sep3~1+sep3~2"
    ),
}
"""Architectures that are read by their names, in the spelling of their authors' code.

Of Liu, Simonyan and Yang, ICLR 2019 (first and second order); Dong and Yang, CVPR 2019; Chen, Xie,
Wu and Tian, ICCV 2019; Xu et al., ICLR 2020.
"""

_SHORT = {name: name[:3] + name[-1] for name in OPERATIONS if name[-2:] in ("x3", "x5")}
_SHORT["skip_connect"] = "skip"
_LONG = {short: name for name, short in _SHORT.items()} | {name: name for name in OPERATIONS}
_NAMES = {name.lower(): text for name, text in PUBLISHED.items()}

# Every repetition is possessive: nothing is looked at twice, whatever the text.
_COMPACT = re.compile(r"(\w++)~([0-9])")
_EDGE = r"[\[(]['\"]\w++['\"],[0-9][\])]"
_EDGES = rf"[\[(](?:{_EDGE},?+)++[\])]"
_CONCAT = r"(?:range\(2,6\)|[\[(]2,3,4,5[\])])"
_ARGUMENT = rf"(?:normal|reduce)(?:={_EDGES}|_concat={_CONCAT}),?+"
_GENOTYPE = re.compile(rf"(?:\w++=)?+(?:\w++\.)*+Genotype\((?:{_ARGUMENT}){{4}}\)")


def read(architecture: object) -> Genotype | None:
    """Return the architecture that is written; None if it is none.

    Parameters
    ----------
    architecture
        A text in either notation, the name of one of `PUBLISHED`, or an object with the attributes
        or items of a genotype of the authors' code.
    """
    cells: Sequence[Sequence[object]] | None
    if isinstance(architecture, str):
        text = "".join(architecture.split())
        text = _NAMES.get(text.lower().replace("-", "_"), text)
        cells = _of_genotype(text) if "(" in text else _of_compact(text.lower())
    else:
        cells = _of_object(architecture)
    if cells is None:
        return None
    normal, reduce = (_cell(edges) for edges in cells)
    return None if normal is None or reduce is None else Genotype(normal, reduce)


def compact(genotype: Genotype) -> str:
    """Return the short text: edges ``operation~source``, then ``+``, ``|`` of nodes, ``||``."""
    return "||".join(
        "|".join("+".join(f"{_SHORT[name]}~{source}" for name, source in node) for node in cell)
        for cell in genotype
    )


def genotype_text(genotype: Genotype) -> str:
    """Return the text that the authors' code writes and reads."""
    normal, reduce = ([edge for node in cell for edge in node] for cell in genotype)
    concat = f"range({NODES[0]}, {NODES[-1] + 1})"
    return (
        f"Genotype(normal={normal}, normal_concat={concat}, "
        f"reduce={reduce}, reduce_concat={concat})"
    )


def _of_compact(text: str) -> list[list[Edge]] | None:
    """Return the edges of both cells of a compact text without spaces."""
    cells = []
    for cell in text.split("||"):
        nodes = [node.split("+") for node in cell.split("|")]
        found = [_COMPACT.fullmatch(edge) for node in nodes for edge in node]
        edges = [(edge[1], int(edge[2])) for edge in found if edge is not None]
        if [len(node) for node in nodes] != [2] * len(NODES) or len(edges) != len(found):
            return None
        cells.append(edges)
    return cells if len(cells) == len(Genotype._fields) else None


def _of_genotype(text: str) -> list[list[Edge]] | None:
    """Return the edges of both cells of a genotype's text without spaces."""
    if not _GENOTYPE.fullmatch(text):
        return None
    cells = dict(re.findall(rf"(normal|reduce)=({_EDGES})", text))
    concatenated = set(re.findall("(normal|reduce)_concat=", text))
    if not cells.keys() == concatenated == set(Genotype._fields):
        return None
    found = (re.findall(r"['\"](\w++)['\"],([0-9])", cells[name]) for name in Genotype._fields)
    return [[(name, int(source)) for name, source in edges] for edges in found]


def _of_object(given: object) -> list[list[object]] | None:
    """Return what may be the edges of both cells of the authors' named tuple, or of ours."""
    cells = []
    for name in Genotype._fields:
        nodes = getattr(given, name, None)
        concat = getattr(given, f"{name}_concat", NODES)
        if not isinstance(nodes, (list, tuple)) or not isinstance(concat, (list, tuple, range)):
            return None
        if tuple(concat) != NODES:
            return None
        # Ours have the edges of a node together.
        paired = all(isinstance(n, (list, tuple)) and len(n) == 2 for n in nodes)
        nested = paired and all(isinstance(n[0], (list, tuple)) for n in nodes)
        cells.append([edge for node in nodes for edge in node] if nested else list(nodes))
    return cells


def _cell(edges: Sequence[object]) -> Cell | None:
    """Return eight edges as a cell, the two of each node in order; None if they make none."""
    if len(edges) != 2 * len(NODES):
        return None
    nodes = []
    for node in NODES:
        pair = []
        for edge in edges[2 * (node - 2) : 2 * (node - 1)]:
            if not isinstance(edge, (list, tuple)) or len(edge) != 2:
                return None
            name, source = edge
            if not isinstance(name, str) or name not in _LONG or type(source) is not int:
                return None
            pair.append((_LONG[name], source))
        first, second = sorted(pair, key=lambda edge: edge[1])
        if not 0 <= first[1] < second[1] < node:
            return None
        nodes.append((first, second))
    return tuple(nodes)

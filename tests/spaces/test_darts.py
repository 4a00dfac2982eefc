from __future__ import annotations

from collections import namedtuple
from itertools import combinations, permutations, product

import numpy as np
import pytest

from landscape import info
from landscape.errors import ArchitectureError
from landscape.spaces import DARTS
from landscape.spaces.darts import NODES, OPERATIONS, PUBLISHED
from landscape.spaces.darts.cells import SHAPE, lowest_equals, n_different_cells
from tests.spaces.conformance import LargeSpaceConformance

# As the authors wrote it, edges in the order of their weights.
DARTS_V2 = """DARTS_V2 = Genotype(normal=[('sep_conv_3x3', 0), ('sep_conv_3x3', 1),
  ('sep_conv_3x3', 0), ('sep_conv_3x3', 1), ('sep_conv_3x3', 1), ('skip_connect', 0),
  ('skip_connect', 0), ('dil_conv_3x3', 2)], normal_concat=[2, 3, 4, 5],
  reduce=[('max_pool_3x3', 0), ('max_pool_3x3', 1), ('skip_connect', 2), ('max_pool_3x3', 1),
  ('max_pool_3x3', 0), ('skip_connect', 2), ('skip_connect', 2), ('max_pool_3x3', 1)],
  reduce_concat=[2, 3, 4, 5])"""

EDGES = [(name, source) for name in ("sep_conv_3x3",) for _ in NODES for source in (0, 1)]
Theirs = namedtuple("Genotype", "normal normal_concat reduce reduce_concat")


@pytest.fixture(scope="module")
def space():
    return DARTS()


class TestDARTS(LargeSpaceConformance):
    pass


def test_there_are_as_many_as_pairs_and_operations_make(space):
    pairs = [len(list(combinations(range(node), 2))) for node in NODES]
    assert pairs == [1, 3, 6, 10]
    assert space.size == (1 * 3 * 6 * 10 * 7**8) ** 2 < 2**63


# -- notation -----------------------------------------------------------------------------------


def test_the_authors_genotypes_are_read_in_any_order_and_spacing(space):
    index = space.parse("DARTS_V2")
    assert space.parse("darts-v2") == index
    assert space.parse(DARTS_V2) == index
    assert space.parse("".join(DARTS_V2.split()).replace("'", '"')) == index
    assert space.parse(DARTS_V2.replace("[2, 3, 4, 5]", "range(2, 6)")) == index
    head, normal, concat, reduce, tail = _parts(DARTS_V2)
    assert space.parse(f"genotypes.Genotype({reduce}, {tail}, {normal}, {concat})") == index
    assert head == "DARTS_V2 = Genotype("


def _parts(text):
    """Return what is before a genotype's first argument, and its four arguments."""
    at = [text.index(name) for name in ("normal=", "normal_c", "reduce=", "reduce_c")]
    pieces = [text[: at[0]], *(text[a:b] for a, b in zip(at, [*at[1:], -1], strict=True))]
    return [pieces[0], *(piece.strip().rstrip(",") for piece in pieces[1:])]


def test_a_genotype_that_is_an_object_is_read(space):
    normal, reduce = space.genotype(space.parse("PDARTS"))
    theirs = Theirs(
        [edge for node in normal for edge in reversed(node)], range(2, 6),
        [list(edge) for node in reduce for edge in node], [2, 3, 4, 5],
    )  # fmt: skip
    assert space.parse(theirs) == space.parse(space.genotype(space.parse("PDARTS")))
    assert space.parse(str(theirs)) == space.parse("PDARTS")


def test_operations_have_short_and_long_names(space):
    text = PUBLISHED["GDAS_V1"]
    long = text.replace("sep5", "sep_conv_5x5").replace("skip", "SKIP_CONNECT")
    assert space.parse(long.replace("|", " | ")) == space.parse(text)


def broken(old, new):
    assert old in DARTS_V2
    return DARTS_V2.replace(old, new, 1)


@pytest.mark.parametrize(
    "text",
    [
        broken("('sep_conv_3x3', 1)", "('sep_conv_3x3', 0)"),  # twice from the same node
        broken("('dil_conv_3x3', 2)", "('dil_conv_3x3', 5)"),  # from itself
        broken("('dil_conv_3x3', 2)", "('none', 2)"),
        broken("('dil_conv_3x3', 2)", "('sep_conv_7x7', 2)"),
        broken(", ('dil_conv_3x3', 2)", ""),
        broken("('dil_conv_3x3', 2)", "('dil_conv_3x3', 2), ('dil_conv_3x3', 3)"),
        broken("[2, 3, 4, 5]", "[3, 4, 5]"),
        broken("reduce_concat", "normal_concat"),
        broken("normal=", "reduce="),
        broken("[2, 3, 4, 5]", "__import__('os').abort()"),
        broken("DARTS_V2 = ", "print(1);"),
        DARTS_V2 + ".normal",
        "Genotype(" * 300,
        PUBLISHED["DARTS_V1"].replace("||", "|"),
        PUBLISHED["DARTS_V1"] + "|",
        "DARTS_V3",
    ],
)
def test_what_is_no_genotype_is_refused_in_a_line(space, text):
    with pytest.raises(ArchitectureError, match=r"no architecture of DARTS: expected") as caught:
        space.parse(text)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "changed",
    [
        {"normal": 3},
        {"normal_concat": [2, 3]},
        {"reduce": EDGES[:-1]},
        {"reduce": [*EDGES[:-1], ("sep_conv_3x3", True)]},
        {"reduce": [*EDGES[:-1], (("sep_conv_3x3",), 0)]},
        {"reduce": [*EDGES[:-1], 7]},
    ],
    ids=str,
)
def test_objects_that_are_no_genotypes_are_refused(space, changed):
    whole = Theirs(EDGES, range(2, 6), EDGES, range(2, 6))
    assert space.parse(whole) >= 0
    with pytest.raises(ArchitectureError):
        space.parse(whole._replace(**changed))


# -- neighbours ---------------------------------------------------------------------------------


def decisions(genotype):
    """Return the pair of every node and the operation of every edge, each by what it is of."""
    return {
        (cell, node, what): value
        for cell, nodes in enumerate(genotype)
        for node, ((first, low), (second, high)) in enumerate(nodes)
        for what, value in (("pair", (low, high)), (1, first), (2, second))
    }


@pytest.mark.parametrize(("distance", "count"), [(1, 16 * 6 + 2 * (2 + 5 + 9)), (2, 7794)])
def test_neighbours_differ_in_so_many_decisions(space, distance, count):
    index = space.parse("PC_DARTS_cifar")
    own, near = decisions(space.genotype(index)), space.neighbours(index, distance)
    assert len(near) == count
    for other in near[:: len(near) // 100].tolist():
        theirs = decisions(space.genotype(other))
        assert sum(own[what] != theirs[what] for what in own) == distance


# -- what is the same ---------------------------------------------------------------------------


def renamed(cell):
    """Yield a cell with every other order of its nodes in which edges still lead to later ones."""
    for order in permutations(NODES):
        name = {0: 0, 1: 1} | dict(zip(NODES, order, strict=True))
        nodes = {
            name[node]: sorted(((op, name[source]) for op, source in edges), key=lambda e: e[1])
            for node, edges in zip(NODES, cell, strict=True)
        }
        if all(source < node for node, edges in nodes.items() for _, source in edges):
            yield [edge for node in NODES for edge in nodes[node]]


def test_canonical_is_the_lowest_of_all_orders_of_nodes(space):
    some = space.sample(np.random.default_rng(5), 25)
    some = np.append(some, [space.parse(name) for name in PUBLISHED])
    for index, canonical in zip(some.tolist(), space.canonical(some).tolist(), strict=True):
        cells = space.genotype(index)
        both = [Theirs(n, NODES, r, NODES) for n, r in product(*map(renamed, cells))]
        numbers = [space.parse(genotype) for genotype in both]
        assert index in numbers
        assert canonical == min(numbers)
        assert set(space.canonical(np.array(numbers)).tolist()) == {canonical}


def test_different_cells_are_counted_without_listing_them():
    two = [2 if n == len(OPERATIONS) else n for n in SHAPE]  # as if there were two operations
    everyone = np.stack(np.unravel_index(np.arange(np.prod(two)), two), axis=-1)
    assert n_different_cells(2) == len(np.unique(lowest_equals(everyone)))
    assert n_different_cells(1) == len({wiring_class(w) for w in product(*_pairs())})


def _pairs():
    return [list(combinations(range(node), 2)) for node in NODES]


def wiring_class(pairs):
    cell = [[("edge", source) for source in pair] for pair in pairs]
    return min(tuple(map(tuple, edges)) for edges in renamed(cell))


# -- words --------------------------------------------------------------------------------------


def test_info_says_what_the_space_and_an_architecture_are():
    rows = info(space="darts").rows
    assert rows["neighbours"] == "128 (1-opt), 7,794 (2-opt)"
    assert rows["canonical"].startswith(f"{n_different_cells() ** 2:,} ")
    described = info("DARTS_V2", space="darts")
    assert described.rows["genotype"].startswith("Genotype(normal=[('sep_conv_3x3', 0), ")
    lines = described.drawing.splitlines()
    assert "  2 ─ dil_conv_3x3 ─▶ 5             2 ─ skip_connect ─▶ 5" in lines

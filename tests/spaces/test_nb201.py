from __future__ import annotations

import itertools
import re

import numpy as np
import pyarrow.parquet as pq
import pytest

from landscape.errors import ArchitectureError, UnknownNameError
from landscape.spaces import NB201, get_space
from tests.spaces.conformance import SpaceConformance

OPERATIONS = ("none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3")
EDGES = ((0, 1), (0, 2), (1, 2), (0, 3), (1, 3), (2, 3))
NUMBERS = range(5**6)
CONVOLUTIONS = (
    "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|"
    "+|nor_conv_3x3~0|nor_conv_3x3~1|nor_conv_3x3~2|"
)


@pytest.fixture(scope="module")
def space():
    return get_space("nb201")


class TestNB201(SpaceConformance):
    pass


# -- the cell as a graph, in plain Python -------------------------------------------------------


def cells():
    """Every cell: the operation of each edge, in the order of the numbers."""
    return (dict(zip(EDGES, code, strict=True)) for code in itertools.product(OPERATIONS, repeat=6))


def reach(start, links):
    """Return the nodes that links lead to, `start` included."""
    found, todo = {start}, [start]
    while todo:
        here = todo.pop()
        new = {b for a, b in links if a == here} - found
        found |= new
        todo += new
    return found


def live_edges(cell):
    links = [edge for edge, operation in cell.items() if operation != "none"]
    after_input = reach(0, links)
    before_output = reach(3, [(b, a) for a, b in links])
    return {(a, b) for a, b in links if a in after_input and b in before_output}


def write(cell):
    """Return the architecture string: one group a node, each edge with where it comes from."""
    groups = ([f"{op}~{a}" for (a, b), op in cell.items() if b == node] for node in (1, 2, 3))
    return "+".join("|" + "|".join(group) + "|" for group in groups)


@pytest.fixture(scope="module")
def live():
    return [live_edges(cell) for cell in cells()]


# -- structure ----------------------------------------------------------------------------------


def test_the_known_numbers(space):
    numbers = np.arange(space.size)
    assert space.size == 15_625
    assert len(np.unique(space.canonical(numbers))) == 9_445
    assert np.count_nonzero(~space.connected(numbers)) == 341
    assert (space.n_neighbours(1), space.n_neighbours(2)) == (24, 240)
    assert space.neighbours(777).shape == (24,)
    assert space.neighbours(777, 2).shape == (240,)


def test_live_edges_lie_on_a_path(space, live):
    expected = [[edge in edges for edge in EDGES] for edges in live]
    np.testing.assert_array_equal(space.live(np.array(NUMBERS)), expected)


def test_connected_cells_have_a_path(space, live):
    np.testing.assert_array_equal(space.connected(np.array(NUMBERS)), [bool(e) for e in live])


def test_canonical_cells_keep_only_live_operations(space, live):
    number = {tuple(cell.values()): index for index, cell in enumerate(cells())}
    expected = [
        number[tuple(op if edge in edges else "none" for edge, op in cell.items())]
        for cell, edges in zip(cells(), live, strict=True)
    ]
    np.testing.assert_array_equal(space.canonical(np.array(NUMBERS)), expected)


# -- notations ----------------------------------------------------------------------------------


def test_numbers_follow_the_architecture_string(space):
    assert [space.format(index) for index in NUMBERS] == [write(cell) for cell in cells()]


def test_naslib_tuples_follow_naslib(space):
    """NASLib lists edges by where they start, and has its own numbers for the operations."""
    operations = ("skip_connect", "none", "nor_conv_3x3", "nor_conv_1x1", "avg_pool_3x3")
    for index, cell in enumerate(cells()):
        code = tuple(operations.index(cell[edge]) for edge in sorted(EDGES))
        assert space.format(index, "naslib") == str(code)
        assert space.parse(code) == index


def test_a_naslib_tuple_by_hand(space):
    text = "|skip_connect~0|+|none~0|nor_conv_3x3~1|+|nor_conv_1x1~0|avg_pool_3x3~1|none~2|"
    assert space.format(space.parse(text), "naslib") == "(0, 1, 3, 2, 4, 1)"


@pytest.mark.parametrize(
    "form",
    [
        (2,) * 6,
        [2] * 6,
        np.full(6, 2),
        np.full(6, 2, np.uint8),
        "(2, 2, 2, 2, 2, 2)",
        "[2,2,2,2,2,2]",
        " ( 2,2, 2,2,2 ,2, ) ",
    ],
    ids=repr,
)
def test_a_naslib_tuple_in_any_form(space, form):
    assert space.parse(form) == space.parse(CONVOLUTIONS)


@pytest.mark.parametrize(
    "bad",
    [
        (2, 2, 2, 2, 2),
        (2, 2, 2, 2, 2, 2, 2),
        (2, 2, 2, 2, 2, 5),
        (2, 2, 2, 2, 2, -1),
        (2, 2, 2, 2, 2, 2.0),
        (2, 2, 2, 2, 2, None),
        "(2, 2, 2, 2, 2, 5)",
        "(2, 2, 2, 2, 2, -1)",
        "2, 2, 2, 2, 2, 2",
        "222222",
        CONVOLUTIONS[:-1],
        CONVOLUTIONS + CONVOLUTIONS,
        CONVOLUTIONS.replace("~2", "~1"),
        CONVOLUTIONS.replace("conv_3x3~2", "conv_5x5~2"),
        CONVOLUTIONS.replace("nor_", "NOR"),
    ],
    ids=repr,
)
def test_what_is_nearly_an_architecture_is_refused_by_its_value(space, bad):
    with pytest.raises(ArchitectureError, match=re.escape(str(bad))):
        space.parse(bad)


@pytest.mark.parametrize("bad", [(True, 0, 0, 0, 0, 0), np.array(5)], ids=repr)
def test_truth_is_no_operation_and_a_scalar_array_no_tuple(space, bad):
    with pytest.raises(ArchitectureError, match=re.escape(str(bad))):
        space.parse(bad)


def test_every_architecture_of_the_benchmark(space, data_dir):
    table = pq.read_table(data_dir / "nats_tss.parquet").to_pydict()
    numbers = [space.parse(text) for text in table["arch_str"]]
    assert sorted(numbers) == list(NUMBERS)
    assert [space.format(number) for number in numbers] == table["arch_str"]
    operations = np.stack([table[f"op_{a}_{b}"] for a, b in EDGES], axis=1)
    np.testing.assert_array_equal(space.decode(numbers), operations)


# -- words --------------------------------------------------------------------------------------


def test_a_drawing_marks_dead_operations(space):
    text = "|nor_conv_3x3~0|+|none~0|none~1|+|skip_connect~0|none~1|nor_conv_1x1~2|"
    lines = space.draw(space.parse(text)).splitlines()
    dead = [line for line in lines if "dead" in line]
    assert len(dead) == 2
    assert "nor_conv_3x3" in dead[0]
    assert "nor_conv_1x1" in dead[1]


def test_a_drawing_of_a_cell_that_is_all_alive_marks_nothing(space):
    drawing = space.draw(space.parse(CONVOLUTIONS))
    assert "dead" not in drawing
    assert drawing.count("nor_conv_3x3") == 6


def test_a_drawing_marks_exactly_what_canonical_removes(space):
    for index in range(0, space.size, 97):
        dead = space.decode(index) != space.decode(space.canonical(np.array(index)))
        assert space.draw(index).count("dead") == np.count_nonzero(dead)


def test_the_description_has_the_known_numbers(space):
    text = " ".join(space.describe().values())
    assert all(number in text for number in ("15,625", "9,445", "341", "24", "240"))


def test_a_space_is_found_by_name_and_nearly_by_name():
    assert isinstance(get_space("nb201"), NB201)
    with pytest.raises(UnknownNameError, match="did you mean 'nb201'"):
        get_space("NB-202")
    assert isinstance(get_space("NB-201"), NB201)


def test_operations_and_notations_are_found_in_any_spelling():
    space = NB201()
    text = "|Nor-Conv-3x3~0|+|NONE~0|skip_connect~1|+|none~0|none~1|AVG_POOL_3X3~2|"
    assert space.parse(text) == space.parse(text.lower().replace("-", "_"))
    assert space.format(5, "NASLib") == space.format(5, "naslib")

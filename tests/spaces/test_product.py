from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landscape import Landscape
from landscape.errors import ArchitectureError, OptionError
from landscape.spaces import ProductSpace, Variable
from tests.landscape import oracle
from tests.landscape.worlds import ordered_space
from tests.spaces.conformance import SpaceConformance

shapes = st.lists(st.integers(1, 4), min_size=1, max_size=4)
quick = settings(max_examples=40, deadline=None)


SPACES = [
    *(ProductSpace(shape) for shape in ([1], [5], [2, 3], [3, 1, 2], [1, 1], [2, 4, 3, 2])),
    ProductSpace(
        [Variable("colour", ("red", "green")), 3, Variable("only", ("one",))],
        name="mixed",
        title="A mixed space",
    ),
    *(
        ordered_space(shape, ordinal)
        for shape, ordinal in [([6], [1]), ([2, 5, 3], [1, 1, 0]), ([3, 3, 4, 2], [0, 1, 1, 1])]
    ),
]


@pytest.mark.parametrize("space", SPACES, ids=lambda space: str(space.shape), scope="class")
class TestProductSpace(SpaceConformance):
    pass


def test_variables_have_names_and_options():
    space = SPACES[6]
    assert (space.name, space.title) == ("mixed", "A mixed space")
    assert [v.name for v in space.variables] == ["colour", "x1", "only"]
    assert space.variables[1].options == ("0", "1", "2")
    assert space.describe()["variables"] == "colour, x1, only"
    assert space.describe()["options"] == "2 × 3 × 1"


def codes_of(shape):
    """All codes in the order of their numbers: the last variable turns fastest."""
    return list(itertools.product(*map(range, shape)))


def neighbours_of(shape, index, distance):
    """By variable positions, then by options: every choice of variables, every change of them."""
    codes = codes_of(shape)
    found = []
    for chosen in itertools.combinations(range(len(shape)), distance):
        for options in itertools.product(*(range(shape[v]) for v in chosen)):
            code = list(codes[index])
            for variable, option in zip(chosen, options, strict=True):
                code[variable] = option
            if all(code[v] != codes[index][v] for v in chosen):
                found.append(codes.index(tuple(code)))
    return found


def test_the_first_variable_is_the_most_significant():
    space = ProductSpace([2, 3, 4])
    assert (space.size, space.strides) == (24, (12, 4, 1))
    assert space.decode(23).tolist() == [1, 2, 3]
    assert space.encode([1, 0, 2]) == 14


@quick
@given(shapes)
def test_codes_are_numbered_in_mixed_radix(shape):
    space = ProductSpace(shape)
    codes = space.decode(np.arange(space.size))
    assert space.size == math.prod(shape)
    assert [tuple(code) for code in codes.tolist()] == codes_of(shape)
    assert codes.dtype == space.dtype
    assert space.encode(codes).tolist() == list(range(space.size))
    assert space.encode(codes).dtype == space.dtype


@quick
@given(shapes)
def test_a_column_of_scores_is_a_cube_with_an_axis_a_variable(shape):
    space = ProductSpace(shape)
    cube = np.arange(space.size).reshape(space.shape)
    assert all(cube[code] == index for index, code in enumerate(codes_of(shape)))


def test_codes_keep_the_shape_of_the_numbers():
    space = ProductSpace([2, 3, 4])
    numbers = np.arange(24).reshape(4, 6)
    assert space.decode(numbers).shape == (4, 6, 3)
    np.testing.assert_array_equal(space.encode(space.decode(numbers)), numbers)
    assert space.decode(np.empty((0,), np.int32)).shape == (0, 3)


@quick
@given(st.data(), shapes, st.integers(1, 3))
def test_neighbours_come_by_variable_position_then_by_option(data, shape, distance):
    space = ProductSpace(shape)
    index = data.draw(st.integers(0, space.size - 1))
    expected = neighbours_of(shape, index, distance)
    assert space.neighbours(index, distance).tolist() == expected
    assert space.n_neighbours(distance) == len(expected)


@quick
@given(st.data(), shapes, st.lists(st.booleans(), min_size=4, max_size=4), st.integers(1, 4))
def test_the_options_of_ordinal_variables_are_steps_apart(data, shape, ordinal, distance):
    space = ordered_space(shape, ordinal)
    index = data.draw(st.integers(0, space.size - 1))
    neighbours = oracle.product_neighbours(shape, ordinal[: len(shape)])
    expected = neighbours(index, distance)
    assert space.neighbours(index, distance).tolist() == expected
    assert len(expected) <= space.n_neighbours(distance)
    lists = space.neighbour_lists(distance=distance)
    assert lists[index].tolist() == expected


def test_the_neighbours_of_ordered_options_by_hand():
    depth, kind = Variable("depth", (1, 2, 3, 4), ordinal=True), Variable("kind", "ab")
    space = ProductSpace([depth, kind])
    #  1a 1b 2a 2b 3a 3b 4a 4b are the numbers 0 to 7
    assert space.neighbours(2).tolist() == [0, 4, 3]
    assert space.neighbours(2, 2).tolist() == [6, 1, 5]
    assert space.neighbours(2, 3).tolist() == [7]
    assert [space.n_neighbours(k) for k in (1, 2, 3)] == [3, 3, 2]
    assert space.describe()["ordinal"] == "depth"
    assert space.describe()["neighbours"] == "at most 3 (1-opt), at most 3 (2-opt)"
    assert "ordinal" in space.conventions()["distance"]


def test_two_ordered_options_are_like_two_without_order():
    space = ordered_space([2, 2, 1], [True, True, True])
    assert space.is_hamming
    assert space.neighbours(0, 2).tolist() == ProductSpace([2, 2, 1]).neighbours(0, 2).tolist()


def test_ordered_options_of_a_space_too_large_to_list_have_neighbours():
    space = ordered_space([10] * 18, [True] * 18)
    near = space.neighbours(space.size - 1)
    assert near.tolist() == [space.size - 1 - 10**k for k in reversed(range(18))]
    assert len(space.neighbours(space.size // 2, 2)) <= space.n_neighbours(2)


def test_options_that_repeat_are_refused():
    with pytest.raises(OptionError, match="'depth' has the option '2' more than once"):
        Variable("depth", ("1", "2", 2))


def test_the_neighbours_of_a_configuration_by_hand():
    space = ProductSpace([2, 3])
    #  00 01 02 10 11 12 are the numbers 0 to 5
    assert space.neighbours(4, 1).tolist() == [1, 3, 5]
    assert space.neighbours(4, 2).tolist() == [0, 2]


def test_further_than_there_are_variables_is_nobody():
    space = ProductSpace([3, 3])
    assert space.n_neighbours(3) == 0
    assert space.neighbours(0, 3).shape == (0,)


def test_a_table_has_one_row_an_index():
    space = ProductSpace([2, 3, 2])
    indices = np.array([7, 0, 7])
    table = space.neighbour_table(indices, 2)
    assert table.shape == (3, space.n_neighbours(2))
    assert table.tolist() == [neighbours_of([2, 3, 2], index, 2) for index in (7, 0, 7)]


def test_a_space_too_large_to_list_still_has_neighbours():
    space = ProductSpace([10] * 12)
    assert space.dtype == np.int64
    last = space.size - 1
    assert space.neighbours(last)[0] == last - 9 * 10**11
    assert space.neighbours(last, 2).shape == (66 * 81,)
    assert space.parse(str(last)) == last


@pytest.mark.parametrize("shape", [[], [0], [3, 0, 2], [2, -1]])
def test_a_space_without_options_is_refused(shape):
    with pytest.raises(OptionError, match="at least one"):
        ProductSpace(shape)


@pytest.mark.parametrize("index", [-1, 6])
def test_numbers_outside_the_space_have_no_code_and_no_neighbours(index):
    space = ProductSpace([2, 3])
    with pytest.raises(ArchitectureError, match=f"no configuration {index}: expected 0 to 5"):
        space.decode(index)
    with pytest.raises(ArchitectureError, match=f"no configuration {index}: expected 0 to 5"):
        space.neighbours(index)


@pytest.mark.parametrize("code", [[2, 0], [0, 3], [0, -1]])
def test_codes_outside_the_space_have_no_number(code):
    with pytest.raises(ArchitectureError, match=r"is no code .*expected 2 whole numbers"):
        ProductSpace([2, 3]).encode(code)


LARGEST = [[2] * 63, [3] * 39, [1] * 40 + [2, 3]]
"""Spaces that are described, though nobody can list them, or NumPy has no such array."""


@pytest.mark.parametrize("shape", LARGEST, ids=["2^63", "3^39", "42 axes"])
def test_every_number_up_to_the_largest_has_a_code_and_neighbours(shape):
    space = ProductSpace(shape)
    rng = np.random.default_rng(0)
    numbers = [0, space.size // 2, space.size - 1, *space.sample(rng, 3).tolist()]
    codes = space.decode(numbers)
    assert codes[0].tolist() == [0] * len(shape)
    assert codes[2].tolist() == [k - 1 for k in shape]
    assert space.encode(codes).tolist() == numbers
    assert (codes < np.array(shape)).all()
    neighbours = space.neighbours(numbers[1])
    assert {np.count_nonzero(code != codes[1]) for code in space.decode(neighbours)} == {1}
    with pytest.raises(ArchitectureError, match="has no configuration -1: expected 0 to"):
        space.decode(-1)
    with pytest.raises(ArchitectureError, match="is no code of"):
        space.encode(codes[2] + 1)


@pytest.mark.parametrize(
    ("shape", "told"),
    [
        ([2] * 64, r"10\^19.3 configurations: expected at most 2\^63"),
        ([10**6] * 64, r"10\^384.0 configurations: expected at most 2\^63"),
        ([1] * 65, "more than 64 variables"),
        (itertools.repeat(2), "more than 64 variables"),
        ([10**12], "1,000,000,000,000 options: expected at most 1,000,000"),
    ],
)
def test_a_space_too_large_to_be_numbered_is_refused_before_memory_is_taken(shape, told):
    with pytest.raises(OptionError, match=told):
        ProductSpace(shape)


def test_what_lists_a_space_says_how_many_configurations_there_are():
    space = ProductSpace([3] * 38, name="large")
    told = "large has 1,350,851,717,672,992,089 configurations: .* up to 1,073,741,824"
    for ask in (lambda: Landscape(space, [1.0]), space.neighbour_lists):
        with pytest.raises(OptionError, match=told):
            ask()
    ProductSpace([2] * 30).check_listable("a landscape")

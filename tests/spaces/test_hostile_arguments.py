"""What no method of a space was made for: one clear line each, in little time and memory."""

import re._constants as codes
import re._parser as parser

import numpy as np
import pytest

from landscape.errors import ArchitectureError, LandscapeError, OptionError
from landscape.spaces import NB101, NB201, NBASR, SSS, FileSpace, ProductSpace, Variable, get_space
from landscape.spaces import nb201 as nb201_module
from landscape.spaces import sss as sss_module
from landscape.spaces.nb101 import notation

SPACES = [NB201(), SSS(), NBASR(), get_space("nasbench-macro"), ProductSpace([2, 3]), NB101()]
NO_NUMBERS = ["x", None, 1.5, True, b"1", [], [1], {}, np.array([1, 2]), np.True_, object()]


@pytest.fixture(params=SPACES, ids=lambda space: space.name)
def space(request):
    return request.param


def nested(depth, inner=0):
    for _ in range(depth):
        inner = [inner]
    return inner


@pytest.mark.parametrize("wrong", NO_NUMBERS, ids=lambda wrong: type(wrong).__name__)
def test_what_is_no_number_is_not_written(space, wrong):
    for method in (space.format, space.neighbours):
        with pytest.raises(ArchitectureError, match=r"no configuration number of .*parse") as told:
            method(wrong)
        assert str(told.value).isprintable()


@pytest.mark.parametrize("wrong", ["x", None, [0.5], ["0"], [[1], [1, 2]], [True], {0}])
def test_what_are_no_numbers_are_of_no_network(space, wrong):
    for method in (space.canonical, space.connected):
        with pytest.raises(ArchitectureError, match="no configuration number of"):
            method(wrong)


@pytest.mark.parametrize("wrong", ["x", None, 1.0, 0, -1, True, [1]])
def test_what_is_no_distance_has_no_neighbours(space, wrong):
    with pytest.raises(OptionError, match=r"distance .*: expected a whole number from 1"):
        space.neighbour_lists(np.array([0]), wrong)


@pytest.mark.parametrize("wrong", ["x", 1.0, -1, True, [1]])
def test_what_is_no_count_is_not_drawn(space, wrong):
    with pytest.raises(OptionError, match=r"count .*: expected a whole number from 0"):
        space.sample(np.random.default_rng(0), wrong)


def test_what_is_no_generator_draws_nothing(space):
    with pytest.raises(OptionError, match=r"7 is no random generator: expected numpy\.random"):
        space.sample(7)


@pytest.mark.parametrize("wrong", ["x", None, [0.0, 1.0], [0], [[0], [0, 1]], [2, 0]])
def test_what_is_no_code_has_no_number(wrong):
    with pytest.raises(ArchitectureError, match=r"is no code of .*expected 2 whole numbers"):
        ProductSpace([2, 3]).encode(wrong)


@pytest.mark.parametrize("depth", [5, 100_000])
def test_nested_lists_are_refused_however_deep(space, depth):
    for wrong in (nested(depth), nested(depth, (0, 1)), "[" * depth + "]" * depth):
        with pytest.raises(ArchitectureError) as told:
            space.parse(wrong)
        assert len(str(told.value)) < 800


@pytest.mark.parametrize(
    "hostile",
    [
        "(1" + " " * 200_000 + "x",
        "(" + "1," * 100_000,
        "a" * 200_000,
        "9" * 200_000,
        b" " * 200_000,
    ],
    ids=["spaces", "commas", "letters", "digits", "bytes"],
)
def test_long_texts_are_not_looked_at(space, hostile):
    with pytest.raises(ArchitectureError, match=r"has 200,\d+ characters, .*at most 10,000"):
        space.parse(hostile)


@pytest.mark.parametrize(
    "pattern",
    [nb201_module._DIGITS, sss_module._NUMBERS, notation._TEXT],
    ids=["201", "sss", "101"],
)
def test_patterns_look_at_nothing_twice(pattern):
    def repeats(node):
        for code, value in node:
            yield code
            for part in value if isinstance(value, tuple) else ():
                if isinstance(part, parser.SubPattern):
                    yield from repeats(part)

    found = set(repeats(parser.parse(pattern.pattern)))
    assert codes.POSSESSIVE_REPEAT in found
    assert not found & {codes.MAX_REPEAT, codes.MIN_REPEAT, codes.BRANCH}


def test_the_longest_text_of_a_space_is_read():
    space = FileSpace([Variable("x", ("a" * 20_000, "b"))], pattern="{}", name="long")
    assert space.parse("a" * 20_000) == 0
    with pytest.raises(LandscapeError, match="at most 20,000"):
        space.parse("a" * 20_001)


@pytest.mark.parametrize("layout", ["({})", "[ {} ]", "( {} , )", "({},)"])
def test_layouts_of_tuples_are_read_as_before(layout):
    assert NB201().parse(layout.format("2, 1 ,0,1,1, 3")) == NB201().parse((2, 1, 0, 1, 1, 3))
    assert SSS().parse(layout.format("8, 16 ,64,8, 8")) == SSS().parse("8:16:64:8:8")


@pytest.mark.parametrize(
    "wrong", ["(2 1, 0, 1, 1, 3)", "(2, 1, 0, 1, 1, 3,,)", "(,2, 1, 0, 1, 1, 3)"]
)
def test_other_layouts_of_tuples_are_not(wrong):
    with pytest.raises(ArchitectureError):
        NB201().parse(wrong)

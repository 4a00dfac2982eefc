"""Constraints: functions, and lists of what is valid."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landscape import Landscape, Variable, get_space
from landscape.errors import ArchitectureError, LandscapeError, OptionError
from landscape.spaces import ConditionalSpace, FileSpace, ProductSpace, Subspace
from tests.landscape.worlds import ordered_space
from tests.spaces.conformance import SpaceConformance

quick = settings(max_examples=60, deadline=None)

DEPTH = Variable("depth", (1, 2, 3, 4), ordinal=True)
WIDTH = Variable("width", (8, 16, 32))
NETS = FileSpace([DEPTH, WIDTH, DEPTH], pattern="{}x{}x{}", name="nets")
KERNEL = Variable("kernel", (3, 5, 7), when={"kind": "conv"})
LAYERS = ConditionalSpace([Variable("kind", ("conv", "pool")), KERNEL, WIDTH], name="layers")


def small(chosen):
    return int(chosen["depth 1"]) * int(chosen["width"]) <= 32


SPACES = [
    Subspace(NETS, small, name="small"),
    Subspace(NETS, ["1x8x1", "4x32x4"]),
    Subspace(LAYERS, lambda chosen: chosen.get("kernel") != "5"),
    Subspace(get_space("nb201"), range(0, 15625, 40), title="Some cells"),
]


@pytest.mark.parametrize("space", SPACES, ids=lambda space: space.name, scope="class")
class TestSubspace(SpaceConformance):
    pass


@quick
@given(
    st.lists(st.integers(1, 4), min_size=1, max_size=3),
    st.lists(st.booleans(), min_size=3, max_size=3),
    st.randoms(use_true_random=False),
)
def test_neighbours_are_those_of_the_whole_that_are_valid(shape, ordinal, rng):
    base = ordered_space(shape, ordinal)
    kept = sorted(rng.sample(range(base.size), rng.randint(1, base.size)))
    space = Subspace(base, [base.format(number) for number in kept])
    assert space.configurations.tolist() == kept
    for index, number in enumerate(kept):
        near = [kept.index(n) for n in base.neighbours(number).tolist() if n in kept]
        assert space.neighbours(index).tolist() == near


def test_further_away_every_change_on_the_way_is_valid():
    corners = Subspace(ProductSpace([2, 2]), [0, 3])  # each change alone leads out
    assert corners.neighbours(0).tolist() == corners.neighbours(0, 2).tolist() == []
    way = Subspace(ProductSpace([2, 2]), [0, 1, 3])
    assert way.neighbours(0, 2).tolist() == [2]


def test_a_function_and_a_list_say_the_same():
    listed = [NETS.format(i) for i in range(NETS.size) if small(NETS.chosen(i))]
    assert Subspace(NETS, reversed(listed)).configurations.tolist() == (
        SPACES[0].configurations.tolist()
    )
    assert SPACES[0].find([0, NETS.size - 1]).tolist() == [0, -1]


def test_it_writes_reads_and_tells_as_the_whole_does():
    space = SPACES[0]
    assert space.parse("1x8x4") == space.parse({"depth 1": 1, "width": 8, "depth 2": 4})
    assert dict(space.chosen(0)) == {"depth 1": "1", "width": "8", "depth 2": "1"}
    with pytest.raises(ArchitectureError, match="not valid in small, though it is one of the 48"):
        space.parse("4x32x1")
    about = space.describe()
    assert about["valid"].startswith("28 of the 48 configurations of nets")
    assert about["width"] == "8, 16, 32"


def test_duplicates_stand_for_each_other_where_the_first_is_not_valid():
    nb201, dead = get_space("nb201"), np.arange(1, 5)
    space = Subspace(nb201, [*dead.tolist(), 15624])  # all of the first four have no path
    assert nb201.canonical(dead).tolist() == [0] * 4
    assert space.canonical(np.arange(5)).tolist() == [0, 0, 0, 0, 4]
    assert space.functional().size == 2
    assert space.connected(np.arange(5)).tolist() == [False] * 4 + [True]


def test_the_whole_may_be_far_too_large_to_list():
    base = ProductSpace([10] * 18)
    space = Subspace(base, [0, 1, 10**17, 10**18 - 1])
    assert space.neighbours(0).tolist() == [2, 1]
    assert Landscape(space, [1, 2, 3, 0]).optima.tolist() == [1, 2, 3]
    with pytest.raises(OptionError, match="1,000,000,000,000,000,000 configurations: a constraint"):
        Subspace(base, lambda chosen: True)


def test_a_constraint_that_leaves_nothing_is_one_line():
    with pytest.raises(OptionError, match="no configuration of nets is valid"):
        Subspace(NETS, lambda chosen: False)
    with pytest.raises(OptionError, match="no configuration of nets is valid"):
        Subspace(NETS, [])


def test_a_constraint_that_raises_is_named_with_what_it_was_asked():
    with pytest.raises(LandscapeError, match=r"failed on 1x8x1 \(ZeroDivisionError") as error:
        Subspace(NETS, lambda chosen: 1 // 0 > 0)
    assert isinstance(error.value.__cause__, ZeroDivisionError)


def test_a_constraint_that_answers_anything_else_is_refused():
    with pytest.raises(LandscapeError, match="answers None of 1x8x1: expected True or False"):
        Subspace(NETS, lambda chosen: None)


def test_a_constraint_that_changes_its_mind_is_refused():
    rng = random.Random(0)
    with pytest.raises(LandscapeError, match="depends on the configuration alone"):
        Subspace(NETS, lambda chosen: rng.random() < 0.5)
    answers = itertools.chain([True] * NETS.size, itertools.repeat(False))
    with pytest.raises(LandscapeError, match="depends on the configuration alone"):
        Subspace(NETS, lambda chosen: next(answers))


def test_what_is_listed_and_not_there_is_named():
    with pytest.raises(ArchitectureError, match="'9x9x9' is no configuration of nets"):
        Subspace(NETS, ["1x8x1", "9x9x9"])

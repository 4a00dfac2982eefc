"""Canonical forms that a function tells."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from landscape import Landscape, ProductSpace, Variable
from landscape.errors import LandscapeError
from landscape.spaces import ConditionalSpace, FileSpace, Subspace
from tests.spaces.conformance import SpaceConformance

SIDES = [Variable("left", "abc"), Variable("right", "abc")]


def mirrored(chosen):
    left, right = sorted(chosen.values())
    return {"left": left, "right": right}


def as_text(chosen):
    return "-".join(sorted(chosen.values()))


def itself(chosen):
    return min(chosen, chosen.space.chosen(chosen.space.parse(as_text(chosen))), key=str)


SPACES = [
    ProductSpace(SIDES, name="sides", canonical=mirrored),
    FileSpace(SIDES, pattern="{}-{}", name="text", canonical=as_text),
    FileSpace(SIDES, pattern="{}-{}", name="chosen", canonical=itself),
    ConditionalSpace(SIDES, name="conditional", canonical=mirrored),
]


@pytest.mark.parametrize("space", SPACES, ids=lambda space: space.name, scope="class")
class TestCanonicalByFunction(SpaceConformance):
    pass


@pytest.mark.parametrize("space", SPACES, ids=lambda space: space.name)
def test_the_functional_space_has_each_network_once(space):
    assert space.canonical(np.arange(9)).tolist() == [0, 1, 2, 1, 4, 5, 2, 5, 8]
    networks = space.functional()
    assert (networks.size, networks.members.tolist()) == (6, [1, 2, 2, 1, 2, 1])
    assert networks.neighbours(1).tolist() == [0, 2, 3, 4]
    part = Subspace(space, range(3, 9))
    assert part.canonical(np.arange(6)).tolist() == [0, 1, 2, 3, 2, 5]


def test_a_landscape_counts_what_is_missing_though_its_duplicate_is_there():
    assert Landscape(SPACES[0], {"left=a,right=b": 1.0}).n_missing_duplicates == 1
    assert Landscape(SPACES[0], {1: 1.0, 2: 2.0, 5: 3.0}).n_missing_duplicates == 3


@pytest.mark.parametrize(
    ("function", "told"),
    [
        (lambda chosen: 1 // 0, r"failed on left=a,right=a \(ZeroDivisionError"),
        (lambda chosen: None, "returns no configuration for left=a,right=a: None is no"),
        (lambda chosen: {"left": "z", "right": "a"}, "left has no option 'z'"),
        (lambda chosen: (chosen.index + 1) % 9, "has a canonical form of its own"),
    ],
)
def test_a_function_that_is_none_is_one_line(function, told):
    space = ProductSpace(SIDES, canonical=function)
    with pytest.raises(LandscapeError, match=told) as error:
        space.canonical(np.arange(9))
    assert "\n" not in str(error.value)


def test_a_function_that_changes_its_mind_is_refused():
    answers = itertools.count()
    space = ProductSpace(SIDES, canonical=lambda chosen: next(answers) % 9)
    with pytest.raises(LandscapeError, match="the same each time"):
        space.canonical(np.arange(4))


def test_every_configuration_is_asked_about_once():
    asked = []
    space = ProductSpace(SIDES, canonical=lambda chosen: asked.append(chosen.index) or chosen)
    for _ in range(3):
        space.canonical(np.arange(9))
    assert sorted(asked) == sorted([*range(9), *range(9)])  # and about its answer


def test_forms_of_a_space_too_large_to_list_are_found_one_by_one():
    variables = [Variable(f"x{k}", range(10)) for k in range(18)]

    def sorted_options(chosen):
        return dict(zip(chosen, sorted(chosen.values()), strict=True))

    space = ProductSpace(variables, canonical=sorted_options)
    assert space.canonical(np.array([10**17, 10**17 + 1])).tolist() == [1, 11]

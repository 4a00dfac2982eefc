"""Every number is that of its definition, on random landscapes with ties, -inf and holes."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landscape import Landscape, ProductSpace
from landscape.analysis import ANALYSES
from tests.analysis.plain import Plain
from tests.analysis.plain_network import PlainNetwork
from tests.landscape import oracle
from tests.landscape.worlds import ListSpace, Relisted, list_worlds, product_worlds, worlds

few = settings(max_examples=40)
"""The plain definitions take a tenth of a second."""


def expected_of(landscape, truth):
    """Return all numbers by the plain definitions; those of product spaces only for these."""
    plain = Plain(landscape)
    network = PlainNetwork(truth, plain.fitness)
    shape = getattr(landscape.space, "shape", None)
    return (
        plain.distribution()
        | plain.random_walk()
        | plain.fitness_distance()
        | plain.neutrality()
        | network.counts(len(plain.present))
        | (plain.ruggedness(shape) | plain.epistasis(shape) if shape else {})
        | plain.slopes()
        | network.basins()
        | plain.climbs()
        | plain.access(truth.optima)
        | network.edges()
        | network.funnels()
        | network.strength()
        | network.journeys()
        | network.centrality()
    )


def check(landscape, truth):
    profile, expected = landscape.profile(), expected_of(landscape, truth)
    for key, value in expected.items():
        if value is None or profile[key] is None:
            assert (key, profile[key]) == (key, value), profile.undefined.get(key)
        else:
            assert profile[key] == pytest.approx(value, rel=1e-9, abs=1e-9), key
    assert {key for key, value in profile.items() if value is None} == set(profile.undefined)
    return profile, expected


@few
@given(product_worlds())
def test_product_spaces(world):
    profile, expected = check(*world)
    assert set(profile) == set(expected)


@few
@given(list_worlds())
def test_irregular_spaces(world):
    profile, expected = check(*world)
    beyond = {key: profile.undefined[key] for key in set(profile) - set(expected)}
    product_only = {*ANALYSES["ruggedness"].keys, *ANALYSES["epistasis"].keys}
    assert beyond == dict.fromkeys(product_only, "lists is no product space of variables")


@few
@given(product_worlds())
def test_a_product_space_and_its_lists_have_the_same_numbers(world):
    landscape, _ = world
    profile = landscape.profile()
    other = Landscape(Relisted(landscape.space), landscape.fitness).profile()
    for key in {*ANALYSES["ruggedness"].keys, *ANALYSES["epistasis"].keys}:
        profile.undefined[key] = other.undefined[key]
        profile[key] = other[key]
    assert profile.undefined == other.undefined
    for key in set(profile) - set(profile.undefined):
        assert profile[key] == pytest.approx(other[key], rel=1e-9, abs=1e-9), key


@few
@given(worlds())
def test_no_number_is_nan_or_infinite_and_every_gap_has_a_reason_of_its_own(world):
    profile = world[0].profile()
    assert all(value is None or math.isfinite(value) for value in profile.values())
    assert not [
        why for why in profile.undefined.values() if "comes out" in why or "gives no" in why
    ]


@few
@given(st.lists(st.integers(1, 4), min_size=1, max_size=4), st.integers(0, 2**32 - 1))
def test_landscapes_without_ties(shape, seed):
    space = ProductSpace(shape)
    fitness = np.random.default_rng(seed).normal(size=space.size)
    truth = oracle.solve(fitness.tolist(), oracle.product_neighbours(shape))
    check(Landscape(space, fitness), truth)


def test_an_irregular_space_without_ties():
    """A tree hung on a ring: degrees from 1 to 4."""
    ring = [(i, (i + 1) % 10) for i in range(10)]
    tree = [(0, 10), (0, 11), (10, 12), (5, 13), (13, 14)]
    links = [*ring, *tree, *((j, i) for i, j in ring + tree)]
    space = ListSpace([sorted(j for i, j in links if i == here) for here in range(15)])
    fitness = np.random.default_rng(4).normal(size=15)
    near = lambda index, distance: space.neighbours(index, distance).tolist()  # noqa: E731
    check(Landscape(space, fitness), oracle.solve(fitness.tolist(), near))

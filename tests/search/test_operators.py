"""Mutation, crossover, perturbation and ranks, on their own."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from landscape.scores.rank import rank_sum
from landscape.spaces import ConditionalSpace, ProductSpace, Subspace, Variable
from search import lookup, rea, run
from search.algorithms.sa_rank import Perturb
from search.operators.draws import draw_distinct
from search.operators.genes import Genes, genes_of
from search.operators.ranks import best_first, rank_sums
from tests.landscape.worlds import ordered_space
from tests.search.conformance import Odd
from tests.search.test_moves import assert_uniform
from tests.search.worlds import VALUES

SPACE = ProductSpace([3, 2, 4])
ODD = Odd([3, 2, 4])


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def changes(space, one, other):
    return int((space.decode(one) != space.decode(other)).sum())


def test_one_mutation_changes_one_variable_each_equally_often(rng):
    genes = Genes(SPACE, rng)
    children = [genes.mutate_one(13) for _ in range(6000)]
    assert {changes(SPACE, 13, child) for child in children} == {1}
    changed = SPACE.decode(children) != SPACE.decode(13)
    assert_uniform(Counter(np.nonzero(changed)[1].tolist()))
    assert set(children) == set(SPACE.neighbours(13).tolist())


def test_each_variable_mutates_as_often_as_the_rate_says(rng):
    genes = Genes(SPACE, rng)
    children = SPACE.decode([genes.mutate_each(13, 0.25) for _ in range(8000)])
    shares = (children != SPACE.decode(13)).mean(axis=0)
    assert shares == pytest.approx([0.25] * 3, abs=0.02)
    assert {genes.mutate_each(13, 0.0) for _ in range(9)} == {13}
    assert {changes(SPACE, 13, genes.mutate_each(13, 1.0)) for _ in range(99)} == {3}


def test_by_default_one_variable_mutates_on_average(rng):
    genes = Genes(SPACE, rng)
    counts = [changes(SPACE, 13, genes.mutate_each(13)) for _ in range(8000)]
    assert np.mean(counts) == pytest.approx(1.0, abs=0.05)


def test_children_share_out_the_genes_of_their_parents(rng):
    genes = Genes(SPACE, rng)
    mother, father = SPACE.encode([0, 0, 0]), SPACE.encode([2, 1, 3])
    pairs = [genes.cross(int(mother), int(father)) for _ in range(8000)]
    for one, other in pairs[:50]:
        assert (SPACE.decode(one) + SPACE.decode(other)).tolist() == [2, 1, 3]
    assert_uniform(Counter(one for one, _ in pairs))
    assert len({one for one, _ in pairs}) == 8


def test_a_space_of_one_architecture_has_nothing_to_change(rng):
    genes = Genes(ProductSpace([1, 1]), rng)
    assert (genes.mutate_one(0), genes.mutate_each(0), genes.cross(0, 0)) == (0, 0, (0, 0))
    assert Perturb(ProductSpace([1, 1]), rng).several(0, 5) == []


def test_what_is_no_architecture_is_never_born(rng):
    genes, perturb = Genes(ODD, rng), Perturb(ODD, rng)
    for _ in range(300):
        born = [genes.mutate_one(13), genes.mutate_each(13), *genes.cross(13, 7)]
        assert ODD.valid(born).all()
        assert ODD.valid(perturb.several(13, 4)).all()


def test_a_perturbation_never_sets_all_variables_and_each_number_is_as_likely(rng):
    space = ProductSpace([1000] * 4)  # options hardly ever stay
    perturb = Perturb(space, rng)
    near = [x for _ in range(900) for x in perturb._draw(123_456_789, 4)]
    counts = Counter(changes(space, 123_456_789, x) for x in near)
    assert counts.keys() == {0, 1, 2, 3}
    assert min(counts.values()) > 0.2 * len(near)


@settings(max_examples=60)
@given(st.integers(0, 23), st.integers(1, 30), st.integers(0, 99))
def test_perturbations_are_different_and_not_the_one_they_are_near(index, count, seed):
    near = Perturb(SPACE, np.random.default_rng(seed)).several(index, count)
    assert len(near) == len(set(near)) <= count
    assert index not in near
    assert len(near) == count or count > 15


@settings(max_examples=200)
@given(
    arrays(
        float, st.tuples(st.integers(1, 4), st.integers(0, 12)), elements=st.sampled_from(VALUES)
    )
)
def test_fast_ranks_are_those_of_the_metric(fitness):
    expected = rank_sum(list(fitness), [False] * len(fitness))
    assert np.array_equal(rank_sums(fitness), expected, equal_nan=True)


def test_the_best_come_first_and_the_missing_never():
    assert best_first(np.array([1.0, math.nan, 3.0, 3.0, -math.inf])) == [2, 3, 0, 4]
    assert best_first(np.array([math.nan])) == []


@settings(max_examples=60)
@given(st.integers(0, 40), st.integers(0, 99))
def test_draws_are_different_and_as_many_as_there_are(count, seed):
    drawn = draw_distinct(SPACE, np.random.default_rng(seed), count)
    assert len(drawn) == len(set(drawn)) == min(count, SPACE.size)


ORDERED = ordered_space([4, 3], [True, False])
KIND = Variable("kind", ("conv", "pool"))
KERNEL = Variable("kernel", (3, 5, 7), ordinal=True, when={"kind": "conv"})
LAYERS = ConditionalSpace([KIND, KERNEL, Variable("width", (8, 16))])
PARTS = [
    LAYERS,
    Subspace(LAYERS, lambda chosen: chosen.get("kernel") != "5"),
    Subspace(ORDERED, [0, 1, 4, 5, 8, 9, 11]),
]


def test_an_ordinal_variable_mutates_to_the_next_option(rng):
    genes = genes_of(ORDERED, rng)
    for parent in range(ORDERED.size):
        children = {genes.mutate_one(parent) for _ in range(60)}
        assert children == {*ORDERED.neighbours(parent).tolist()}


@pytest.mark.parametrize("space", PARTS, ids=["conditions", "both", "constraint"])
def test_where_not_all_combinations_exist_children_do(space, rng):
    genes = genes_of(space, rng)
    everyone = range(space.size)
    for parent in everyone:
        children = {genes.mutate_one(parent) for _ in range(60)}
        assert children == ({*space.neighbours(parent).tolist()} or {parent})
        assert {genes.mutate_each(parent, 0.0) for _ in range(5)} == {parent}
    far = {genes.mutate_each(parent, 0.9) for parent in everyone for _ in range(40)}
    crossed = {child for a in everyone for b in everyone for child in genes.cross(a, b)}
    assert far <= {*everyone}
    assert len(far) > space.size // 2
    assert crossed == {*everyone}
    assert genes.cross(3, 3) == (3, 3)


def test_what_both_parents_have_a_child_has_of_one_of_them(rng):
    genes = genes_of(LAYERS, rng)
    for _ in range(200):
        mother, father = LAYERS.sample(rng, 2).tolist()
        for child in genes.cross(mother, father):
            a, b, c = map(LAYERS.chosen, (mother, father, child))
            assert all(c[name] in (a.get(name), b.get(name)) for name in c)


@pytest.mark.parametrize("space", PARTS, ids=["conditions", "both", "constraint"])
def test_evolution_finds_the_best_of_them(space):
    search = rea(space, "number", np.random.default_rng(0), population=4, tournament=2)
    (result,) = run([search], lookup({"number": np.arange(space.size)}), budget=200)
    assert result.architecture == space.size - 1

"""What edges join."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from landscape.network import component_leads, merged_edges
from landscape.spaces.neighbourhood import hops_to
from tests.landscape import oracle

EDGES = st.lists(st.tuples(st.integers(0, 19), st.integers(0, 19)), max_size=60)


def ends(edges):
    return np.array(edges, dtype=np.int64).reshape(-1, 2).T


@settings(max_examples=40)
@given(EDGES)
def test_everybody_is_led_by_the_first_of_those_that_edges_join(edges):
    groups = oracle.components(range(20), edges)
    lead = {node: min(group) for group in groups for node in group}
    assert component_leads(20, *ends(edges)).tolist() == [lead[node] for node in range(20)]


def test_a_long_path_in_any_order_is_one_component():
    path = np.random.default_rng(0).permutation(5_000)
    assert not component_leads(5_000, path[:-1], path[1:]).any()


@settings(max_examples=40)
@given(EDGES)
def test_edges_are_merged_and_sorted_whether_they_were_or_not(edges):
    weight = np.arange(len(edges)) % 7
    expected = Counter()
    for edge, one in zip(edges, weight.tolist(), strict=True):
        expected[edge] += one
    source, target, total = merged_edges(*ends(edges), weight, 20)
    pairs = list(zip(source.tolist(), target.tolist(), strict=True))
    assert pairs == sorted(expected)
    assert total.tolist() == [expected[pair] for pair in pairs]
    again = merged_edges(source, target, total, 20)
    assert [part.tolist() for part in again] == [part.tolist() for part in (source, target, total)]


@settings(max_examples=40)
@given(EDGES, st.sets(st.integers(0, 19), max_size=3))
def test_hops_are_those_of_a_walk_backwards(edges, goals):
    expected, fresh, far = dict.fromkeys(range(20), -1), set(goals), 0
    while fresh:
        expected |= dict.fromkeys(fresh, far)
        fresh, far = {a for a, b in edges if b in fresh and expected[a] < 0}, far + 1
    found = hops_to(np.array(sorted(goals), dtype=np.int64), 20, *ends(edges))
    assert found.tolist() == list(expected.values())

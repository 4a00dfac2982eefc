"""Where nodes go."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.viz.networks import network, random_network
from viz.layout.positions import (
    node_heights,
    node_positions,
    pack_discs,
    relax,
    relax_alike,
    separate,
    separate_across,
)


def place(graph, layout="force", radius=0.0):
    heights = node_heights(np.array(graph.vs["fitness"]), layout)
    edges, weight = np.array(graph.get_edgelist()).reshape(-1, 2), np.array(graph.es["weight"])
    radii = np.full(len(heights), radius)
    return node_positions(edges.astype(int), weight, heights, radii, layout=layout)


def distances(positions):
    apart = np.linalg.norm(positions[:, None] - positions, axis=2)
    return apart[np.triu_indices(len(positions), 1)]


@pytest.mark.parametrize("nodes", [2, 3, 30, 400])
@pytest.mark.parametrize("layout", ["force", "fitness"])
def test_positions_fill_the_unit_square(nodes, layout):
    positions = place(random_network(nodes, nodes - 1), layout)
    assert positions.min() >= -1e-9
    assert positions.max() <= 1 + 1e-9
    assert np.ptp(positions, axis=0).max() == pytest.approx(1)


def test_linked_nodes_are_closer_than_others():
    rings = [(k + base, (k + 1) % 20 + base) for base in (0, 20) for k in range(20)]
    positions = place(network(np.arange(40.0), [*rings, (0, 20)]))
    linked = np.linalg.norm(np.diff(positions[np.array(rings)], axis=1), axis=2).mean()
    assert linked < distances(positions).mean() / 2


def test_no_two_nodes_share_a_place():
    assert distances(place(random_network(400, 2000))).min() > 1e-4


def test_few_nodes_do_not_overlap():
    positions = place(random_network(40, 200), radius=0.03)
    assert distances(positions).min() > 0.05


def test_fitness_layout_puts_the_best_on_top():
    graph = random_network(40, 120)
    height = place(graph, "fitness")[:, 1]
    assert np.array_equal(np.argsort(height), np.argsort(graph.vs["fitness"]))


def test_equal_fitness_gives_equal_heights():
    assert np.ptp(place(network([3.0] * 5, []), "fitness")[:, 1]) == 0


def test_layout_copes_with_thousands_of_nodes():
    assert np.isfinite(place(random_network(3000, 4000))).all()


def test_many_small_networks_of_one_size_are_laid_out_like_one_by_one():
    rings = np.array([[0, 1], [1, 2], [2, 3], [3, 4], [4, 0]])
    star = np.array([[0, 1], [0, 2], [0, 3], [0, 4]])
    pull = np.array([1.0, 2.0, 0.5, 1.0, 1.0, 1.0, 3.0, 1.0, 0.2])
    together = relax_alike(2, 5, np.concatenate([rings, 5 + star]), pull, np.random.default_rng(0))
    ring = relax(5, rings, pull[:5], np.random.default_rng(0))
    alone = relax(5, star, pull[5:], np.random.default_rng(0))
    assert together == pytest.approx(np.stack([ring, alone]), abs=0.02)


def test_every_small_component_is_laid_out_around_its_own_place():
    edges = [(3 * part + a, 3 * part + b) for part in range(30) for a, b in ((0, 1), (1, 2))]
    positions = place(network(np.arange(90.0), edges)).reshape(30, 3, 2)
    middles = positions.mean(axis=1)
    extent = np.linalg.norm(positions - middles[:, None], axis=2).max()
    assert extent < distances(middles).min() / 2


def test_thousands_of_discs_of_several_sizes_do_not_overlap():
    radii = np.sqrt(np.random.default_rng(0).geometric(0.5, 1500))
    centres = pack_discs(radii)
    room = (radii[:, None] + radii)[np.triu_indices(len(radii), 1)]
    assert (distances(centres) >= room * (1 - 1e-9)).all()


@given(st.lists(st.floats(0.5, 20), max_size=40))
def test_packed_discs_do_not_overlap(radii):
    radii = np.array(radii)
    centres = pack_discs(radii)
    room = (radii[:, None] + radii)[np.triu_indices(len(radii), 1)]
    assert (distances(centres) >= room * (1 - 1e-9)).all()


def test_separate_moves_overlapping_discs_apart_and_leaves_others():
    centres = np.array([[0.0, 0.0], [0.5, 0.0], [9.0, 0.0]])
    moved = separate(centres, np.ones(3))
    assert moved.tolist() == [[-0.75, 0.0], [1.25, 0.0], [9.0, 0.0]]


def test_separate_across_keeps_heights_and_moves_overlapping_discs_apart():
    centres = np.array([[0.0, 0.0], [0.0, 0.5], [9.0, 0.0]])
    moved = separate_across(centres, np.ones(3))
    assert moved[:, 1].tolist() == [0.0, 0.5, 0.0]
    assert distances(moved).min() == pytest.approx(2.0)


def test_layered_nodes_overlap_little():
    graph = network(np.arange(40) // 10, [(k, k + 10) for k in range(30)])
    positions = place(graph, "rank", radius=0.02)
    assert (distances(positions) > 0.03).all()


def test_the_third_dimension_is_seen_from_above():
    graph = random_network(30, 60)
    assert np.array_equal(place(graph, "3d"), place(graph, "force"))

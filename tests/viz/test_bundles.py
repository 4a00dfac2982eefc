"""Edges gathered into bundles."""

from __future__ import annotations

import numpy as np

from viz.network.sizes import bundle

CORNERS = np.array([[0.0, 0.0], [0.01, 0.02], [1.0, 1.0], [0.99, 0.98], [0.0, 1.0]])


def test_edges_between_the_same_regions_are_one_bundle():
    found = bundle(CORNERS, np.array([[0, 2], [1, 3], [0, 4]]))
    assert sorted(found.edges.tolist()) == [1, 2]
    middle = found.lines[found.edges == 2][0]
    assert np.allclose(middle[0], [0.005, 0.01])
    assert np.allclose(middle[-1], [0.995, 0.99])


def test_directions_are_kept_apart():
    assert len(bundle(CORNERS, np.array([[0, 2], [2, 0]])).edges) == 2


def test_edges_inside_a_region_are_bundled_by_a_finer_grid():
    near = np.array([[0.0, 0.0], [0.07, 0.07], [0.005, 0.005], [1.0, 1.0]])
    found = bundle(near, np.array([[0, 1], [2, 1], [1, 0], [0, 3]]))
    assert sorted(found.edges.tolist()) == [1, 1, 2]
    assert np.allclose(found.lines[found.edges == 2][0][[0, -1]], [[0.0025, 0.0025], [0.07, 0.07]])


def test_edges_too_short_to_be_seen_are_in_no_bundle():
    assert len(bundle(CORNERS[:2] / 2, np.array([[0, 1], [1, 0]])).edges) == 0


def test_with_heights_edges_side_by_side_at_other_heights_are_apart():
    stacked = np.array([[0.0, 0.0], [1.0, 1.0], [0.0, 0.0], [1.0, 1.0]])
    edges = np.array([[0, 1], [2, 3]])
    assert len(bundle(stacked, edges).edges) == 1
    found = bundle(stacked, edges, np.array([0.0, 0.1, 0.6, 1.0]))
    assert found.heights[:, [0, -1]].tolist() == [[0.0, 0.1], [0.6, 1.0]]


def test_bundles_of_many_edges_are_wider():
    edges = np.array([[0, 2]] * 9 + [[0, 4]])
    found = bundle(CORNERS, edges)
    few, many = found.classes
    assert few.width < many.width
    assert (few.low, few.high, many.low, many.high) == (1.0, 1.0, 9.0, 9.0)
    assert found.member[found.edges == 9].tolist() == [1]


def test_no_edges_make_no_bundles():
    found = bundle(CORNERS, np.zeros((0, 2), dtype=int))
    assert found.lines.shape[0] == len(found.edges) == len(found.classes) == 0

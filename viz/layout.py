"""Where the nodes of a network go: force-directed, or with fitness as height."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.errors import unknown_name
from viz.forces import relax
from viz.network import edge_array
from viz.packing import pack_discs, separate

if TYPE_CHECKING:
    import igraph

    from landscape.arrays import FloatArray, IntArray

__all__ = ["LAYOUTS", "node_positions"]

LAYOUTS = ("fitness", "force")
"""Names of the layouts."""

_FEW = 300  # nodes large enough to hide each other


def node_positions(
    graph: igraph.Graph,
    fitness: FloatArray,
    radii: FloatArray,
    *,
    layout: str = "force",
    seed: int = 0,
) -> FloatArray:
    """Return one position a node, in the unit square, the second column upwards.

    The same graph, layout and seed give the same positions; no global random state is used.

    Parameters
    ----------
    graph
        The network; its edge attribute ``weight``, where present, pulls.
    fitness
        Shape ``(n,)``, finite: the height in the layout ``"fitness"``.
    radii
        Shape ``(n,)``, in sides of the unit square: how large nodes will be drawn. Where they are
        few, the layout ``"force"`` keeps them from overlapping.
    layout
        ``"force"``: linked optima lie close, unlinked parts side by side, the largest in the
        middle. ``"fitness"``: the same with the height fixed, so that up is better.
    seed
        Of the starting positions.

    Returns
    -------
    ndarray
        Shape ``(n, 2)``.

    Raises
    ------
    UnknownNameError
        If there is no such layout.
    """
    if layout not in LAYOUTS:
        raise unknown_name("layout", layout, LAYOUTS)
    if not graph.vcount():
        return np.zeros((0, 2))
    edges = edge_array(graph)
    if layout == "fitness":
        return _by_fitness(edges, _pull(graph), fitness, seed)
    positions = _unit_square(_by_component(graph, edges, _pull(graph), seed))
    if len(positions) > _FEW:
        return positions
    return _unit_square(separate(positions, radii))


def _pull(graph: igraph.Graph) -> FloatArray:
    """Return the attraction of each edge: the logarithm of its weight, scaled to mean 1."""
    if not graph.ecount() or "weight" not in graph.es.attributes():
        return np.ones(graph.ecount())
    strength = np.log1p(np.maximum(np.array(graph.es["weight"], dtype=float), 0.0))
    mean = float(strength.mean())
    return strength / mean if mean else np.ones_like(strength)


def _by_fitness(edges: IntArray, pull: FloatArray, fitness: FloatArray, seed: int) -> FloatArray:
    spread = np.ptp(fitness)
    height = (fitness - fitness.min()) / spread if spread else np.full(len(fitness), 0.5)
    rng = np.random.default_rng(seed)
    across = relax(len(fitness), edges, pull, rng, height * 2 * np.sqrt(len(fitness)))[:, 0]
    width = np.ptp(across)
    across = (across - across.min()) / width if width else np.full(len(across), 0.5)
    return np.column_stack([across, height])


def _by_component(graph: igraph.Graph, edges: IntArray, pull: FloatArray, seed: int) -> FloatArray:
    """Lay out every connected component for itself and pack them, the largest in the middle."""
    member = np.array(graph.connected_components(mode="weak").membership, dtype=np.int64)
    sizes = np.bincount(member)
    positions = pack_discs(np.sqrt(sizes))[member]
    local = np.zeros(len(member), dtype=np.int64)
    for component in np.flatnonzero(sizes > 1):
        nodes, mine = member == component, member[edges[:, 0]] == component
        local[nodes] = np.arange(sizes[component])
        rng = np.random.default_rng(seed)
        part = relax(int(sizes[component]), local[edges[mine]], pull[mine], rng)
        room = np.sqrt(sizes[component]) - 0.5
        positions[nodes] += _upright(part) * (room / np.hypot(*part.T).max())
    return positions


def _upright(positions: FloatArray) -> FloatArray:
    """Turn positions so that their longest extent lies flat."""
    _, axes = np.linalg.eigh(positions.T @ positions)
    upright: FloatArray = positions @ axes[:, ::-1]
    return upright


def _unit_square(positions: FloatArray) -> FloatArray:
    """Move positions to the middle of the unit square and enlarge them, evenly, to fill it."""
    low, high = positions.min(axis=0), positions.max(axis=0)
    extent = float((high - low).max()) or 1.0
    inside: FloatArray = (positions - (low + high) / 2) / extent + 0.5
    return inside

"""Where the nodes of a network go: force-directed, or with heights that show fitness."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.components import component_numbers
from landscape.names import find_name
from viz.layout.forces import relax, relax_alike
from viz.layout.packing import pack_discs, separate, separate_across

if TYPE_CHECKING:
    from collections.abc import Iterator

    from landscape.arrays import FloatArray, IntArray

__all__ = ["LAYOUTS", "node_heights", "node_positions"]

LAYOUTS = ("3d", "fitness", "force", "rank")
"""Names of the layouts."""

_PAIR = np.array([[-1.0, 0.0], [1.0, 0.0]])  # where two go that have only each other
_FEW = 500  # nodes large enough to hide each other
_SMALL = 64  # nodes of components that are laid out together with others of their size


def node_heights(fitness: FloatArray, layout: str) -> FloatArray:
    """Return one height a node, from 0, the worst, to 1, the best; 0.5 if all are equal.

    Parameters
    ----------
    fitness
        Shape ``(n,)``, finite.
    layout
        In ``"rank"``, heights are evenly spaced from one fitness to the next; in all others they
        are linear in fitness.
    """
    value = fitness
    if layout == "rank":
        value = np.unique(fitness, return_inverse=True)[1].astype(np.float64)
    return _stretched(value) if len(value) else value


def node_positions(
    edges: IntArray,
    weight: FloatArray,
    heights: FloatArray,
    radii: FloatArray,
    *,
    layout: str = "force",
    seed: int = 0,
) -> FloatArray:
    """Return one position a node, in the unit square, the second column upwards.

    The same network, layout and seed give the same positions; no global random state is used.

    Parameters
    ----------
    edges
        Shape ``(m, 2)``: the nodes that each edge joins.
    weight
        Shape ``(m,)``: the heavier an edge, the more it pulls.
    heights
        Shape ``(n,)``, 0 to 1: the second column in the layouts ``"fitness"`` and ``"rank"``.
    radii
        Shape ``(n,)``, in sides of the unit square: how large nodes will be drawn. Where they are
        few, they are kept from overlapping.
    layout
        ``"force"``: linked optima lie close, unlinked parts side by side, the largest in the
        middle; ``"3d"`` is the same, seen from above. ``"fitness"`` and ``"rank"``: the same with
        the height fixed, so that up is better.
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
    layout = find_name("layout", layout, LAYOUTS)
    if not len(heights):
        return np.zeros((0, 2))
    pull = _pull(weight)
    if layout in ("fitness", "rank"):
        return _by_height(edges, pull, heights, radii, seed)
    positions = _unit_square(_by_component(len(heights), edges, pull, seed))
    if len(positions) > _FEW:
        return positions
    return _unit_square(separate(positions, radii))


def _pull(weight: FloatArray) -> FloatArray:
    """Return the attraction of each edge: the logarithm of its weight, scaled to mean 1."""
    if not len(weight):
        return np.ones(0)
    strength = np.log1p(np.maximum(weight.astype(np.float64), 0.0))
    mean = float(strength.mean())
    return strength / mean if mean else np.ones_like(strength)


def _by_height(
    edges: IntArray, pull: FloatArray, heights: FloatArray, radii: FloatArray, seed: int
) -> FloatArray:
    rng = np.random.default_rng(seed)
    reach = 2 * np.sqrt(len(heights))
    across = _stretched(relax(len(heights), edges, pull, rng, heights * reach)[:, 0])
    if len(heights) <= _FEW:
        apart = separate_across(np.column_stack([across, heights]), radii)
        across = _stretched(apart[:, 0])
    return np.column_stack([across, heights])


def _stretched(values: FloatArray) -> FloatArray:
    """Move values to 0 ... 1; to 0.5 if all are equal."""
    spread = np.ptp(values)
    return (values - values.min()) / spread if spread else np.full(len(values), 0.5)


def _by_component(n_nodes: int, edges: IntArray, pull: FloatArray, seed: int) -> FloatArray:
    """Lay out every connected component for itself and pack them, the largest in the middle.

    Small ones of one size, of which there may be thousands, are laid out at once.
    """
    member = component_numbers(n_nodes, *edges.T)
    sizes = np.bincount(member)
    positions = pack_discs(np.sqrt(sizes))[member]
    nodes, lines = _groups(member, len(sizes)), _groups(member[edges[:, 0]], len(sizes))
    local = np.zeros(len(member), dtype=np.int64)
    for alike in _batches(sizes):
        own = np.stack([nodes[component] for component in alike])
        mine = np.concatenate([lines[component] for component in alike])
        local[own] = np.arange(own.size).reshape(own.shape)
        parts = _relaxed(own.shape, local[edges[mine]], pull[mine], np.random.default_rng(seed))
        room = np.sqrt(own.shape[1]) - 0.5
        extent = np.hypot(parts[..., 0], parts[..., 1]).max(axis=1)
        positions[own] += _upright(parts) * (room / extent)[:, None, None]
    return positions


def _batches(sizes: IntArray) -> Iterator[IntArray]:
    """Yield the components to lay out together: small ones of one size, others one by one."""
    for size in np.unique(sizes[sizes > 1]):
        alike = np.flatnonzero(sizes == size)
        yield from [alike] if size <= _SMALL else alike[:, None]


def _relaxed(
    shape: tuple[int, ...], edges: IntArray, pull: FloatArray, rng: np.random.Generator
) -> FloatArray:
    """Return positions of shape ``(components, nodes, 2)``, each centred."""
    components, nodes = shape
    if nodes == 2:
        return np.tile(_PAIR, (components, 1, 1))
    if components > 1:
        return relax_alike(components, nodes, edges, pull, rng)
    return relax(nodes, edges, pull, rng)[None]


def _groups(member: IntArray, count: int) -> list[IntArray]:
    """Return which entries belong to each of `count` groups."""
    order = np.argsort(member, kind="stable")
    return np.split(order, np.cumsum(np.bincount(member, minlength=count))[:-1])


def _upright(positions: FloatArray) -> FloatArray:
    """Turn positions, shape ``(components, nodes, 2)``, so that the longest extents lie flat."""
    _, axes = np.linalg.eigh(positions.transpose(0, 2, 1) @ positions)
    upright: FloatArray = positions @ axes[..., ::-1]
    return upright


def _unit_square(positions: FloatArray) -> FloatArray:
    """Move positions to the middle of the unit square and enlarge them, evenly, to fill it."""
    low, high = positions.min(axis=0), positions.max(axis=0)
    extent = float((high - low).max()) or 1.0
    inside: FloatArray = (positions - (low + high) / 2) / extent + 0.5
    return inside

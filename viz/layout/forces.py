"""Springs and repulsion: positions where linked nodes are close and hubs have room.

The scheme is Fruchterman and Reingold's (1991) with the degree-weighted repulsion of ForceAtlas2
(Jacomy et al., 2014), on whole arrays. igraph's ``fr`` draws from Python's global random module;
this one only from the generator it is given, so nobody else's random numbers move.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from landscape.arrays import FloatArray, IntArray

__all__ = ["relax", "relax_alike"]

_ROUNDS = (30, 120)  # fewest and most iterations
_PAIRS = 1.0e8  # repulsions computed before iterations are saved
_REPELLERS = 1_200  # nodes that repel in one iteration: a fresh sample where there are more
_PER_ROUND = 1.2e7  # repulsions computed in one iteration, where that leaves 64 repellers
_BLOCK = 2**17  # repulsions computed at once: fits a cache, and too small for threads to pay off
_STIFFNESS = 2.4  # mean attraction a node feels at distance 1
_GRAVITY = 0.05
_NEAR = 0.05  # squared distance below which repulsion no longer grows


def relax(
    nodes: int,
    edges: IntArray,
    pull: FloatArray,
    rng: np.random.Generator,
    height: FloatArray | None = None,
) -> FloatArray:
    """Return positions of shape ``(nodes, 2)``, centred, about one unit from node to node.

    Costs at most ``1200 × nodes + edges`` an iteration, at most 120 iterations.

    Parameters
    ----------
    nodes
        Their number.
    edges
        Shape ``(m, 2)``: the nodes each edge joins.
    pull
        Shape ``(m,)``: attraction along each edge, 1 on average.
    rng
        Draws the starting positions, and who repels where not everybody can.
    height
        Shape ``(nodes,)``: second coordinates to keep; free if None.
    """
    degree = np.bincount(edges.ravel(), minlength=nodes)
    mass = np.asarray((1.0 + degree) ** 0.7, dtype=np.float64)
    mass /= mass.mean()
    pull = pull * (_STIFFNESS * nodes / max(2 * len(edges), 1))
    inertia = np.bincount(edges.ravel(), np.repeat(pull, 2), nodes) + _GRAVITY * mass + 0.3
    ends = np.ascontiguousarray(edges.T)
    reach = np.sqrt(nodes)
    at = rng.uniform(-reach, reach, (nodes, 2))
    for heat in np.linspace(reach / 3, 0.01, _rounds(nodes)):
        if height is not None:
            at[:, 1] = height
        push = _repulsion(at, mass, rng) + _attraction(at, ends, pull)
        at = _moved(at, push, mass, inertia, heat)
    return at


def relax_alike(
    networks: int, nodes: int, edges: IntArray, pull: FloatArray, rng: np.random.Generator
) -> FloatArray:
    """Return what `relax` finds for many small networks of one size, all at once.

    They start alike, and do not feel each other. Costs ``networks × nodes²`` an iteration.

    Parameters
    ----------
    networks, nodes
        Their number, and the number of nodes of each.
    edges
        Shape ``(m, 2)``; the nodes of the second network follow those of the first, and so on. Each
        network has at least one.
    pull
        Shape ``(m,)``: attraction along each edge.
    rng
        Draws the starting positions.

    Returns
    -------
    ndarray
        Shape ``(networks, nodes, 2)``, each centred.
    """
    owner, (source, target) = edges[:, 0] // nodes, edges.T % nodes
    degree = np.bincount(edges.ravel(), minlength=networks * nodes).reshape(networks, nodes)
    mass = np.asarray((1.0 + degree) ** 0.7, dtype=np.float64)
    mass /= mass.mean(axis=1, keepdims=True)
    spring = np.zeros((networks, nodes, nodes))
    lines = np.bincount(owner, minlength=networks)
    np.add.at(spring, (owner, source, target), pull * (_STIFFNESS * nodes / (2 * lines[owner])))
    spring += spring.transpose(0, 2, 1)
    inertia = spring.sum(axis=2) + _GRAVITY * mass + 0.3
    reach = np.sqrt(nodes)
    at = np.tile(rng.uniform(-reach, reach, (nodes, 2)), (networks, 1, 1))
    for heat in np.linspace(reach / 3, 0.01, _rounds(nodes)):
        apart = at[:, :, None] - at[:, None]
        away = mass[:, :, None] * mass[:, None] / np.maximum((apart**2).sum(axis=3), _NEAR)
        push = ((away - spring)[..., None] * apart).sum(axis=2)
        at = _moved(at, push, mass, inertia, heat)
    return at


def _moved(
    at: FloatArray, push: FloatArray, mass: FloatArray, inertia: FloatArray, heat: float
) -> FloatArray:
    """Return positions after one step, at most `heat` long, centred; nodes in the last but one."""
    push = (push - _GRAVITY * mass[..., None] * at) / inertia[..., None]
    length = np.hypot(push[..., :1], push[..., 1:])
    at = at + push * np.minimum(1.0, heat / np.maximum(length, 1e-12))
    centred: FloatArray = at - at.mean(axis=-2, keepdims=True)
    return centred


def _rounds(nodes: int) -> int:
    return int(np.clip(_PAIRS / (nodes * min(nodes, _REPELLERS)), *_ROUNDS))


def _repulsion(at: FloatArray, mass: FloatArray, rng: np.random.Generator) -> FloatArray:
    """Return the sum over others of ``mass × mass × difference / distance²``."""
    repellers = int(np.clip(_PER_ROUND / len(at), 64, _REPELLERS))
    others = np.arange(len(at))
    if len(at) > repellers:
        others = rng.choice(len(at), repellers, replace=False)
    near = at.astype(np.float32)
    push, there, heavy = np.empty_like(near), near[others], mass[others].astype(np.float32)
    rows = max(1, _BLOCK // len(there))
    for first in range(0, len(at), rows):
        here = near[first : first + rows]
        force = here @ there.T
        force *= -2
        force += (here**2).sum(axis=1)[:, None]
        force += (there**2).sum(axis=1)
        np.maximum(force, _NEAR, out=force)
        np.divide(heavy, force, out=force)
        push[first : first + rows] = here * force.sum(axis=1)[:, None] - force @ there
    return push * (len(at) / len(others) * mass[:, None])


def _attraction(at: FloatArray, ends: IntArray, pull: FloatArray) -> FloatArray:
    """Return the sum over edges of ``pull × difference``; `ends` has shape ``(2, m)``."""
    source, target = ends
    total = np.empty_like(at)
    for axis in (0, 1):
        place = np.ascontiguousarray(at[:, axis])  # columns in one piece are four times as quick
        spring = (place[target] - place[source]) * pull
        total[:, axis] = np.bincount(source, spring, len(at))
        total[:, axis] -= np.bincount(target, spring, len(at))
    return total

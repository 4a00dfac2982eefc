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

__all__ = ["relax"]

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
    ends = edges.ravel()
    inertia = np.bincount(ends, np.repeat(pull, 2), nodes) + _GRAVITY * mass + 0.3
    reach = np.sqrt(nodes)
    at = rng.uniform(-reach, reach, (nodes, 2))
    for heat in np.linspace(reach / 3, 0.01, _rounds(nodes)):
        if height is not None:
            at[:, 1] = height
        push = _repulsion(at, mass, rng) + _attraction(at, edges, pull)
        push = (push - _GRAVITY * mass[:, None] * at) / inertia[:, None]
        length = np.hypot(push[:, :1], push[:, 1:])
        at += push * np.minimum(1.0, heat / np.maximum(length, 1e-12))
        at -= at.mean(axis=0)
    return at


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


def _attraction(at: FloatArray, edges: IntArray, pull: FloatArray) -> FloatArray:
    """Return the sum over edges of ``pull × difference``."""
    source, target = edges.T
    spring = (at[target] - at[source]) * pull[:, None]
    total = np.empty_like(at)
    for axis in (0, 1):
        total[:, axis] = np.bincount(source, spring[:, axis], len(at))
        total[:, axis] -= np.bincount(target, spring[:, axis], len(at))
    return total

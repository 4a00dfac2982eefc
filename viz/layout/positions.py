"""Where nodes of a network go: by forces or by fitness, parts that no edge joins side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.network import component_numbers
from landscape.registry import find_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from landscape.arrays import FloatArray, IntArray

__all__ = [
    "LAYOUTS",
    "node_heights",
    "node_positions",
    "pack_discs",
    "relax",
    "relax_alike",
    "separate",
    "separate_across",
]

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


_GOLDEN_ANGLE = np.pi * (3 - np.sqrt(5))
_CHUNK = 32  # places looked at together
_PACKED = 500  # discs placed one by one
_SPACING = 2.2  # from ring to ring and along a ring, in disc radii


def pack_discs(radii: FloatArray) -> FloatArray:
    """Return centres of discs that do not overlap, larger ones nearer to the origin.

    Each of the 500 largest discs in turn takes the first free place along a sunflower spiral; the
    smallest ones, and all others, of which there may be thousands, surround them in rings.

    Parameters
    ----------
    radii
        Shape ``(n,)``, positive.

    Returns
    -------
    ndarray
        Shape ``(n, 2)``.
    """
    centres = np.zeros((len(radii), 2))
    if not len(radii):
        return centres
    order = np.argsort(-radii, kind="stable")
    larger, others = np.split(order, [min(int((radii > radii.min()).sum()), _PACKED)])
    first, previous = 0, np.inf
    for rank, disc in enumerate(larger):
        if radii[disc] < previous:  # a smaller disc may fit where the last one did not
            first, previous = _first_place(radii[disc], radii[larger[0]]), radii[disc]
        placed = larger[:rank]
        first, centres[disc] = _free_place(first, radii[disc], centres[placed], radii[placed])
    extent = float((np.hypot(*centres[larger].T) + radii[larger]).max(initial=0.0))
    for radius in np.unique(radii[others])[::-1]:
        alike = others[radii[others] == radius]
        centres[alike] = _rings(len(alike), radius, extent)
        extent = float(np.hypot(*centres[alike].T).max() + radius)
    return centres


def _first_place(radius: float, middle: float) -> int:
    """Return the first place of the spiral that may be clear of the disc at the origin."""
    return max(0, int((2 * (middle + radius) / radius) ** 2) - 1) if radius < middle else 0


def _rings(count: int, radius: float, extent: float) -> FloatArray:
    """Return centres of `count` equal discs around a disc of radius `extent` at the origin."""
    gap = _SPACING * radius
    reach = extent + radius if extent else 0.0
    rings = []
    while count:
        here = min(count, max(1, int(2 * np.pi * reach / gap)))
        rings.append(
            _polar(np.full(here, reach), np.linspace(0.0, 2 * np.pi, here, endpoint=False))
        )
        count, reach = count - here, reach + gap
    return np.concatenate(rings)


def _polar(outward: FloatArray, angle: FloatArray) -> FloatArray:
    return np.column_stack([outward * np.cos(angle), outward * np.sin(angle)])


def _free_place(
    first: int, radius: float, centres: FloatArray, radii: FloatArray
) -> tuple[int, FloatArray]:
    """Return the first place of the spiral, from `first` on, where a disc touches no other."""
    while True:
        places = np.arange(first, first + _CHUNK)
        spots = _polar(radius / 2 * np.sqrt(places), places * _GOLDEN_ANGLE)
        apart = (spots[:, :1] - centres[:, 0]) ** 2 + (spots[:, 1:] - centres[:, 1]) ** 2
        free = (apart >= (radii + radius) ** 2).all(axis=1)
        if free.any():
            return int(places[free.argmax()]), spots[free.argmax()]
        first += _CHUNK


def separate(centres: FloatArray, radii: FloatArray, rounds: int = 40) -> FloatArray:
    """Return centres moved apart where discs overlap, each pair by equal parts.

    Parameters
    ----------
    centres
        Shape ``(n, 2)``.
    radii
        Shape ``(n,)``.
    rounds
        Repetitions: moving one pair apart may push others together.
    """
    centres = centres.copy()
    wanted = radii[:, None] + radii
    np.fill_diagonal(wanted, 0.0)
    for _ in range(rounds):
        squares = [(column[:, None] - column) ** 2 for column in centres.T]
        first, second = np.nonzero(squares[0] + squares[1] < wanted**2)  # few overlap
        if not len(first):
            break
        apart = centres[first] - centres[second]
        distance = np.maximum(np.hypot(*apart.T), 1e-9)
        apart *= ((wanted[first, second] - distance) / distance / 2)[:, None]
        for axis in (0, 1):
            centres[:, axis] += np.bincount(first, apart[:, axis], len(centres))
    return centres


def separate_across(centres: FloatArray, radii: FloatArray, rounds: int = 60) -> FloatArray:
    """Return centres moved apart as `separate` does, their second coordinates kept."""
    across, up = centres.T.copy()
    level = up[:, None] - up
    wanted = np.sqrt(np.maximum((radii[:, None] + radii) ** 2 - level**2, 0.0))
    np.fill_diagonal(wanted, 0.0)
    order = np.arange(len(across))
    side = np.sign(order[:, None] - order)  # where two lie above each other
    for _ in range(rounds):
        apart = across[:, None] - across
        lacking = np.maximum(wanted - np.abs(apart), 0.0)
        if not lacking.any():
            break
        away = np.where(apart == 0, side, np.sign(apart))
        across += (away * lacking).sum(axis=1) / (1 + np.count_nonzero(lacking, axis=1))
    return np.column_stack([across, up])

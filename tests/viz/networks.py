"""Small networks to draw."""

from __future__ import annotations

import igraph
import numpy as np

from landscape.climb import find_funnels
from landscape.network import Network

OPERATIONS = ("none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3")


def architecture(number):
    """Return the cell whose six operations are the digits of `number` to base five."""
    a, b, c, d, e, f = (OPERATIONS[number // 5**place % 5] for place in range(6))
    return f"|{a}~0|+|{b}~0|{c}~1|+|{d}~0|{e}~1|{f}~2|"


def network(fitness, edges, weight=None, kind="mlon", **about):
    """Return a network with every attribute a LON has."""
    fitness = np.asarray(fitness, dtype=float)
    graph = igraph.Graph(
        n=len(fitness), edges=[tuple(map(int, edge)) for edge in edges], directed=True
    )
    graph["kind"], graph["space"], graph["metric"] = kind, "nb201", "accuracy"
    for key, value in about.items():
        graph[key] = value
    graph.es["weight"] = [1] * len(edges) if weight is None else [int(value) for value in weight]
    graph.vs["name"] = [architecture(7 * number) for number in range(len(fitness))]
    graph.vs["index"] = [7 * number for number in range(len(fitness))]
    graph.vs["fitness"] = fitness.tolist()
    graph.vs["basin"] = [10 + number for number in range(len(fitness))]
    graph.vs["in_edges"] = graph.indegree()
    graph.vs["in_weight"] = [int(value) for value in graph.strength(mode="in", weights="weight")]
    graph.vs["self_weight"] = [number % 5 for number in range(len(fitness))]
    ascents = {edge.source for edge in graph.es if fitness[edge.target] > fitness[edge.source]}
    graph.vs["sink"] = [number not in ascents for number in range(len(fitness))]
    graph.vs["is_global"] = (fitness == fitness.max(initial=-np.inf)).tolist()
    return graph


def random_network(nodes, edges, seed=0):
    """Return a monotonic network of random edges."""
    rng = np.random.default_rng(seed)
    fitness = rng.permutation(nodes) / nodes
    pairs = set()
    while len(pairs) < edges:
        a, b = rng.integers(nodes, size=2)
        if fitness[a] < fitness[b]:
            pairs.add((int(a), int(b)))
    return network(fitness, sorted(pairs), rng.geometric(0.05, edges))


def plateaus(seed):
    """Return a whole network with ties, some of them joined, and its funnels.

    The latter are those of the landscape, which know all sinks that a node reaches.
    """
    rng = np.random.default_rng(seed)
    fitness = rng.integers(6, size=25).astype(float)
    edges = np.unique(rng.integers(25, size=(40, 2)), axis=0)
    edges = edges[edges[:, 0] != edges[:, 1]]
    nothing = np.zeros(25, dtype=np.int64)
    arrays = Network(
        name=[""] * 25,
        index=np.arange(25),
        fitness=fitness,
        basin=nothing,
        self_weight=nothing,
        members=nothing,
        source=edges[:, 0],
        target=edges[:, 1],
        weight=np.ones(len(edges), dtype=np.int64),
    )
    return network(fitness, edges, kind="lon"), find_funnels(arrays)


def diamond(**about):
    """Return four optima, two ways from the worst to the best."""
    return network([1.0, 2.0, 3.0, 4.0], [(0, 1), (0, 2), (1, 3), (2, 3)], [9, 1, 5, 20], **about)

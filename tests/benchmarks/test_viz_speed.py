"""From a network to a picture: how long, how many traces, how large."""

from __future__ import annotations

import igraph
import numpy as np
import pytest

from tests.viz.networks import architecture, random_network
from viz import mlon_figure, save, to_plotly

_LARGE = (50_000, 500_000)


def large_network(nodes, edges, seed=0):
    """Return a monotonic network of random edges; a tenth of the nodes have none that leaves."""
    rng = np.random.default_rng(seed)
    fitness = rng.permutation(nodes) / nodes
    stays = rng.random(nodes) < 0.1
    pairs = rng.integers(nodes, size=(3 * edges, 2))
    pairs = np.unique(pairs[fitness[pairs[:, 0]] < fitness[pairs[:, 1]]], axis=0)
    pairs = rng.permutation(pairs[~stays[pairs[:, 0]]])[:edges]
    graph = igraph.Graph(n=nodes, edges=pairs.tolist(), directed=True)
    graph["kind"], graph["space"], graph["metric"] = "mlon", "nb201", "random"
    graph.es["weight"] = rng.geometric(0.05, len(pairs)).tolist()
    graph.vs["name"] = [architecture(number % 15_625) for number in range(nodes)]
    graph.vs["index"] = [number % 15_625 for number in range(nodes)]
    graph.vs["fitness"] = fitness.tolist()
    graph.vs["basin"] = rng.geometric(0.1, nodes).tolist()
    return graph


@pytest.mark.parametrize("suffix", [".html", ".png", ".pdf", ".svg"])
def test_a_thousand_nodes_and_ten_thousand_edges(benchmark, tmp_path, suffix):
    graph = random_network(1_000, 10_000)
    save(mlon_figure(graph), tmp_path / f"warm{suffix}")  # imports are not what is measured
    path = benchmark.pedantic(
        lambda: save(mlon_figure(graph), tmp_path / f"figure{suffix}"), rounds=5
    )
    benchmark.extra_info["megabytes"] = round(path.stat().st_size / 1e6, 2)
    benchmark.extra_info["traces"] = len(to_plotly(mlon_figure(graph)).data)


@pytest.mark.parametrize("layout", ["force", "fitness"])
@pytest.mark.parametrize("size", [(450, 6_000), (1_000, 10_000), _LARGE, (50_000, 40_000)])
def test_the_data_of_a_figure(benchmark, size, layout):
    graph = large_network(*size)
    mlon_figure(large_network(20, 40))
    figure = benchmark.pedantic(lambda: mlon_figure(graph, layout=layout), rounds=3)
    benchmark.extra_info["sinks"] = int(figure.sinks.sum())


@pytest.mark.parametrize("suffix", [".html", ".png"])
def test_half_a_million_edges_from_figure_to_file(benchmark, tmp_path, suffix):
    figure = mlon_figure(large_network(*_LARGE))
    save(mlon_figure(large_network(20, 40)), tmp_path / f"warm{suffix}")
    path = benchmark.pedantic(lambda: save(figure, tmp_path / f"figure{suffix}"), rounds=2)
    benchmark.extra_info["megabytes"] = round(path.stat().st_size / 1e6, 2)
    benchmark.extra_info["traces"] = len(to_plotly(figure).data)

"""From a network to an interactive page: how long, how many traces, how large."""

from __future__ import annotations

import pytest

from tests.viz.networks import random_network
from viz import mlon_figure, save, to_plotly


@pytest.mark.parametrize("suffix", [".html", ".png", ".pdf", ".svg"])
def test_a_thousand_nodes_and_ten_thousand_edges(benchmark, tmp_path, suffix):
    graph = random_network(1_000, 10_000)
    save(mlon_figure(graph), tmp_path / f"warm{suffix}")  # imports are not what is measured
    path = benchmark.pedantic(
        lambda: save(mlon_figure(graph), tmp_path / f"figure{suffix}"), rounds=5
    )
    benchmark.extra_info["megabytes"] = round(path.stat().st_size / 1e6, 2)
    benchmark.extra_info["traces"] = len(to_plotly(mlon_figure(graph)).data)

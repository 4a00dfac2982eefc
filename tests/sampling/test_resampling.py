"""What depends on the starts: against networks that are built anew for each resample."""

import networkx as nx
import numpy as np
import pytest

from landscape.errors import OptionError
from landscape.sampled import under_resampling
from search.sampling import sample
from tests.sampling.test_samplers import SPACES, lookup, scores

SPACE = SPACES["product"]


def seen(**how):
    fitness = scores(SPACE, levels=6, missing=0.1)
    return sample(SPACE, lookup(fitness), **{"starts": 12, "escapes": 3, "seed": 2} | how)


def plainly(found, starts):
    """Return the numbers of what is reached from some starts, by graphs."""
    graph = nx.DiGraph()
    graph.add_nodes_from(range(found.n_optima))
    graph.add_edges_from(zip(found.source.tolist(), found.target.tolist(), strict=True))
    reached = set()
    for end in found.ends[starts].tolist():
        reached |= {end} | nx.descendants(graph, end)
    part = graph.subgraph(reached)
    height = found.fitness
    sinks = [n for n in part if not any(height[m] > height[n] for m in part.successors(n))]
    level = nx.Graph()
    level.add_nodes_from(part)
    level.add_edges_from((a, b) for a, b in part.edges if height[a] == height[b])
    plateaus = list(nx.connected_components(level))
    funnels = [plateau for plateau in plateaus if plateau <= set(sinks)]
    edges = part.number_of_edges()
    return len(part), edges, len(sinks), len(funnels), edges / len(part)


@pytest.mark.parametrize("seed", [0, 1])
def test_every_resample_is_what_graphs_say(seed):
    found = seen()
    drawn = np.random.default_rng(seed).integers(found.n_starts, size=(40, found.n_starts))
    rows = np.array([plainly(found, starts) for starts in drawn])
    told = under_resampling(found, resamples=40, level=0.9, seed=seed)
    assert list(told) == ["optima", "edges", "sinks", "funnels", "mean_in_degree"]
    everything = plainly(found, np.arange(found.n_starts))
    for each, column, value in zip(told.values(), rows.T, everything, strict=True):
        assert each.value == pytest.approx(value)
        assert [each.low, each.high] == pytest.approx(np.quantile(column, [0.05, 0.95]).tolist())


def test_where_all_starts_lead_to_all_nothing_depends_on_them():
    found = seen(starts=200, escapes=None)
    told = under_resampling(found, resamples=20)
    assert told["optima"].low == told["optima"].value == found.n_optima


def test_bad_input_is_one_line():
    with pytest.raises(OptionError, match="take a snowball"):
        under_resampling(seen(method="ils", escapes=None, failures=3))
    with pytest.raises(OptionError, match="resamples 0: expected 1 or more"):
        under_resampling(seen(), resamples=0)
    with pytest.raises(OptionError, match="level 2"):
        under_resampling(seen(), level=2)

"""Samples of small spaces of all kinds: of everything, of every kind, and one climb at a time."""

from itertools import islice, product

import networkx as nx
import numpy as np
import pytest

from landscape import Landscape, ProductSpace, Variable
from landscape.sampled import unseen_escapes
from landscape.spaces import ConditionalSpace, GraphSpace, Subspace
from search.sampling import IteratedLocalSearch, Snowball, sample, take
from search.sampling.climbs import Climbs
from tests.benchmarks.nk import nk_fitness
from tests.sampling.test_samplers import lookup, plain_steps, scores

OPERATIONS = ("none", "skip", "conv", "pool")


def cells():
    """Return cells of two edges into a node and one out of it, each network once."""

    def canonical(cell):
        options = dict(cell)
        if options["b"] == "none":  # nothing leaves what the others enter
            return options | {"a": "none", "c": "none"}
        return options | dict(zip("ac", sorted((options["a"], options["c"])), strict=True))

    variables = [Variable(name, OPERATIONS) for name in "abc"]
    return ProductSpace(variables, name="cells", canonical=canonical).functional()


def graph():
    """Return a graph of unequal numbers of neighbours, one node with none, two on their own."""
    edges = nx.gnp_random_graph(60, 0.05, seed=4)
    edges.add_edges_from((0, node) for node in range(1, 25))  # one that many are near to
    edges.add_nodes_from([60, 61, 62])
    edges.add_edge(61, 62)
    return GraphSpace(edges)


def conditional():
    kind = Variable("kind", ("conv", "pool", "skip"))
    kernel = Variable("kernel", ("1", "3", "5"), ordinal=True, when={"kind": "conv"})
    return ConditionalSpace([kind, kernel, Variable("width", ("8", "16", "32"), ordinal=True)])


DEPTH = Variable("depth", ("1", "2", "3", "4", "5"), ordinal=True)
ALL_KINDS = {
    "bits": lambda: ProductSpace([2] * 7),
    "cells": cells,
    "graph": graph,
    "ordinal": lambda: ProductSpace([DEPTH, DEPTH, Variable("act", ("relu", "tanh"))]),
    "conditional": conditional,
    "part": lambda: Subspace(ProductSpace([4, 4, 4]), [*range(0, 20), *range(24, 64, 2)]),
}


@pytest.fixture(params=ALL_KINDS)
def space(request):
    return ALL_KINDS[request.param]()


def starting(space, starts, monkeypatch):
    """Let whatever is drawn from a space be these configurations, in their order."""
    left = iter(starts)
    drawn = lambda rng, count: np.fromiter(islice(left, count), space.dtype)  # noqa: E731
    monkeypatch.setattr(space, "sample", drawn)


def of_every_start(space, fitness, monkeypatch):
    """Return the sample of a snowball that starts once in each configuration."""
    starting(space, range(space.size), monkeypatch)
    return sample(space, lookup(fitness), starts=space.size)


def reached_from(seen):
    """Return the starts that lead to each optimum, by climbs and escapes, as sets."""
    ways = nx.DiGraph(zip(seen.source.tolist(), seen.target.tolist(), strict=True))
    ways.add_nodes_from(range(seen.n_optima))
    found = [set() for _ in range(seen.n_optima)]
    for start, end in enumerate(seen.ends.tolist()):
        for optimum in nx.descendants(ways, end) | {end}:
            found[optimum].add(start)
    return found


def assert_is_exact(seen, exact):
    """Make sure that nothing differs from the landscape, weight by weight."""
    for kind in ("lon", "mlon", "cmlon"):
        found, known = seen.network(kind), exact.network(kind)
        for name in ("index", "fitness", "basin", "members", "source", "target", "weight"):
            said = f"{name} of the {kind}"
            np.testing.assert_array_equal(getattr(found, name), getattr(known, name), err_msg=said)
        np.testing.assert_array_equal(found.self_weight, known.self_weight)
    alone = sum(len(into) == 1 for into in reached_from(seen))
    assert seen.coverage().value == 1 - alone / seen.n_starts  # as if there were more to see
    shares = zip(seen.unseen(), seen.escapes, strict=True)
    assert all(each.high == 0 if escapes else np.isnan(each.high) for each, escapes in shares)
    edges = seen.edges_table()
    for name in ("weight", "weight_low", "weight_high"):
        assert edges[name].tolist() == exact.network("lon").weight.tolist()


@pytest.mark.parametrize("levels", [None, 3], ids=["rugged", "plateaus"])
@pytest.mark.parametrize("missing", [0.0, 0.15], ids=["whole", "gaps"])
def test_all_starts_and_all_escapes_are_the_network_itself(space, levels, missing, monkeypatch):
    fitness = scores(space, levels=levels, missing=missing, seed=2)
    seen = of_every_start(space, fitness, monkeypatch)
    exact = Landscape(space, fitness)
    assert len(exact.network("lon").source) > 0
    assert_is_exact(seen, exact)
    assert seen.starts.tolist() == np.flatnonzero(~np.isnan(fitness)).tolist()
    # Escapes of unequal optima differ in number.
    expected = [len(space.neighbours(optimum, 2)) for optimum in seen.optima.tolist()]
    assert seen.escapes.tolist() == seen.drawn.tolist() == expected


@pytest.mark.parametrize("k", [0, 2, 6])
def test_all_of_an_nk_landscape_is_the_network_itself(k, monkeypatch):
    space, fitness = ProductSpace([2] * 7), nk_fitness(7, k)
    assert_is_exact(of_every_start(space, fitness, monkeypatch), Landscape(space, fitness))


def test_the_same_on_one_plateau(space, monkeypatch):
    fitness = np.zeros(space.size)
    seen = of_every_start(space, fitness, monkeypatch)
    assert seen.n_optima == space.size
    assert not seen.self_weight.any()
    assert_is_exact(seen, Landscape(space, fitness))


def climbed(space, fitness, starts):
    """Return ends and steps of climbs side by side, and what they asked for."""
    climbs, asked = Climbs(space, "f"), []
    asking = climbs.climbed(np.array(starts, dtype=space.dtype))
    answers = None
    try:
        while True:
            ask = asking.send(answers)
            asked += ask.architectures
            answers = fitness[ask.architectures].tolist()
    except StopIteration as end:
        return *(column.tolist() for column in end.value), asked


def test_climbs_in_lockstep_are_those_of_each_alone(space):
    fitness = scores(space, missing=0.1, levels=7)
    starts = np.random.default_rng(5).permutation(space.size)[:40].tolist()
    ends, steps, asked = climbed(space, fitness, starts)
    alone = [climbed(space, fitness, [start]) for start in starts]
    assert ends == [each[0][0] for each in alone]
    assert steps == [each[1][0] for each in alone]
    assert sorted(asked) == sorted({index for each in alone for index in each[2]})
    for start, end, length in zip(starts, ends, steps, strict=True):
        if np.isnan(fitness[start]):
            assert (end, length) == (-1, 0)
        elif len(space.neighbours(start)):
            assert length == plain_steps(space, fitness, start)


def edges_by_optimum(seen):
    """Return what the escapes of each optimum led to, and how many did."""
    edges = {
        optimum: {optimum: back} if back else {}
        for optimum, back in zip(seen.optima.tolist(), seen.self_weight.tolist(), strict=True)
    }
    for source, target, weight in zip(seen.source, seen.target, seen.weight, strict=True):
        edges[int(seen.optima[source])][int(seen.optima[target])] = int(weight)
    return edges


def test_unseen_escapes_are_estimated_from_all_ends_of_those_drawn(space):
    fitness = scores(space, missing=0.1, levels=7)
    seen = sample(space, lookup(fitness), starts=12, escapes=3)
    rows = zip(seen.optima.tolist(), seen.drawn, seen.escapes, seen.unseen(), strict=True)
    for optimum, drawn, there_are, found in rows:
        times = list(edges_by_optimum(seen)[optimum].values())  # its own among them
        if drawn:
            expected = unseen_escapes(times.count(1), times.count(2), drawn, there_are)
            assert found == expected
        else:
            assert np.isnan(found.value)


def test_a_snowball_is_all_that_its_starts_are_alone(space, monkeypatch):
    fitness = scores(space, missing=0.1, levels=7)
    whole = take(Snowball(space, "f", seed=3, starts=20, escapes=2), lookup(fitness))
    together = edges_by_optimum(whole)
    joined = {}
    for start in whole.starts.tolist():
        starting(space, [start], monkeypatch)
        seen = take(Snowball(space, "f", seed=3, starts=1, escapes=2), lookup(fitness))
        for optimum, edges in edges_by_optimum(seen).items():
            assert edges == together[optimum]
        joined |= edges_by_optimum(seen)
    assert joined == together


@pytest.mark.parametrize("method", ["snowball", "ils"])
def test_where_nothing_is_to_escape_to_climbs_are_all_there_is(method):
    for space in (ProductSpace([5]), GraphSpace(nx.empty_graph(5))):
        seen = sample(space, lookup(np.arange(5.0)), method=method, starts=8)
        exact = Landscape(space, np.arange(5.0))
        assert seen.optima[seen.ends].tolist() == exact.attractor[seen.starts].tolist()
        assert len(seen.source) == 0


# -- what is right on average, over all samples there are -----------------------------------


def covered(seen, exact):
    """Return the share of the space whose optimum was seen."""
    return np.isin(exact.attractor, seen.optima).mean()


@pytest.mark.parametrize(("n", "escapes"), [(2, 0), (2, 1), (3, 1)])
def test_coverage_is_right_over_all_starts_whatever_escapes_find(n, escapes, monkeypatch):
    # Good's theorem, of what escapes lead to as well: the estimates of all samples of n starts have
    # the mean of what those of one start fewer have covered.
    space = ProductSpace([2, 2, 2])
    fitness = np.array([5.0, 1, 1, 4, 1, 3, 2, 0])
    exact = Landscape(space, fitness)
    assert len(exact.optima) == 4

    def samples(n_starts):
        for starts in product(range(space.size), repeat=n_starts):
            starting(space, starts, monkeypatch)
            yield sample(space, lookup(fitness), starts=n_starts, escapes=escapes)

    estimates = [seen.coverage().value for seen in samples(n)]
    shares = [covered(seen, exact) for seen in samples(n - 1)]
    assert len(set(shares)) > 1
    assert np.mean(estimates) == pytest.approx(np.mean(shares), abs=1e-12)


def test_shares_of_basins_are_right_over_all_starts(monkeypatch):
    space, fitness = ProductSpace([3, 2]), np.array([5.0, 1, 2, 4, 6, 0])
    lon, found = Landscape(space, fitness).network("lon"), np.zeros(6)
    for starts in product(range(space.size), repeat=3):
        starting(space, starts, monkeypatch)
        seen = sample(space, lookup(fitness), starts=3, escapes=0).optima_table()
        found[seen["configuration"]] += seen["basin_share"] / space.size**3
    np.testing.assert_allclose(found[lon.index], lon.basin / space.size)


def test_walks_cover_what_all_but_one_of_them_would():
    space = ProductSpace([2] * 7)
    for seed in range(12):
        fitness = scores(space, levels=30, seed=seed)
        walks = IteratedLocalSearch(space, "f", seed=seed, starts=7, failures=2)
        seen = take(walks, lookup(fitness))
        visited = [set(seen.visits[seen.visits[:, 0] == run, 1].tolist()) for run in range(7)]
        missed = [
            end not in set().union(*(visited[other] for other in range(7) if other != run))
            for run, end in enumerate(seen.ends.tolist())
        ]
        assert seen.coverage().value == pytest.approx(1 - sum(missed) / 7)

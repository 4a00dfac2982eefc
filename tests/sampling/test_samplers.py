"""Samplers: against the exact landscape where everything is sampled, and against plain climbs."""

import numpy as np
import pytest

from landscape import Landscape, ProductSpace
from landscape.errors import DataError, OptionError, UnknownNameError
from landscape.spaces import get_space
from search import Answers, Budget
from search.sampling import IteratedLocalSearch, Snowball, sample, take

SPACES = {
    "product": ProductSpace([3, 4, 2, 3]),
    "bits": ProductSpace([2] * 8),
}


def scores(space, *, missing=0.0, levels=None, seed=0):
    rng = np.random.default_rng(seed)
    drawn = (
        rng.random(space.size) if levels is None else rng.integers(levels, size=space.size) * 1.0
    )
    return np.where(rng.random(space.size) < missing, np.nan, drawn)


def lookup(fitness):
    return lambda metric, indices: fitness[indices]


@pytest.fixture(params=["product", "bits"])
def space(request):
    return SPACES[request.param]


@pytest.mark.parametrize("missing", [0.0, 0.2])
@pytest.mark.parametrize("levels", [None, 5])
def test_where_everything_is_sampled_it_is_the_network_itself(space, missing, levels):
    fitness = scores(space, missing=missing, levels=levels)
    seen = sample(space, lookup(fitness), starts=40 * space.size)  # each configuration, surely
    exact = Landscape(space, fitness).network("lon")
    lon = seen.network("lon")
    assert lon.index.tolist() == exact.index.tolist()
    assert lon.fitness.tolist() == exact.fitness.tolist()
    for name in ("source", "target", "weight", "self_weight"):
        np.testing.assert_array_equal(getattr(lon, name), getattr(exact, name), err_msg=name)
    for kind in ("mlon", "cmlon"):
        sampled, whole = seen.network(kind), Landscape(space, fitness).network(kind)
        np.testing.assert_array_equal(sampled.sink, whole.sink)
        np.testing.assert_array_equal(sampled.weight, whole.weight)
    assert seen.coverage().value == 1
    assert (seen.drawn == seen.escapes).all()


def test_neighbour_lists_do_as_well():
    space = get_space("nb201").functional()
    fitness = scores(space)
    exact = Landscape(space, fitness)
    seen = sample(space, lookup(fitness), starts=3, budget=4000)
    assert set(seen.optima.tolist()) <= set(exact.optima.tolist())
    assert exact.attractor[seen.starts].tolist() == seen.optima[seen.ends].tolist()


def test_climbs_end_where_those_of_the_landscape_end(space):
    fitness = scores(space, missing=0.1, levels=6)
    landscape = Landscape(space, fitness)
    for sampler in (
        Snowball(space, "f", seed=1, starts=30, escapes=2),
        IteratedLocalSearch(space, "f", seed=1, starts=30, failures=3),
    ):
        seen = take(sampler, lookup(fitness))
        assert landscape.attractor[seen.starts].tolist() == seen.optima[seen.ends].tolist()
        assert seen.start_fitness.tolist() == fitness[seen.starts].tolist()
        assert seen.steps.tolist() == [plain_steps(space, fitness, s) for s in seen.starts.tolist()]
        edges = landscape.network("lon")
        known = set(zip(edges.index[edges.source], edges.index[edges.target], strict=True))
        found = set(zip(seen.optima[seen.source], seen.optima[seen.target], strict=True))
        assert found <= known


def plain_steps(space, fitness, at):
    steps = 0
    while True:
        near = space.neighbours(at).tolist()
        best = max(near, key=lambda n: -np.inf if np.isnan(fitness[n]) else fitness[n])
        if not fitness[best] > fitness[at]:
            return steps
        at, steps = best, steps + 1


def test_escapes_drawn_are_different_and_no_more_than_asked_for(space):
    seen = sample(space, lookup(scores(space)), starts=20, escapes=4)
    assert (seen.drawn == np.minimum(4, seen.escapes)).all()
    total = np.bincount(seen.source, seen.weight, seen.n_optima) + seen.self_weight
    assert (total == seen.drawn).all()  # nothing is missing


def test_a_climb_does_not_depend_on_its_company(space):
    fitness = scores(space, levels=6)
    alone = take(Snowball(space, "f", seed=3, starts=1, escapes=3), lookup(fitness))
    many = take(Snowball(space, "f", seed=3, starts=64, escapes=3), lookup(fitness))
    place = np.searchsorted(many.optima, alone.optima)
    assert many.optima[place].tolist() == alone.optima.tolist()  # all it found
    ends = zip(many.optima[many.source], many.optima[many.target], strict=True)
    edges = dict(zip(ends, many.weight, strict=True))
    for source, target, weight in zip(alone.source, alone.target, alone.weight, strict=True):
        assert edges[alone.optima[source], alone.optima[target]] == weight


def test_walks_do_not_depend_on_their_company(space):
    fitness = scores(space, levels=9)
    few = take(IteratedLocalSearch(space, "f", seed=3, starts=2, failures=5), lookup(fitness))
    many = take(IteratedLocalSearch(space, "f", seed=3, starts=9, failures=5), lookup(fitness))
    assert many.starts[:2].tolist() == few.starts.tolist()

    def visits(seen, start):
        return seen.optima[seen.visits[seen.visits[:, 0] == start, 1]].tolist()

    for start in range(2):
        assert visits(few, start) == visits(many, start)


def test_each_configuration_is_asked_for_once(space):
    fitness, asked = scores(space), []

    def evaluate(metric, indices):
        asked.extend(indices.tolist())
        return fitness[indices]

    seen = sample(space, evaluate, starts=30)
    assert len(asked) == len(set(asked)) == seen.evaluations


def test_coverage_counts_what_escapes_lead_to(space):
    fitness = scores(space)
    seen = sample(space, lookup(fitness), starts=25)
    landscape = Landscape(space, fitness)
    only = [  # optima that would be unknown without one of the starts
        position
        for position in range(seen.n_optima)
        if seen.hits[position] == 1 and not led_to(seen, position)
    ]
    assert seen.coverage().value == 1 - len(only) / seen.n_starts
    assert landscape.n_scored == space.size


def led_to(seen, position):
    """Whether some other start leads to an optimum, by following all edges there are."""
    reached = {int(end) for end in seen.ends} - {position}
    while True:
        further = {
            int(target)
            for source, target in zip(seen.source, seen.target, strict=True)
            if source in reached
        }
        if position in reached | further:
            return True
        if further <= reached:
            return False
        reached |= further


def test_a_budget_counts_whole_batches_and_optima(space):
    fitness = scores(space)
    whole = sample(space, lookup(fitness), starts=40, escapes=5)
    one = sample(space, lookup(fitness), starts=1, escapes=0).evaluations
    for budget in range(one, whole.evaluations, 17):
        part = sample(space, lookup(fitness), starts=40, escapes=5, budget=budget)
        assert part.evaluations <= budget
        assert part.starts.tolist() == whole.starts[: part.n_starts].tolist()
        assert set(np.unique(part.drawn)) <= {0, 5}
        assert set(part.optima.tolist()) <= set(whole.optima.tolist())


def test_seconds_are_those_that_answers_cost(space):
    fitness = scores(space)

    def evaluate(metric, indices):
        return Answers(fitness[indices], np.full(len(indices), 0.5))

    seen = sample(space, evaluate, starts=200, budget=Budget(seconds=100))
    # What was over the budget is not counted among what was seen.
    assert seen.n_starts < 200 or (seen.drawn == 0).any() or seen.evaluations <= 200


def test_enough_starts_are_drawn_for_the_coverage_that_is_asked_for(space):
    seen = sample(space, lookup(scores(space)), coverage=0.9, escapes=0)
    assert seen.coverage().value >= 0.9
    assert seen.n_starts < 100_000


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"escapes": 99}, "escapes 99: a configuration of .* at most"),
        ({"starts": 0}, "starts 0"),
        ({"escapes": -1}, "escapes -1"),
        ({"coverage": 1}, "coverage 1"),
        ({"coverage": 0}, "coverage 0"),
        ({"seed": -1}, "seed -1"),
        ({"failures": 3}, "failures says nothing"),
        ({"method": "ils", "escapes": 3}, "escapes says nothing"),
        ({"method": "ils", "failures": 0}, "failures 0"),
        ({"budget": 3}, "larger budget"),
        ({"budget": 0}, "larger budget"),
        ({"budget": Budget(epochs=3)}, "trains nothing"),
    ],
)
def test_what_is_not_possible_is_refused(wrong, said):
    space = SPACES["bits"]
    with pytest.raises(OptionError, match=said):
        sample(space, lookup(scores(space)), **wrong)


def test_an_unknown_method_is_refused():
    with pytest.raises(UnknownNameError, match="snowball"):
        sample(SPACES["bits"], lookup(scores(SPACES["bits"])), method="avalanche")


def test_answers_that_are_too_few_are_refused():
    with pytest.raises(DataError, match="one fitness an architecture"):
        sample(SPACES["bits"], lambda metric, indices: [1.0])


def test_a_landscape_without_any_score_is_refused():
    with pytest.raises(DataError, match="none of the 5 configurations"):
        sample(SPACES["bits"], lookup(np.full(256, np.nan)), starts=5)


def test_huge_spaces_need_no_room():
    space = ProductSpace([10] * 18)
    seen = sample(space, lambda metric, i: space.decode(i).sum(axis=1), starts=3, escapes=4)
    assert seen.optima.tolist() == [space.size - 1]
    assert seen.escapes.tolist() == [12393]  # 153 pairs of variables, 81 options of both

"""Hyperband's brackets, and BOHB's model, as their papers say."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from landscape.errors import OptionError
from landscape.spaces import ProductSpace
from search import Ask, Fidelity, Move, bohb, hyperband, lookup, run
from search.algorithms.hyperband import _Density, _Model

RUNGS = (1, 3, 9)
SPACE = ProductSpace([3, 4, 2])


def overheard(search, fitness, asks):
    """Return what a search asks for, as rung, epochs before and how many architectures."""
    event, heard = next(search), []
    while len(heard) < asks:
        if isinstance(event, Move):
            event = next(search)
            continue
        assert isinstance(event, Ask)
        heard.append((event.objective.epochs, event.objective.after, list(event.architectures)))
        event = search.send([fitness(x) for x in event.architectures])
    return heard


def test_brackets_are_those_of_the_paper():
    """Li et al., section 2: n = ⌈(s_max + 1) / (s + 1) · etaˢ⌉, of which 1 / eta go on."""
    search = hyperband(SPACE, "acc", np.random.default_rng(0), rungs=RUNGS)
    heard = overheard(search, float, 12)
    sizes = [(rung, before, len(asked)) for rung, before, asked in heard]
    bracket = [(1, 0, 9), (3, 1, 3), (9, 3, 1), (3, 0, 5), (9, 3, 1), (9, 0, 3)]
    assert sizes == bracket * 2


def test_the_best_go_on():
    search = hyperband(SPACE, "acc", np.random.default_rng(1), rungs=RUNGS)
    (_, _, first), (_, _, second), (_, _, third) = overheard(search, float, 3)
    assert second == sorted(first, reverse=True)[:3]
    assert third == [max(first)]


def test_the_missing_do_not_go_on_and_nothing_is_found_where_all_are():
    search = hyperband(SPACE, "acc", np.random.default_rng(0), rungs=RUNGS)
    heard = overheard(search, lambda x: math.nan if x % 2 else x, 2)
    assert all(x % 2 == 0 for x in heard[1][2])
    columns = {Fidelity("acc", rung): np.full(SPACE.size, math.nan) for rung in RUNGS}
    search = hyperband(SPACE, "acc", np.random.default_rng(0), rungs=RUNGS)
    assert run([search], lookup(columns), budget=50)[0].architecture is None


def plain_density(codes, shape, bandwidth, code):
    """Aitchison and Aitken's kernel, one factor at a time."""
    total = 0.0
    for row in codes:
        kernel = 1.0
        for own, other, h, c in zip(row, code, bandwidth, shape, strict=True):
            kernel *= 1 - h if own == other else h / (c - 1)
        total += kernel
    return total / len(codes)


def test_the_density_is_the_plain_one_and_one_in_all():
    rng, shape = np.random.default_rng(0), np.array(SPACE.shape)
    codes = rng.integers(shape, size=(9, 3))
    density = _Density(codes, shape, 0.05)
    everywhere = np.array(list(itertools.product(*map(range, SPACE.shape))))
    expected = [plain_density(codes, shape, density.bandwidth, code) for code in everywhere]
    np.testing.assert_allclose(density.of(everywhere), expected)
    assert density.of(everywhere).sum() == pytest.approx(1)


def test_the_bandwidth_is_the_normal_reference_between_its_bounds():
    shape = np.array([5, 5, 5])
    codes = np.array([[0, 0, 2], [4, 0, 2], [0, 0, 3], [4, 1, 2]])
    reference = 1.06 * codes.std(axis=0) * 4 ** (-1 / 7)
    bandwidth = _Density(codes, shape, 0.2).bandwidth
    assert bandwidth.tolist() == pytest.approx([0.8, reference[1], reference[2]])
    assert _Density(codes[:, 1:2] * 0, np.array([5]), 0.2).bandwidth.tolist() == [0.2]


def test_draws_are_as_likely_as_the_density_says():
    """An option is drawn anew with probability h, its own among those drawn."""
    density = _Density(np.array([[0, 1], [0, 1]]), np.array([4, 2]), 0.4)
    drawn = np.array([density.draw(np.random.default_rng(k)) for k in range(4000)])
    assert np.mean(drawn[:, 0] == 0) == pytest.approx(1 - 0.4 * 3 / 4, abs=0.03)


def test_the_model_is_of_the_highest_rung_with_enough():
    model, rng = _Model((3, 3), 0.15, 0.1), np.random.default_rng(0)
    model.add(1, rng.integers(3, size=(5, 2)), np.arange(5.0))
    assert not model.is_known  # 3 good ones, and 2 others are too few for two variables
    model.add(1, np.array([[2, 2]]), np.array([99.0]))
    assert model.is_known
    low = model.promise(np.array([[0, 0]]))
    model.add(9, rng.integers(3, size=(7, 2)), np.arange(7.0))
    assert model.promise(np.array([[0, 0]])) != low
    high = model.promise(np.array([[0, 0]]))
    model.add(1, rng.integers(3, size=(20, 2)), np.arange(20.0))  # changes nothing any more
    assert model.promise(np.array([[0, 0]])) == high


def test_a_model_finds_more_than_chance():
    space = ProductSpace([4] * 6)
    height = space.decode(np.arange(space.size)).sum(axis=1).astype(float)
    table = lookup({Fidelity("acc", 1): height})
    rngs = np.random.default_rng(0).spawn(20)
    found = [
        run([start(space, "acc", rng, rungs=(1,)) for rng in rngs], table, budget=120)
        for start in (hyperband, bohb)
    ]
    chance, model = (np.mean([result.fitness for result in results]) for results in found)
    assert model > chance + 0.5


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"eta": 1}, "eta 1: expected at least 2"),
        ({"rungs": (3, 1)}, "rungs 3, 1"),
        ({"samples": 0}, "samples 0"),
        ({"good": 2}, "good 2: expected a share"),
        ({"random_fraction": math.nan}, "random_fraction nan"),
    ],
)
def test_wrong_numbers_are_refused(wrong, told):
    with pytest.raises(OptionError, match=told):
        bohb(SPACE, "acc", np.random.default_rng(0), **{"rungs": RUNGS} | wrong)

"""What every proxy promises: a batch of architectures gets the scores of the plain oracle.

Differentiated proxies are compared in double precision. In single precision a ReLU whose input is
almost zero may open in one program and stay closed in another that adds up in another order, and a
gradient then differs by more than rounding, whichever program is right.
"""

from __future__ import annotations

import numpy as np
import pytest
import torch

from landscape.datasets import Dataset
from landscape.spaces import NB201, SSS
from landscape.spaces.nb201 import EDGES
from proxies import PROXIES, Scorer, Settings
from proxies.engine.weights import WeightBank
from proxies.plan import Job
from tests.proxies import plain_proxies, plain_sss
from tests.proxies.conftest import KINDS

SIZES = ("8:8:8:8:8", "8:16:24:8:16", "24:8:8:16:16")
LABELS = (3, 3, 7, 7, 7, 9)
SMALL = Dataset("small", "Small", classes=120, size=8)
SMOOTH = ("synflow", "synflow_rb", "logsynflow", "logsynflow_rb", "nwot", "nwot_rb", "zen")


class SizeCase(plain_proxies.Case):
    """A network of the size space and all that a score may read."""

    def zen(self) -> float:
        normal = plain_sss.build(self.architecture, self.task, self.bank, self.number, normal=True)
        return plain_proxies.zen(normal, self.noise("zen.x"), self.noise("zen.x2"))


def case(space, index, scorer):
    """Return configuration `index` of either space with the images and weights of `scorer`."""
    task, settings = scorer.settings.task, scorer.settings
    bank = WeightBank(settings.seed, independent=settings.init == "independent")
    images = torch.from_numpy(scorer.images.pixels).double()
    labels = torch.from_numpy(scorer.images.labels)
    if isinstance(space, NB201):
        return plain_proxies.case_of(space, index, task, bank, images, labels)
    text, number = space.format(index), index if bank.independent else None
    edges = tuple(f"{start}→{end}" for start, end in EDGES)
    network = plain_sss.build(text, task, bank, number)
    return SizeCase(text, task, bank, number, edges, network, images, labels)


@pytest.fixture(scope="session")
def images(tmp_path_factory):
    """Six small images of three classes."""
    file = tmp_path_factory.mktemp("images") / "images.npz"
    rng = np.random.default_rng(0)
    pixels = rng.integers(256, size=(6, 3, 8, 8), dtype=np.uint8)
    np.savez(file, images=pixels, labels=np.array(LABELS))
    return file


@pytest.fixture(scope="session")
def cells(space):
    """A few architectures of every kind and some at random, ascending."""
    drawn = space.sample(np.random.default_rng(11), 2)
    return np.unique([*(space.parse(text) for text in KINDS.values()), *drawn])


def scorer(space, names, images, **settings) -> Scorer:
    given = {"dataset": SMALL, "data": images, "batch_size": 6, "device": "cpu"}
    return Scorer(space, [PROXIES[name] for name in names], Settings(**given | settings))


def as_they_are(scorer, proxy, numbers):
    """Score configurations as if each, with its dead operations, were a network of its own."""
    batches = scorer._batches(proxy.reads, [proxy], numbers, numbers[:0], repeat=0)
    jobs = [Job(0, place, *batch) for place, batch in enumerate(batches)]
    (run,) = scorer._by_repeat((job, scorer.evaluate(job)) for job in jobs)
    return run[proxy.metric.name][numbers]


@pytest.fixture(scope="session")
def ours(space, cells, images):
    """All scores of the cells, in double precision."""
    return scorer(space, PROXIES, images, precision="double", seed=3).score(cells)


@pytest.fixture(scope="session")
def by_fives(space, cells, images):
    """The same from other batches."""
    return scorer(space, PROXIES, images, precision="double", seed=3, at_once=5).score(cells)


@pytest.fixture(scope="session")
def single(space, cells, images):
    """The same in single precision."""
    return scorer(space, PROXIES, images, seed=3).score(cells)


OWN = {"init": "independent", "precision": "double", "seed": 5}


@pytest.fixture(scope="session")
def own(space, cells, images):
    """Scores of some of the cells, each with weights of its own."""
    return scorer(space, PROXIES, images, **OWN).score(cells[::4])


@pytest.mark.parametrize("name", PROXIES)
class TestEveryProxy:
    def test_says_what_it_is(self, name):
        proxy = PROXIES[name]
        assert proxy.metric.name == name
        assert proxy.metric.title
        assert proxy.metric.source
        assert 10 < len(proxy.formula) < 100
        assert "\n" not in proxy.formula

    def test_equals_the_plain_oracle(self, space, cells, images, ours, name):
        asked = scorer(space, [name], images, precision="double", seed=3)
        asked = scorer(space, ["nwot", name], images, seed=3) if asked.images is None else asked
        expected = [plain_proxies.PLAIN[name](case(space, int(i), asked)) for i in cells]
        np.testing.assert_allclose(ours[name], expected, rtol=1e-6, atol=1e-12)

    def test_equals_the_plain_oracle_on_networks_of_other_sizes(self, images, name):
        if name == "skip":
            pytest.skip("the oracle reads it off a cell's architecture string")
        space = SSS()
        indices = np.sort([space.parse(text) for text in SIZES])
        both = scorer(space, {"nwot", name}, images, precision="double", seed=3)
        expected = [plain_proxies.PLAIN[name](case(space, int(i), both)) for i in indices]
        np.testing.assert_allclose(both.score(indices)[name], expected, rtol=1e-6)

    def test_equals_the_plain_oracle_with_weights_of_its_own(self, space, cells, images, own, name):
        both = scorer(space, {"nwot", name}, images, **OWN)
        expected = [plain_proxies.PLAIN[name](case(space, int(i), both)) for i in cells[::4]]
        np.testing.assert_allclose(own[name], expected, rtol=1e-6, atol=1e-12)

    def test_does_not_depend_on_the_batch(self, ours, by_fives, name):
        np.testing.assert_allclose(by_fives[name], ours[name], rtol=1e-8, atol=1e-14)

    def test_does_not_depend_on_the_order_or_on_what_else_is_asked_for(
        self, space, cells, images, ours, name
    ):
        backwards = scorer(space, [name], images, precision="double", seed=3).score(cells[::-2])
        np.testing.assert_allclose(backwards[name], ours[name][::-2], rtol=1e-8, atol=1e-14)

    def test_single_precision_is_enough(self, ours, single, name):
        finite = np.isfinite(ours[name])
        np.testing.assert_array_equal(single[name][~finite], ours[name][~finite])
        found, double = single[name][finite], ours[name][finite]
        error = np.abs(found - double) / (np.abs(double) + 1e-12)
        exact = name in SMOOTH or not PROXIES[name].needs_data
        assert np.median(error) < (1e-4 if exact else 1e-2)
        assert np.max(error) < (1e-4 if exact else 1)

    def test_equal_seeds_give_equal_scores(self, space, cells, images, name):
        first, again = (scorer(space, [name], images, seed=4).score(cells[-2:]) for _ in range(2))
        np.testing.assert_array_equal(first[name], again[name])

    def test_another_seed_matters_if_and_only_if_the_proxy_is_random(
        self, space, cells, images, name
    ):
        some = cells[space.connected(cells)][:2]
        first, other = (
            scorer(space, [name], images, seed=seed).score(some)[name] for seed in (0, 1)
        )
        # Another seed also draws other images; with six of six these are the same ones.
        assert np.array_equal(first, other) != PROXIES[name].is_random

    def test_an_architecture_without_a_path_is_the_worst_or_zero(
        self, space, cells, images, ours, name
    ):
        lost = ours[name][~space.connected(cells)]
        proxy = PROXIES[name]
        if proxy.sees_dead_operations or name in ("fisher",):
            assert not np.any(np.isnan(lost))
        else:
            worst = np.inf if proxy.metric.minimize else -np.inf
            assert np.all((lost == worst) | (np.abs(lost) < 1e-9))

    def test_dead_operations_matter_if_and_only_if_the_proxy_says_so(self, space, images, name):
        everyone = np.arange(space.size)
        dead = everyone[space.canonical(everyone) != everyone][::1000]
        one = scorer(space, [name], images, precision="double")
        as_is = as_they_are(one, PROXIES[name], dead)
        pruned = one.score(space.canonical(dead))[name]
        if name.startswith("ni_"):  # counts live pools by definition: only ever sees these
            np.testing.assert_array_equal(one.score(dead)[name], pruned)
        else:
            differ = not np.allclose(as_is, pruned, rtol=1e-6)
            assert differ == PROXIES[name].sees_dead_operations


def test_every_network_of_the_size_space_skips_two_nodes(images):
    space = SSS()
    assert scorer(space, ["skip"], images).score(np.arange(3))["skip"].tolist() == [2, 2, 2]

"""Networks to be trained: the same as the plain ones, in training and afterwards."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from landscape import get_space
from landscape.errors import OptionError
from proxies import DATASETS, Dataset, Scorer, Settings, get_proxy
from proxies.engine.weights import WeightBank
from proxies.networks.nb101 import NB101Networks
from search.training import build_network
from tests.proxies import plain, plain_nb101, plain_sss, test_nb101_networks, test_sss

TINY = Dataset("tiny", "Tiny", classes=7, size=8)
NB201_KINDS = {
    "all 3×3": "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|"
    "+|nor_conv_3x3~0|nor_conv_3x3~1|nor_conv_3x3~2|",
    "one of each": "|nor_conv_1x1~0|+|avg_pool_3x3~0|nor_conv_3x3~1|"
    "+|skip_connect~0|none~1|nor_conv_1x1~2|",
    "dead convolutions": "|nor_conv_3x3~0|+|none~0|none~1|+|skip_connect~0|none~1|nor_conv_3x3~2|",
    "skips alone": "|skip_connect~0|+|skip_connect~0|skip_connect~1|"
    "+|skip_connect~0|skip_connect~1|skip_connect~2|",
    "no path": "|nor_conv_3x3~0|+|none~0|none~1|+|none~0|none~1|none~2|",
}


def batch(size=8, count=6):
    return torch.randn(count, 3, size, size, generator=torch.Generator().manual_seed(1))


def assert_same(ours, plain_network):
    """Compare logits while statistics are gathered, and with what was gathered."""
    images = batch()
    assert sum(p.numel() for p in ours.parameters()) == plain.params(plain_network)
    for is_training in (True, True, False):
        ours.train(is_training)
        plain_network.train(is_training)
        with torch.no_grad():
            torch.testing.assert_close(ours(images), plain_network(images), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("architecture", NB201_KINDS.values(), ids=NB201_KINDS)
def test_a_cell_network_is_the_plain_one(architecture):
    space = get_space("nb201")
    number = space.parse(architecture)
    bank = WeightBank(3, independent=True)
    assert_same(
        build_network(space, number, TINY, seed=3), plain.build(architecture, TINY, bank, number)
    )


@pytest.mark.parametrize("architecture", test_sss.KINDS.values(), ids=test_sss.KINDS)
def test_a_network_of_the_size_space_is_the_plain_one(architecture):
    space = get_space("sss")
    number = space.parse(architecture)
    bank = WeightBank(3, independent=True)
    expected = plain_sss.build(architecture, TINY, bank, number)
    assert_same(build_network(space, number, TINY, seed=3), expected)


@pytest.mark.parametrize("kind", test_nb101_networks.KINDS)
def test_a_network_of_nas_bench_101_is_the_plain_one(kind, monkeypatch):
    monkeypatch.setattr(NB101Networks, "width", 16)
    graph = test_nb101_networks.graph_of(*test_nb101_networks.KINDS[kind])
    bank = WeightBank(3, independent=True, law="he")
    expected = plain_nb101.build(graph, TINY, bank, 0, 16)
    assert_same(build_network(test_nb101_networks.Cells([graph]), 0, TINY, seed=3), expected)


@pytest.mark.parametrize("name", ["nb201", "sss", "nb101"])
def test_it_has_as_many_parameters_as_the_score_says(name):
    space = get_space(name)
    numbers = np.random.default_rng(0).integers(space.size, size=8 if name != "nb101" else 2)
    scorer = Scorer(space, [get_proxy("params")], Settings("cifar100", device="cpu"))
    expected = scorer.score(numbers)["params"]
    for number, params in zip(numbers.tolist(), expected.tolist(), strict=True):
        network = build_network(space, number, DATASETS["cifar100"])
        assert sum(p.numel() for p in network.parameters()) == params


def test_every_weight_of_a_network_without_dead_operations_learns():
    space = get_space("nb201")
    network = build_network(space, space.parse(NB201_KINDS["all 3×3"]), TINY)
    network(batch()).square().sum().backward()
    assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in network.parameters())


def test_building_draws_from_no_global_source():
    before = torch.random.get_rng_state()
    build_network(get_space("sss"), 5, TINY)
    assert torch.equal(before, torch.random.get_rng_state())


def test_networks_that_hear_cannot_be_trained():
    with pytest.raises(OptionError, match=r"NAS-Bench-ASR cannot be trained here: .*nb201"):
        build_network(get_space("nbasr"), 5, TINY)

"""The size space's networks: counts against the benchmark, SynFlow against differentiation."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import torch
from torch.nn import functional

from landscape.spaces import SSS
from proxies import DATASETS
from proxies.engine.weights import WeightBank
from proxies.networks.sss import SSSNetworks
from proxies.passes.counting import Counting
from proxies.passes.linear_flow import LinearFlow
from tests.proxies import plain, plain_sss

CPU = torch.device("cpu")
COLUMNS = {"cifar10": "cifar10", "cifar100": "cifar100", "ImageNet16-120": "imagenet16"}

KINDS = {
    "narrowest": "8:8:8:8:8",
    "widest": "64:64:64:64:64",
    "widening": "8:16:24:32:40",
    "narrowing": "64:48:32:16:8",
    "all skips kept": "40:8:8:64:64",
    "no skip kept": "24:16:48:64:8",
    "only the first projects": "16:8:24:40:40",
    "only the second projects": "16:56:56:24:32",
    "a neck": "64:64:8:64:64",
    "a belly": "8:8:64:8:8",
}
"""Architectures by what happens to their channels."""

PUBLISHED_MFLOPS = {
    "8:8:8:8:8": (4.481114, 4.481924, 1.121336),
    "8:8:8:16:32": (6.84065, 6.84362, 1.71404),
    "8:8:40:32:40": (21.827994, 21.831684, 5.461816),
}
"""FLOPs in NATS-Bench's records, in millions, for CIFAR-10, CIFAR-100 and ImageNet16-120."""


@pytest.fixture(scope="module")
def space() -> SSS:
    return SSS()


@pytest.fixture(scope="module")
def some(space) -> np.ndarray:
    """Architectures of every kind and a few at random, ascending."""
    drawn = space.sample(np.random.default_rng(7), 4)
    return np.unique([*(space.parse(text) for text in KINDS.values()), *drawn])


def count(space: SSS, indices: np.ndarray, dataset: str) -> Counting:
    networks, task = SSSNetworks(space, indices, CPU), DATASETS[dataset]
    layers = Counting(networks, task, CPU)
    networks.run(layers, task.classes)
    return layers


def synflow(space: SSS, indices: np.ndarray, dataset: str, bank: WeightBank) -> np.ndarray:
    task, scores = DATASETS[dataset], []
    for batch in SSSNetworks.batches(indices, 2048, for_cache=True):
        networks = SSSNetworks(space, batch, CPU)
        layers = LinearFlow(networks, task, bank)
        with torch.inference_mode():
            networks.run(layers, task.classes)
        scores.append(layers.log_score.numpy())
    return np.concatenate(scores)


def built(space: SSS, index: int, dataset: str, bank: WeightBank) -> plain_sss.Network:
    number = int(index) if bank.independent else None
    return plain_sss.build(space.format(index), DATASETS[dataset], bank, number)


# -- counting -----------------------------------------------------------------------------------


@pytest.mark.parametrize("dataset", DATASETS)
def test_parameters_equal_the_benchmarks_for_the_whole_space(space, data_dir, dataset):
    table = pd.read_parquet(data_dir / "nats_sss.parquet")
    order = np.argsort([space.parse(text) for text in table["arch_str"]])
    theirs = table[f"{COLUMNS[dataset]}_params"].to_numpy()[order]
    ours = count(space, np.arange(space.size), dataset)
    np.testing.assert_array_equal(ours.params, theirs)


def test_flops_equal_the_benchmarks(space):
    for text, published in PUBLISHED_MFLOPS.items():
        for dataset, expected in zip(DATASETS, published, strict=True):
            ours = count(space, np.array([space.parse(text)]), dataset)
            assert ours.flops.item() == round(expected * 1e6)


@pytest.mark.parametrize("dataset", DATASETS)
def test_counts_equal_those_of_a_real_network(space, some, dataset):
    networks = [built(space, i, dataset, WeightBank(0)) for i in some]
    ours = count(space, some, dataset)
    assert ours.params.tolist() == [plain.params(network) for network in networks]
    assert ours.flops.tolist() == [plain.flops(network, DATASETS[dataset]) for network in networks]


def test_counts_do_not_depend_on_the_batch(space, some):
    together = count(space, some, "cifar10")
    alone = [count(space, some[[k]], "cifar10") for k in range(len(some))]
    assert together.params.tolist() == [counted.params.item() for counted in alone]
    assert together.flops.tolist() == [counted.flops.item() for counted in alone]


# -- SynFlow ------------------------------------------------------------------------------------


@pytest.mark.parametrize("dataset", DATASETS)
def test_the_forward_identity_equals_automatic_differentiation(space, some, dataset):
    bank = WeightBank(3)
    expected = [plain.synflow(built(space, i, dataset, bank), DATASETS[dataset]) for i in some]
    ours = synflow(space, some, dataset, bank)
    np.testing.assert_allclose(ours, expected, rtol=0, atol=1e-4)


def test_independent_initialisation_gives_every_architecture_weights_of_its_own(space, some):
    bank = WeightBank(5, independent=True)
    task = DATASETS["ImageNet16-120"]
    expected = [plain.synflow(built(space, i, task.name, bank), task) for i in some]
    ours = synflow(space, some, task.name, bank)
    np.testing.assert_allclose(ours, expected, rtol=0, atol=1e-4)
    shared = synflow(space, some, task.name, WeightBank(5))
    assert not np.any(np.isclose(ours, shared, rtol=0, atol=1e-4))


# -- the whole forward pass ---------------------------------------------------------------------


class Forward:
    """Layers that compute one architecture, in the precision of the images."""

    def __init__(self, images: torch.Tensor, bank: WeightBank) -> None:
        self.images = images
        self.bank = bank

    def image(self):
        return self.images

    def convolution(self, maps, place, channels, kernel, stride=1):
        weight = self.bank.draw(place, (channels, maps.shape[1], kernel, kernel)).to(maps.dtype)
        return functional.conv2d(maps, weight, stride=stride, padding=kernel // 2)

    def normalisation(self, maps, place):
        return functional.batch_norm(maps, None, None, training=True)

    def relu(self, maps, place):
        return maps.relu()

    def halve(self, maps):
        return functional.avg_pool2d(maps, 2)

    def classifier(self, maps, place, classes):
        features = maps.shape[1]
        weight = self.bank.draw(place, (classes, features)).to(maps.dtype)
        bias = self.bank.draw(f"{place}.bias", (classes,), fan_in=features).to(maps.dtype)
        return functional.linear(maps.mean(dim=(2, 3)), weight, bias)

    def select(self, maps, rows):
        return maps

    def total(self, like, parts):
        assert all(part.shape == like.shape for part in parts)
        return sum(parts)

    def before_block(self, maps, reach, stride=1):
        return maps


def test_the_logits_equal_those_of_a_real_network(space, some):
    """Counts and SynFlow see no activation, and hardly any order: this does."""
    generator = torch.Generator().manual_seed(1)
    images = torch.randn(3, 3, 16, 16, generator=generator, dtype=torch.float64)
    bank = WeightBank(2)
    for index in some:
        network = built(space, index, "ImageNet16-120", bank).double().train()
        logits = SSSNetworks(space, np.array([index]), CPU).run(Forward(images, bank), 120)
        torch.testing.assert_close(logits, network(images))


# -- batches ------------------------------------------------------------------------------------


def test_layers_that_compute_get_one_architecture_at_a_time(some):
    for limit in (1, 5, 2048):
        batches = SSSNetworks.batches(some, limit, for_cache=limit == 5)
        assert [batch.tolist() for batch in batches] == [[index] for index in some]


def test_layers_that_count_get_as_many_as_allowed(some):
    for limit in (1, 5, 2048):
        batches = SSSNetworks.batches(some, limit, for_cache=False, mixed_shapes=True)
        assert len(batches) == -(-len(some) // limit)
        assert max(map(len, batches)) <= limit
        np.testing.assert_array_equal(np.concatenate(batches), some)


@pytest.mark.parametrize("mixed_shapes", [False, True])
def test_nobody_makes_no_batch(mixed_shapes):
    nobody = np.empty(0, np.int32)
    assert SSSNetworks.batches(nobody, 9, for_cache=True, mixed_shapes=mixed_shapes) == []


def test_every_network_stands_for_itself(space, some):
    networks = SSSNetworks(space, some, CPU)
    assert len(networks) == len(some)
    np.testing.assert_array_equal(networks.canonical, some)

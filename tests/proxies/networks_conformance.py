"""What the networks of every space promise: each way to run them runs the same network.

The networks of a space of yours are tested by a class of its own, and a fixture or parameter wider
than a function, once the space is registered::

    @pytest.mark.parametrize("space", [get_space("mine")], scope="class")
    class TestMyNetworks(NetworksConformance):
        pass
"""

from __future__ import annotations

import numpy as np
import torch
from torch import nn

from landscape.scores import Metric
from proxies import Dataset, Proxy, Scorer, Settings, get_proxy
from proxies.passes import TRACE
from search.training import build_network

TASK = Dataset("small", "Small", classes=5, size=16)
SPREAD = Proxy(
    Metric("spread"), "var z", reads=TRACE, score=lambda trace: trace.logits.flatten(1).var(dim=1)
)


class NetworksConformance:
    """Networks that see images."""

    def test_they_have_as_many_parameters_as_is_counted(self, space):
        some = few(space)
        expected = [sum(p.numel() for p in network.parameters()) for network in built(space, some)]
        assert scored(space, some, get_proxy("params")).tolist() == expected

    def test_logits_are_those_of_the_network_that_is_trained(self, space):
        some, scorer = few(space), scoring(space, SPREAD)
        images = torch.from_numpy(scorer.images.pixels).double()
        expected = [network(images).var().item() for network in built(space, some)]
        np.testing.assert_allclose(scorer.score(some)["spread"], expected, rtol=1e-6)

    def test_synflow_is_that_of_the_network_that_is_trained(self, space):
        some = few(space)
        expected = [plain_synflow(network) for network in built(space, some)]
        np.testing.assert_allclose(scored(space, some, get_proxy("synflow")), expected, rtol=1e-9)


def few(space):
    """Return the smallest of some networks that have a path, and the one with most parameters."""
    drawn = np.unique(space.canonical(space.sample(np.random.default_rng(0), 40)))
    drawn = drawn[space.connected(drawn)]
    params = scored(space, drawn, get_proxy("params"))
    return np.unique(drawn[[np.argmin(params), np.argmax(params)]])


def built(space, some):
    """Return the networks as modules, in double precision."""
    return [build_network(space, number, TASK, seed=3).double() for number in some.tolist()]


def scoring(space, proxy):
    settings = Settings(
        TASK, data="noise", batch_size=3, seed=3, init="independent", precision="double",
        device="cpu",
    )  # fmt: skip
    return Scorer(space, [proxy], settings)


def scored(space, some, proxy):
    return scoring(space, proxy).score(some)[proxy.name]


def plain_synflow(network):
    """Return log Σ θ·∂R/∂θ of a network without normalisation, R the sum of what a 1 leads to."""
    weights = []
    for name, module in list(network.named_modules()):
        if isinstance(module, nn.BatchNorm2d):
            parent, _, child = name.rpartition(".")
            network.get_submodule(parent)._modules[child] = nn.Identity()
        if isinstance(module, nn.Conv2d | nn.Linear):
            module.weight.data.abs_()
            weights.append(module.weight)
        if isinstance(module, nn.Linear):
            module.bias.data.zero_()
    ones = torch.ones(1, 3, TASK.size, TASK.size, dtype=torch.float64)
    gradients = torch.autograd.grad(network(ones).sum(), weights)
    return sum((w * g).sum() for w, g in zip(weights, gradients, strict=True)).log().item()

"""Networks that everybody knows have scores, or a stated reason why not."""

from __future__ import annotations

import gc
import weakref
from contextlib import contextmanager

import numpy as np
import pytest
import torch
from torch.nn import functional
from torch.nn.attention import SDPBackend, sdpa_kernel

from landscape import ProductSpace, Variable, register_space
from landscape.spaces import record_of
from proxies import PROXIES, Dataset, Scorer, Settings
from proxies.modules.context import module_contexts
from proxies.modules.inputs import Examples
from proxies.modules.networks import modules_of
from proxies.modules.run import NotMeantError
from proxies.modules.together import ModulePasses
from tests.proxies.modules.well_known import NETWORKS, REFUSED
from tests.registered import forgotten

COUNT = 4
TASK = Dataset("tiny", "Tiny", classes=3, size=8)
SPACE = ProductSpace([Variable("kind", tuple(NETWORKS))], name="well-known")
HOW = {"data": "noise", "batch_size": COUNT, "device": "cpu", "precision": "double"}


@pytest.fixture(scope="module", autouse=True)
def space():
    with forgotten():
        register_space(SPACE, network=lambda chosen, task: NETWORKS[chosen["kind"]](task.classes))
        yield SPACE


@pytest.fixture(scope="module")
def scores(space):
    proxies = [proxy for proxy in PROXIES.values() if proxy.name != "skip"]
    scorer = Scorer(space, proxies, Settings(TASK, **HOW))
    return scorer.score(np.arange(space.size))


def scored(names, indices, **how):
    scorer = Scorer(SPACE, [PROXIES[name] for name in names], Settings(TASK, **HOW | how))
    return scorer.score(np.array(indices))


@pytest.mark.parametrize("metric", [name for name in PROXIES if name != "skip"])
def test_every_network_has_a_finite_score_or_none(scores, metric):
    missing = {
        kind for kind, score in zip(NETWORKS, scores[metric], strict=True) if np.isnan(score)
    }
    assert missing == REFUSED.get(metric, set())
    there = scores[metric][~np.isnan(scores[metric])]
    singular = np.isinf(there)  # kernels of very small networks may be
    assert not singular.any() or metric in ("ntk_rb", "ntk", "nwot", "nwot_rb")


def test_scores_do_not_depend_on_the_others_or_on_their_order(scores):
    names = ["snip", "ntk", "synflow", "nwot", "grasp"]
    again = scored(names, [9, 5, 2])
    for name in names:
        np.testing.assert_array_equal(again[name], scores[name][[9, 5, 2]])


def module(kind):
    """Return a network and its context, in double precision."""
    index = list(NETWORKS).index(kind)
    rng = np.random.default_rng(0)
    pixels = rng.standard_normal((COUNT, 3, 8, 8)).astype(np.float32)
    examples = Examples((pixels,), np.array([0, 1, 2, 1]), "drawn")
    settings = Settings(TASK, **HOW)
    (context,) = module_contexts(SPACE, settings, TASK, examples, torch.device("cpu"))
    kinds = modules_of(record_of(SPACE))
    return kinds(SPACE, np.array([index]), torch.device("cpu")), context


def weights_of(network):
    """Return the weights of convolutions and linear layers of a network, found by its names."""
    named = dict(network.named_parameters())
    return [
        weight for name, weight in named.items() if weight.dim() > 1 and name not in ("positions",)
    ]


@pytest.mark.parametrize("kind", NETWORKS)
def test_gradients_are_those_of_autograd(kind):
    networks, context = module(kind)
    passes = ModulePasses(networks, context)
    network = networks.module(context)
    network = without_dropout(network)
    weights = weights_of(network)
    images, labels = context.inputs[0], context.labels
    with sdpa_kernel(SDPBackend.MATH):  # the others cannot be differentiated twice
        loss = functional.cross_entropy(network(images), labels)
    gradients = torch.autograd.grad(loss, weights, create_graph=True)
    pairs = list(zip(weights, gradients, strict=True))
    expected = {
        "snip": sum((w * g).abs().sum() for w, g in pairs),
        "plain": sum((w * g).sum() for w, g in pairs),
        "l2_norm": sum(w.norm() for w in weights),
    }
    if kind != "transformer":  # one parameter is three weights there
        expected["grad_norm"] = sum(g.norm() for g in gradients)
    else:
        del expected["l2_norm"]
    product = sum((g.detach() * g).sum() for g in gradients)
    curved = torch.autograd.grad(product, weights, allow_unused=True)
    expected["grasp"] = -sum((w * c).sum() for w, c in zip(weights, curved) if c is not None)  # noqa: B905
    for name, value in expected.items():
        found = passes.read(PROXIES[name]).item()
        np.testing.assert_allclose(found, value.item(), rtol=1e-9, err_msg=name)


def without_dropout(network):
    for part in network.modules():
        if isinstance(part, torch.nn.Dropout):
            part.p = 0.0
        if isinstance(part, torch.nn.MultiheadAttention):
            part.dropout = 0.0
    return network


@pytest.mark.parametrize("kind", ["mlp", "vgg", "transformer", "convnext", "groups", "by hand"])
def test_the_kernel_is_that_of_each_image_alone(kind):
    networks, context = module(kind)
    kernel = ModulePasses(networks, context).trace(PROXIES["ntk"].reads).kernel[0]
    network = without_dropout(networks.module(context))
    named = network.named_parameters()
    weights = [w for name, w in named if name.endswith("weight") or name in ("kernel", "matrix")]
    rows = []
    for image in context.inputs[0]:
        found = torch.autograd.grad(network(image[None]).sum(), weights)
        rows.append(torch.cat([gradient.flatten() for gradient in found]))
    stacked = torch.stack(rows)
    torch.testing.assert_close(kernel, stacked @ stacked.T, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    ("kind", "metric", "why"),
    [
        ("transformer", "zen", "it has no batch normalisation"),
        ("convnext", "nwot", "it has no ReLU, but gelu"),
        ("mlp", "ni_eta", "it has no pooling layer"),
        ("by hand", "synflow_rb", "its last step is no linear layer"),
        ("mlp", "skip", "it has no list of its skip connections"),
    ],
)
def test_what_a_metric_cannot_mean_is_said(kind, metric, why):
    networks, context = module(kind)
    with pytest.raises(NotMeantError, match=why):
        ModulePasses(networks, context).read(PROXIES[metric])


def test_networks_are_built_once_and_freed_at_once():
    built = []

    def build(chosen, task):
        network = NETWORKS[("resnet", "vgg", "transformer")[chosen.index]](task.classes)
        assert sum(one() is not None for one in built) <= alive
        built.append(weakref.ref(network))
        return network

    space = ProductSpace([3], name="counted")
    proxies = [PROXIES[name] for name in ("synflow", "params", "grasp", "ntk", "jacov", "snip")]
    gc.collect()
    gc.disable()
    try:
        with forgotten(), one_thread():
            register_space(space, network=build)
            alive = 9  # a network that is tried is built twice, to be compared
            scorer = Scorer(space, proxies, Settings(TASK, **HOW))
            del built[:]
            alive = 0
            scorer.score(np.arange(3))
        assert len(built) == 3
        assert all(one() is None for one in built)
    finally:
        gc.enable()


@contextmanager
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def test_networks_are_scored_side_by_side_as_one_after_the_other():
    names = ["snip", "zen", "synflow", "nwot"]
    before = torch.get_num_threads()
    resnets = ProductSpace([6], name="resnets")
    with forgotten():
        register_space(resnets, network=lambda chosen, task: NETWORKS["resnet"](task.classes))
        found = []
        for threads in (1, 3):
            torch.set_num_threads(threads)
            settings = Settings(TASK, **HOW | {"init": "independent"})
            scorer = Scorer(resnets, [PROXIES[name] for name in names], settings)
            found.append(scorer.score(np.arange(6)))
        torch.set_num_threads(before)
    for name in names:
        np.testing.assert_array_equal(found[0][name], found[1][name])
        assert len(set(found[0][name].tolist())) > 1

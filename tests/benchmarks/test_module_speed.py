"""How fast networks of one's own are scored, against plain loops in the same run.

``pytest tests/benchmarks/test_module_speed.py --benchmark-only``

The plainest loop that shares its passes builds a network, runs it once forwards, once backwards
with a graph of the gradients and once through that; what needs another input runs it again. It
does without generality: hooks for these very classes, weights by their names.
"""

from __future__ import annotations

import copy
import math
import time

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional

from proxies import PROXIES, Scorer, Settings
from proxies.engine.device import known_state
from proxies.engine.weights import WeightBank
from tests.proxies import plain, plain_proxies
from tests.proxies.modules.plainly import SPACES, as_modules

N = 4
LAYERS = (nn.Conv2d, nn.Linear)
SETTINGS = Settings("cifar10", data="noise", device="cpu", init="shared")


@pytest.fixture(scope="module")
def space():
    with as_modules(*SPACES["nb201"]) as registered:
        yield registered


@pytest.fixture(scope="module")
def drawn(space) -> np.ndarray:
    canonical = np.unique(space.canonical(np.arange(space.size)))
    connected = canonical[space.connected(canonical)]
    return np.sort(np.random.default_rng(1).choice(connected, N, replace=False))


def shared_pass(architecture: str, case) -> dict[str, float]:
    """Score one network with every metric, as plainly as passes can be shared."""
    task, bank, images, labels = case
    network = plain.build(architecture, task, bank, None).train()
    network.to(memory_format=torch.channels_last)
    layers = [m for m in network.modules() if isinstance(m, LAYERS)]
    kinds = (nn.ReLU, nn.AvgPool2d, nn.AdaptiveAvgPool2d, *LAYERS, nn.BatchNorm2d)
    calls = plain.record(m for m in network.modules() if isinstance(m, kinds))
    weights = [layer.weight for layer in layers]
    given = images.clone().requires_grad_()
    scores: dict[str, float] = {}

    logits = network(given)
    seen = list(calls)
    of_layers = [c for c in seen if isinstance(c.module, LAYERS)]
    loss = functional.cross_entropy(logits, labels)
    found = torch.autograd.grad(
        loss, [*weights, *(c.out for c in of_layers)], create_graph=True, allow_unused=True
    )
    gradients = [torch.zeros_like(w) if g is None else g for w, g in zip(weights, found)]  # noqa: B905
    pairs = list(zip(weights, gradients, strict=True))
    scores["grad_norm"] = sum(g.norm().item() for g in gradients)
    scores["snip"] = sum((w * g).abs().sum().item() for w, g in pairs)
    scores["plain"] = sum((w * g).sum().item() for w, g in pairs)
    scores["fisher"] = 0.0
    for call, delta in zip(of_layers, found[len(weights) :], strict=True):
        if delta is not None:
            by_channel = (
                (call.out * delta).flatten(2).sum(2) if delta.dim() == 4 else call.out * delta
            )
            scores["fisher"] += (
                call.module.weight[0].numel() / 2 * by_channel.square().mean(0).sum().item()
            )
    product = sum((g.detach() * g).sum() for g in gradients)
    curved = torch.autograd.grad(product, weights, retain_graph=True, allow_unused=True)
    scores["grasp"] = -sum((w * c).sum().item() for w, c in zip(weights, curved) if c is not None)  # noqa: B905
    (rows,) = torch.autograd.grad(logits.sum(), given)
    rows = rows.flatten(1).double()
    scores["jacov"] = plain_proxies.jacov_of(rows)
    scores["epe_nas"] = plain_proxies.epe_of(rows, labels, task.classes)
    kernel = plain_proxies.agreements(c.given for c in seen if isinstance(c.module, nn.ReLU))
    scores["nwot"] = plain_proxies.log_determinant(kernel)

    frozen = copy.deepcopy(network).eval()
    statistics = [c for c in seen if isinstance(c.module, nn.BatchNorm2d)]
    for norm, call in zip(plain.normalisations(frozen), statistics, strict=True):
        norm.running_mean = call.given.detach().mean(dim=(0, 2, 3))
        norm.running_var = call.given.detach().var(dim=(0, 2, 3), correction=0)
    named = {n: p for n, p in frozen.named_parameters() if n.endswith("weight")}

    def of_image(parameters, image):
        return torch.func.functional_call(frozen, parameters, image[None]).sum()

    each = torch.func.vmap(torch.func.grad(of_image), in_dims=(None, 0))(
        {n: p.detach() for n, p in named.items()}, images
    )
    stacked = torch.cat([g.flatten(1) for g in each.values()], dim=1)
    values = torch.linalg.eigvalsh((stacked @ stacked.T).double())
    scores["ntk"] = (values[-1] / values[0]).item()

    with torch.no_grad():
        calls.clear()
        network(images + bank.draw_normal("ni.noise", (32, 32, 32, 3)).permute(0, 3, 1, 2))
    is_pool = (nn.AvgPool2d, nn.AdaptiveAvgPool2d)
    both = [[c for c in run if isinstance(c.module, is_pool)] for run in (seen, calls)]
    change = sum((a.given - b.given).square().mean().item() for a, b in zip(*both, strict=True))
    scores["ni_eta"] = math.log(1e-10 + change)

    scores["params"] = plain.params(network)
    scores["l2_norm"] = sum(w.double().norm().item() for w in weights)
    flow = plain_proxies.linear_flow(network, task.size, normalised=False)
    scores["synflow"] = sum((w * g).sum() for w, g in flow).log().item()
    scores["logsynflow"] = sum((w * torch.log1p(g)).sum().item() for w, g in flow)
    normal = plain.build(architecture, task, bank, None, normal=True)
    x, x2 = (bank.draw_normal(n, (32, 32, 32, 3)).permute(0, 3, 1, 2) for n in ("zen.x", "zen.x2"))
    scores["zen"] = plain_proxies.zen(normal.to(memory_format=torch.channels_last), x, x2)
    return scores


def test_all_metrics_of_modules(benchmark, space, drawn):
    proxies = [proxy for proxy in PROXIES.values() if not proxy.is_variant]
    scorer = Scorer(space, proxies, SETTINGS)
    pixels = torch.from_numpy(scorer.images.inputs[0])
    images = pixels.contiguous(memory_format=torch.channels_last)
    labels = torch.from_numpy(scorer.images.labels)
    case = SETTINGS.task, WeightBank(0), images, labels
    torch.set_num_threads(1)
    with known_state():
        names = [space.format(int(index)) for index in drawn]
        checked = shared_pass(names[0], case)  # pays for the warm-up, too
        ours = scorer.score(drawn[:1])
        for metric, value in checked.items():
            np.testing.assert_allclose(ours[metric][0], value, rtol=0.05, err_msg=metric)
        scorers = {proxy.name: Scorer(space, [proxy], SETTINGS) for proxy in proxies}
        plainly, alone, together = [], [], []
        for index, name in zip(drawn, names, strict=True):
            plainly.append(_seconds(lambda name=name: shared_pass(name, case)))
            together.append(_seconds(lambda index=index: scorer.score(np.array([index]))))
            alone.append(
                sum(_seconds(lambda s=s, i=index: s.score(np.array([i]))) for s in scorers.values())
            )
    benchmark.pedantic(scorer.score, args=(drawn,), rounds=1)
    ours = np.median(together)
    benchmark.extra_info |= {
        "milliseconds a module": round(ours * 1e3),
        "plainest shared passes, milliseconds": round(np.median(plainly) * 1e3),
        "of the plainest shared passes": round(float(np.median(np.divide(together, plainly))), 2),
        "one metric after the other, milliseconds": round(np.median(alone) * 1e3),
        "times faster than one by one": round(float(np.median(np.divide(alone, together))), 1),
    }
    print(benchmark.extra_info)


def _seconds(work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start

"""How fast proxies are scored, against the plainest loop over single networks in the same run.

``pytest tests/benchmarks/test_proxy_speed.py --benchmark-only``
"""

from __future__ import annotations

import time

import numpy as np
import pytest
import torch

from landscape.spaces import NB201
from proxies import DATASETS, PROXIES, Scorer, Settings, get_proxy
from proxies.engine.weights import WeightBank
from tests.proxies import plain, plain_proxies

TASK = DATASETS["cifar10"]
N_PLAIN = 100


@pytest.fixture(scope="module")
def plain_seconds() -> float:
    """Seconds an architecture takes in the plain loop: a network built, run, differentiated."""
    space, bank = NB201(), WeightBank(0)
    connected = [i for i in range(space.size) if space.connected(np.array([i]))[0]]
    drawn = np.random.default_rng(0).choice(connected, N_PLAIN + 1)
    networks = [plain.build(space.format(i), TASK, bank, None) for i in drawn]
    plain.synflow(networks.pop(), TASK)  # a first network pays for the warm-up
    start = time.perf_counter()
    for network in networks:
        plain.synflow(network, TASK)
    return (time.perf_counter() - start) / N_PLAIN


@pytest.mark.parametrize("device", ["cpu", "cuda"])
def test_synflow_of_the_whole_space(benchmark, plain_seconds, device):
    if device == "cuda" and not torch.cuda.is_available():
        pytest.skip("no CUDA device")
    scorer = Scorer(NB201(), [get_proxy("synflow")], Settings(device=device))
    scorer.score(scorer.configurations[:200])

    def score() -> None:
        for chunk in scorer.chunks():
            scorer.score(chunk)

    benchmark.pedantic(score, rounds=3)
    ours = benchmark.stats["median"] / len(scorer.configurations)
    benchmark.extra_info |= {
        "milliseconds an architecture": round(ours * 1e3, 2),
        "plain loop, milliseconds an architecture": round(plain_seconds * 1e3, 1),
        "times faster than the plain loop": round(plain_seconds / ours, 1),
        "threads": torch.get_num_threads(),
    }
    print(benchmark.extra_info)


@pytest.fixture(scope="module")
def drawn() -> np.ndarray:
    """Canonical architectures drawn from all of them."""
    space = NB201()
    canonical = np.unique(space.canonical(np.arange(space.size)))
    return np.sort(np.random.default_rng(1).choice(canonical[1:], 16, replace=False))


def ntk_by_image(case: plain_proxies.Case) -> float:
    """The tangent kernel in the plainest way: one image after the other, in single precision."""
    network = plain_proxies.frozen(case.network, case.images)
    weights = [p for name, p in network.named_parameters() if name.endswith("weight")]
    rows = []
    for image in case.images:
        gradients = torch.autograd.grad(network(image[None]).sum(), weights, materialize_grads=True)
        rows.append(torch.cat([gradient.flatten() for gradient in gradients]))
    stacked = torch.stack(rows)
    values = torch.linalg.eigvalsh((stacked @ stacked.T).double())
    return (values[-1] / values[0]).item()


def plain_milliseconds(scorer: Scorer, index: int) -> dict[str, float]:
    """How long each plain loop takes for one architecture; building the network not counted."""
    images = torch.from_numpy(scorer.images.pixels).contiguous(memory_format=torch.channels_last)
    labels = torch.from_numpy(scorer.images.labels)
    functions = plain_proxies.PLAIN | {"ntk": ntk_by_image}
    taken = {}
    for proxy in scorer.proxies:
        case = plain_proxies.case_of(
            scorer.space, index, scorer.settings.task, WeightBank(0), images, labels
        )
        case.network.to(memory_format=torch.channels_last)
        start = time.perf_counter()
        functions[proxy.metric.name](case)
        taken[proxy.metric.name] = (time.perf_counter() - start) * 1e3
    return taken


@pytest.mark.parametrize("device", ["cpu", "cuda"])
def test_all_metrics_of_an_architecture(benchmark, drawn, device):
    if device == "cuda" and not torch.cuda.is_available():
        pytest.skip("no CUDA device")
    proxies = [proxy for proxy in PROXIES.values() if not proxy.is_variant]
    scorer = Scorer(NB201(), proxies, Settings(device=device, data="noise"))
    scorer.score(drawn[:2])
    plain_milliseconds(scorer, int(drawn[0]))  # pays for the warm-up
    loops = [plain_milliseconds(scorer, int(index)) for index in drawn[::4]]
    plainly = {name: np.mean([taken[name] for taken in loops]) for name in loops[0]}
    benchmark.pedantic(scorer.score, args=(drawn,), rounds=2)
    ours = benchmark.stats["median"] / len(drawn) * 1e3
    benchmark.extra_info |= {
        "milliseconds an architecture": round(ours),
        "plain loops, sum": round(sum(plainly.values())),
        "plain loops": {name: round(float(value)) for name, value in plainly.items()},
        "times faster than the plain loops": round(sum(plainly.values()) / ours, 1),
        "threads": torch.get_num_threads(),
    }
    print(benchmark.extra_info)


@pytest.mark.parametrize("name", ["params", "flops", "l2_norm", "skip", "logsynflow"])
def test_one_metric_of_the_whole_space(benchmark, name):
    scorer = Scorer(NB201(), [get_proxy(name)], Settings(device="cpu"))
    benchmark.pedantic(scorer.score, args=(scorer.configurations,), rounds=1)

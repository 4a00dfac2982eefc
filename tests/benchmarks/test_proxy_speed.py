"""How fast proxies are scored, against the plainest loop over single networks in the same run.

``pytest tests/benchmarks/test_proxy_speed.py --benchmark-only``
"""

from __future__ import annotations

import time

import numpy as np
import pytest
import torch

from landscape.spaces import NB201
from proxies import DATASETS, Scorer, Settings, get_proxy
from proxies.weights import WeightBank
from tests.proxies import plain

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


def test_params_of_the_whole_space(benchmark):
    scorer = Scorer(NB201(), [get_proxy("params")], Settings(device="cpu"))
    benchmark.pedantic(scorer.score, args=(scorer.configurations,), rounds=3)

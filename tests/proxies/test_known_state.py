"""Scores do not depend on what a program has set, and leave it as it was."""

from __future__ import annotations

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch

from landscape import get_space
from landscape.scores import Metric
from proxies import Dataset, Proxy, Scorer, Settings, get_proxy
from proxies.engine.device import known_state
from proxies.engine.weights import WeightBank
from proxies.passes import COUNT
from tests.surroundings import FOLLOWS, NUMPY, TORCH, seen

SETTINGS = Settings(
    dataset=Dataset("tiny", "Tiny", classes=3, size=8), data="noise", batch_size=4, device="cpu"
)
METRICS = ("synflow", "grasp", "epe_nas")


def scores():
    proxies = [get_proxy(name) for name in METRICS]
    return Scorer(get_space("sss"), proxies, SETTINGS).score(np.array([5, 9000]))


@pytest.fixture(scope="module")
def expected():
    return scores()


@pytest.mark.parametrize("name", TORCH | NUMPY)
def test_scores_are_the_same_to_the_last_bit(name, expected):
    with (TORCH | NUMPY)[name]():
        before = seen()
        found = scores()
        assert seen() == before
    for metric, values in expected.items():
        np.testing.assert_array_equal(found[metric], values, err_msg=metric)


def test_the_precision_that_was_asked_for_can_still_be_read():
    with TORCH["medium precision"]():
        with known_state():
            pass
        assert torch.get_float32_matmul_precision() == "medium"


def test_what_is_off_is_not_switched_off(monkeypatch):
    def loads_the_compiler(*_, **__):
        raise AssertionError

    monkeypatch.setattr(torch, "use_deterministic_algorithms", loads_the_compiler)
    with known_state():
        assert not torch.are_deterministic_algorithms_enabled()


@pytest.mark.skipif(not FOLLOWS, reason="before PyTorch 2.9 no switch follows another")
def test_a_following_switch_follows_again():
    torch.backends.fp32_precision = "tf32"
    try:
        with known_state():
            assert torch.backends.mkldnn.matmul.fp32_precision == "ieee"
        assert torch.backends.mkldnn.matmul.fp32_precision == "tf32"
    finally:
        torch.backends.fp32_precision = "none"
    assert torch.backends.mkldnn.matmul.fp32_precision == "none"


def test_a_metric_of_ones_own_computes_in_float32():
    def count(counted):
        return torch.zeros(len(counted.params)) + torch.arange(3).sum() / 3

    own = Proxy(Metric("mine"), "mine", reads=COUNT, score=lambda counted: _type(count(counted)))
    with TORCH["float16 by default"]():
        (found,) = Scorer(get_space("nb201"), [own], SETTINGS).score(np.array([0])).values()
    assert found == [32]


def _type(values):
    return values * 0 + torch.finfo(values.dtype).bits


def test_weights_are_float32_whatever_is_the_default():
    plain = WeightBank(0).draw("a", (2, 2))
    for name in ("float64 by default", "another device"):
        with TORCH[name]():
            drawn = WeightBank(0).draw("a", (2, 2))
        assert drawn.dtype == torch.float32
        assert torch.equal(drawn, plain)


def test_the_last_of_several_at_once_puts_back():
    entered, left = threading.Event(), threading.Event()

    def first():
        with known_state():
            entered.set()
            left.wait(10)
            return torch.get_default_dtype()

    with TORCH["float64 by default"](), ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(first)
        assert entered.wait(10)
        with known_state():
            left.set()
            assert waiting.result() == torch.float32
            assert torch.get_default_dtype() == torch.float32
        assert torch.get_default_dtype() == torch.float64


def test_scores_are_exact_beside_a_training_that_is_not():
    before = seen()
    with known_state():
        expected = seen()["precision"]
    with known_state(exact=False):
        rounded = seen()["precision"]
        with known_state():
            assert seen()["precision"] == expected != rounded
    assert seen() == before


def test_the_compiler_of_pytorch_is_not_loaded():
    program = (
        "import sys, torch; before = set(sys.modules)\n"
        "from proxies.engine.device import known_state\n"
        "with known_state(): pass\n"
        "print([n for n in sys.modules if n not in before and n.startswith('torch._inductor')])"
    )
    told = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert told.stdout == "[]\n"

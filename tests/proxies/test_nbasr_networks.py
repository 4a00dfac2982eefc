"""NAS-Bench-ASR's networks: every score against a plain network, one at a time."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from landscape.errors import OptionError
from landscape.spaces.nbasr import NBASR
from proxies import PROXIES, Plan, Scorer, Settings
from proxies.engine.weights import WeightBank
from proxies.networks.nbasr import CELLS, CLASSES, FEATURES, FILTERS, FRAMES, NBASRNetworks
from proxies.networks.sequences import padding
from tests.proxies import plain_nbasr

FEW = (100, 200, 100, 200)
DEFINED = ("params", "flops", "l2_norm", "synflow", "skip")

KINDS = {
    "all linear": "linear:0+linear:00+linear:000",
    "all skips": "conv5:1+conv7:11+linear:111",
    "every dilation": "conv5d2:0+conv7d2:01+conv7:100",
    "only skips": "zero:1+zero:01+zero:001",
    "one zero": "conv5:0+zero:10+conv7d2:010",
    "no path": "conv5:1+conv7:11+zero:000",
    "nothing": "zero:0+zero:00+zero:000",
}
"""Cells by what is special about them."""


@pytest.fixture(scope="module", autouse=True)
def _few_filters():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(NBASRNetworks, "filters", FEW)
        yield


@pytest.fixture(scope="module")
def space() -> NBASR:
    return NBASR()


@pytest.fixture(scope="module")
def some(space) -> np.ndarray:
    """Cells of every kind and a few at random, ascending, as the benchmark's graphs have them."""
    drawn = space.sample(np.random.default_rng(3), 4)
    return np.unique(space.canonical([*(space.parse(text) for text in KINDS.values()), *drawn]))


def score(space, name, indices, **settings):
    given = {"device": "cpu", "precision": "double", "seed": 3}
    return Scorer(space, [PROXIES[name]], Settings(**given | settings)).score(indices)[name]


def plain(space, index, seed=3, *, independent=False) -> plain_nbasr.Network:
    bank, number = WeightBank(seed, independent=independent), int(index) if independent else None
    return plain_nbasr.build(space.format(index), bank, number, FEW)


def test_parameters_and_operations_equal_those_of_a_real_network(space, some):
    networks = [plain(space, index) for index in some]
    expected = [plain_nbasr.params(network) for network in networks]
    assert score(space, "params", some).tolist() == expected
    millions = [plain_nbasr.flops(network, FRAMES) / 1e6 for network in networks]
    np.testing.assert_allclose(score(space, "flops", some), millions, rtol=1e-12)


@pytest.mark.parametrize("independent", [False, True])
def test_synflow_equals_automatic_differentiation(space, some, independent):
    networks = [plain(space, index, independent=independent) for index in some]
    expected = [plain_nbasr.synflow(network, FRAMES) for network in networks]
    init = "independent" if independent else "shared"
    np.testing.assert_allclose(score(space, "synflow", some, init=init), expected, rtol=1e-6)


def test_synflow_needs_no_double_precision(space, some):
    single = score(space, "synflow", some, precision="single")
    np.testing.assert_allclose(single, score(space, "synflow", some), rtol=1e-5)


@pytest.mark.parametrize("independent", [False, True])
def test_norms_equal_those_of_a_real_network(space, some, independent):
    networks = [plain(space, index, independent=independent) for index in some]
    expected = [plain_nbasr.l2_norm(network) for network in networks]
    init = "independent" if independent else "shared"
    np.testing.assert_allclose(score(space, "l2_norm", some, init=init), expected, rtol=1e-6)


def test_a_cell_without_a_path_is_the_worst(space):
    scores = score(space, "synflow", [space.parse(KINDS["no path"]), space.parse(KINDS["nothing"])])
    assert scores.tolist() == [-np.inf, -np.inf]


def test_scores_do_not_depend_on_the_batch(space, some):
    together = score(space, "synflow", some, at_once=5)
    np.testing.assert_allclose(together, score(space, "synflow", some, at_once=1), rtol=1e-10)


def test_skips_are_those_of_the_cell(space):
    texts = ("linear:0+linear:00+linear:000", "linear:0+linear:01+linear:000", KINDS["all skips"])
    indices = np.array([space.parse(text) for text in texts])
    # v - 1 - u of 1→2 is 0; of 0→1, 0→2, 1→2, 0→3, 1→3 and 2→3 it is 0, 1, 0, 2, 1, 0.
    assert score(space, "skip", indices).tolist() == pytest.approx([0, 0, 4 / 6])


@pytest.mark.parametrize("name", [name for name in PROXIES if name not in DEFINED])
def test_what_needs_images_is_refused_in_one_line(space, name):
    refused = f"^{name} is not defined on NAS-Bench-ASR: its networks take sound.*; ask for other"
    with pytest.raises(OptionError, match=refused) as caught:
        score(space, name, [0])
    assert "\n" not in str(caught.value)


def test_scores_are_those_of_the_benchmarks_task_whatever_the_dataset(space):
    identities = [
        Plan(space, [PROXIES["flops"]], Settings(dataset=name)).identity(PROXIES["flops"])
        for name in ("cifar10", "ImageNet16-120")
    ]
    assert identities[0] == identities[1]
    assert identities[0]["dataset"] == "TIMIT"
    assert identities[0]["classes"] == CLASSES


@pytest.mark.parametrize("kernel", [5, 7, 8])
@pytest.mark.parametrize("dilation", [1, 2])
@pytest.mark.parametrize("stride", [1, 2])
def test_padding_keeps_the_frames_and_sees_four_ahead_at_most(kernel, dilation, stride):
    before, after = padding(kernel, stride, dilation)
    padded = torch.zeros(1, 1, 20 + before + after)
    out = torch.conv1d(padded, torch.ones(1, 1, kernel), stride=stride, dilation=dilation)
    assert 0 <= after <= 4 // stride
    assert out.shape[-1] == 20 // stride


def test_the_network_is_the_benchmarks():
    assert FILTERS == (600, 800, 1000, 1200)
    assert CELLS == (3, 4, 5, 6)
    assert (FEATURES, CLASSES) == (80, 49)

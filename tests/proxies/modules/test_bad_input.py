"""What is wrong with a builder, its network, data or loss is one line."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional
from torch.utils.data import DataLoader, TensorDataset

from landscape import ProductSpace, get_space, register_space
from landscape.errors import DataError, LandscapeError, OptionError
from proxies import PROXIES, Dataset, Scorer, Settings, build_module
from proxies.plan import scoring_settings
from tests.registered import forgotten

TASK = Dataset("tiny", "Tiny", classes=3, size=8)
SETTINGS = Settings(TASK, data="noise", batch_size=4, device="cpu")
CALLS = itertools.count()


def network(chosen, task):
    size = 3 * task.size**2 if task.shape is None else int(np.prod(task.shape))
    return nn.Sequential(nn.Flatten(), nn.Linear(size, 8), nn.ReLU(), nn.Linear(8, task.classes))


def scored(build=network, metrics=("snip",), settings=SETTINGS, **record):
    space = ProductSpace([2], name="mine")
    proxies = [PROXIES[name] for name in metrics]
    with forgotten():
        register_space(space, network=build, **record)
        return Scorer(space, proxies, settings).score(np.array([0]))


def raises(chosen):
    raise KeyError("width")


def grows(chosen):
    return nn.Sequential(nn.Flatten(), nn.Linear(192, 3 + next(CALLS)))


def from_elsewhere(chosen):
    layer = nn.Linear(192, 3)
    nn.init.constant_(layer.weight, next(CALLS))
    return nn.Sequential(nn.Flatten(), layer)


class Random(nn.Linear):
    def forward(self, x):
        return super().forward(x.flatten(1)) * torch.rand(3)


@pytest.mark.parametrize(
    ("build", "said"),
    [
        (raises, r"the network of 0 could not be built \('width'\): repair its builder"),
        (lambda chosen: "resnet", "the network of 0 is 'resnet': expected its builder to return"),
        (grows, "the network of 0 is another when it is built again"),
        (from_elsewhere, "has another 1.weight when it is built again: expected weights that"),
        (lambda chosen: nn.Linear(3, 3, device="meta"), "weight on device meta: expected its bui"),
        (lambda chosen: nn.Linear(7, 3), r"the network of 0 fails \(mat1 and mat2"),
        (lambda chosen: nn.Conv2d(3, 3, 3), r"shape \(4, 3, 6, 6\), for which there is no cross-"),
        (lambda c: nn.Sequential(nn.Flatten(), nn.Linear(192, 1)), r"\(4, 1\): expected shape \(4"),
        (lambda chosen: Random(192, 3), r"it draws random numbers while it runs \(rand\)"),
        (lambda chosen: nn.Flatten(), "it has no convolution or linear layer"),
    ],
)
def test_a_wrong_network_is_one_line(build, said):
    with pytest.raises(LandscapeError, match=said) as caught:
        scored(build)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("give", "said"),
    [
        (lambda: 3, r"returned int: expected a dataset or loader"),
        (lambda: 1 / 0, r"gave no data \(division by zero\)"),
        (lambda: (np.zeros((2, 5)), np.zeros(2, int)), "holds 2 images, the batch needs 4"),
        (lambda: (np.zeros((9, 5)), np.array(["a"] * 9)), "data are <U1: expected numbers"),
    ],
)
def test_wrong_data_are_one_line(give, said):
    with pytest.raises(LandscapeError, match=said):
        scored(input=give)


def test_targets_below_0_are_no_classes_to_cross_entropy():
    signs = np.zeros((9, 5), np.float32), np.resize([-1, 1], 9)
    with pytest.raises(OptionError, match="a target -1, for which there is no cross-entropy"):
        scored(input=lambda: signs)
    margin = scored(input=lambda: signs, loss=lambda z, y: (z.sum(dim=1) * y).mean())
    assert np.isfinite(margin["snip"]).all()


def test_a_wrong_loss_is_one_line():
    with pytest.raises(LandscapeError, match="the loss of 0 is 3: expected a scalar tensor"):
        scored(loss=lambda outputs, targets: 3)


class Endless(nn.Linear):
    def forward(self, x):
        return super().forward(x.flatten(1)).relu() * float("nan")


def test_what_a_network_without_finite_outputs_scores_is_missing():
    found = scored(lambda chosen: Endless(192, 3), ("ntk", "grad_norm", "params"))
    assert {name: bool(np.isnan(column).all()) for name, column in found.items()} == {
        "ntk": True,
        "grad_norm": True,
        "params": False,
    }


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (lambda chosen: (4, 5), r"says 4 and 5 multiplications, and its module has \d"),
        (lambda chosen: 4, "returns 4: expected two whole numbers"),
        (lambda chosen: 1 / 0, r"what counts the parameters of 0 fails \(division by zero\)"),
    ],
)
def test_a_wrong_count_is_one_line(count, said):
    with pytest.raises(LandscapeError, match=said):
        scored(count=count)


def test_a_networks_randomness_leaves_the_generator_alone():
    before = torch.random.get_rng_state()
    scored(settings=Settings(TASK, data="noise", batch_size=4, init="independent", device="cpu"))
    assert torch.equal(torch.random.get_rng_state(), before)


def test_weights_of_ones_own_come_of_seed_and_configuration():
    space = ProductSpace([2], name="mine")
    with forgotten():
        register_space(space, network=network)
        first, again, other, seeded = (
            build_module(space, index, TASK, seed=seed)[1].weight
            for index, seed in ((0, "a"), (0, "a"), (1, "a"), (0, "b"))
        )
    assert torch.equal(first, again)
    assert not torch.equal(first, seeded)
    assert torch.equal(first, other)  # the same seed: scorers put the configuration into it


RNG = np.random.default_rng(0)
INPUTS, TARGETS = RNG.standard_normal((9, 5)).astype(np.float32), RNG.standard_normal((9, 2))


def regression(outputs, targets):
    return functional.mse_loss(outputs, targets)


def by_hand():
    return INPUTS, TARGETS


def dataset():
    return TensorDataset(torch.tensor(INPUTS), torch.tensor(TARGETS))


def loader():
    return DataLoader(dataset(), batch_size=2, shuffle=True)


@pytest.mark.parametrize("give", [by_hand, dataset, loader])
def test_data_come_from_arrays_datasets_and_loaders(give):
    found = scored(metrics=("snip", "jacov", "synflow"), input=give, loss=regression)
    assert all(np.isfinite(score).all() for score in found.values())
    again = scored(metrics=("snip",), input=give, loss=regression)
    assert again["snip"] == found["snip"]


def test_the_same_examples_have_the_same_scores_however_they_come():
    found = [scored(input=give, loss=regression)["snip"] for give in (by_hand, dataset)]
    assert found[0] == found[1]


def test_classes_are_needed_where_a_metric_is_about_them():
    with pytest.raises(OptionError, match=r"epe_nas is not defined .* its targets are no classes"):
        scored(metrics=("epe_nas",), input=by_hand, loss=regression)


def test_a_file_has_arrays_of_any_shape(tmp_path):
    file = tmp_path / "mine.npz"
    np.savez(file, inputs=INPUTS[:, None], targets=RNG.integers(3, size=9))
    settings = scoring_settings(None, file, batch_size=4, device="cpu")
    assert (settings.task.classes, settings.task.shape) == (3, (1, 5))
    assert np.isfinite(scored(settings=settings)["snip"]).all()
    with pytest.raises(DataError, match=r"examples have the shape \(1, 5\): expected \(7,\)"):
        scored(settings=settings, input=(7,))


def test_examples_that_are_no_images_are_for_networks_of_ones_own(tmp_path):
    file = tmp_path / "mine.npz"
    np.savez(file, inputs=INPUTS, targets=RNG.integers(3, size=9))
    settings = scoring_settings(None, file, batch_size=4, device="cpu")
    with pytest.raises(OptionError, match="networks of NAS-Bench-201 take images"):
        Scorer(get_space("nb201"), [PROXIES["synflow"]], settings)


def test_a_linear_network_of_too_large_numbers_is_told():
    def steep(chosen):
        layers = [nn.Linear(4, 4) for _ in range(12)]
        for layer in layers:
            nn.init.constant_(layer.weight, 1e30)
        return nn.Sequential(nn.Flatten(), nn.Linear(192, 4), *layers, nn.Linear(4, 3))

    own = Settings(TASK, data="noise", batch_size=4, init="independent", device="cpu")
    with pytest.raises(OptionError, match="too large for double precision"):
        scored(steep, ["synflow"], own)


class Pair(nn.Module):
    """Two inputs, whole and real numbers; two outputs."""

    def __init__(self):
        super().__init__()
        self.words, self.numbers = nn.Embedding(9, 4), nn.Linear(5, 4)
        self.heads = nn.ModuleList([nn.Linear(4, 2), nn.Linear(4, 3)])

    def forward(self, words, numbers):
        x = functional.relu(self.words(words).mean(1) + self.numbers(numbers))
        return {"first": self.heads[0](x), "second": self.heads[1](x)}


def pairs():
    return (RNG.integers(9, size=(9, 6)), INPUTS), TARGETS


def first_of(outputs, targets):
    return functional.mse_loss(outputs["first"], targets) + outputs["second"].square().mean()


def test_several_inputs_and_outputs_have_what_they_can_have():
    names = ("snip", "grasp", "ntk", "nwot", "params")
    found = scored(lambda chosen: Pair(), names, input=pairs, loss=first_of)
    assert not any(np.isnan(score).any() for score in found.values())
    for name in ("jacov", "synflow", "zen"):
        with pytest.raises(OptionError, match=rf"{name} is not defined .* it has 2 inputs"):
            scored(lambda chosen: Pair(), [name], input=pairs, loss=first_of)


def test_noise_of_a_stated_shape_is_what_networks_without_data_get():
    settings = Settings(TASK, batch_size=4, device="cpu")
    found = scored(metrics=("snip", "nwot", "synflow"), settings=settings, input=(2, 6))
    assert all(np.isfinite(score).all() for score in found.values())


def test_noise_has_as_many_classes_as_its_space_says():
    def build(chosen):
        return nn.Linear(6, 5)

    settings = Settings("cifar10", batch_size=16, device="cpu")
    with pytest.raises(OptionError, match=r"noise of a shape has those of register_space\(..., cl"):
        scored(build, settings=settings, input=(6,))
    found = scored(build, settings=settings, input=(6,), classes=5)
    told = scored(lambda chosen, task: nn.Linear(6, task.classes), settings=settings, input=(6,),
                  classes=5)  # fmt: skip
    assert np.isfinite(found["snip"]).all()
    assert found == told

"""The networks of DARTS are those of the authors."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
import torch
from torch import nn

from landscape import get_space, register_space
from landscape.datasets import Dataset, get_dataset
from landscape.errors import OptionError
from landscape.spaces import DARTS, SPACES, SpaceRecord
from landscape.spaces.darts import OPERATIONS
from proxies import Scorer, Settings, get_proxy
from proxies.modules.inputs import module_identity
from proxies.networks.darts import darts_counts, darts_network
from search import search
from tests.registered import forgotten

# Parameters of 36 channels and 20 layers on CIFAR-10 without the auxiliary head: of DARTS_V2 to
# the last one as the authors' code logs them ("param size = 3.349342MB"), of the others in
# millions, with the multiplications and additions of an image, as compared in Chu et al., "Fair
# DARTS", ECCV 2020, and the authors' list of genotypes.
PARAMETERS = {"DARTS_V2": 3_349_342}
MILLIONS = {
    "DARTS_V2": (3.3, 528),
    "GDAS_V1": (3.4, 519),
    "PDARTS": (3.4, 532),
    "PC_DARTS_cifar": (3.6, 558),
}


@pytest.fixture(scope="module")
def space():
    return get_space("darts")


def built(space, architecture, **size):
    return darts_network(space.chosen(space.parse(architecture)), **size)


def n_parameters(network):
    return sum(parameter.numel() for parameter in network.parameters())


@pytest.mark.parametrize("name", MILLIONS)
def test_published_sizes_are_ours(space, name):
    network = built(space, name, channels=36, layers=20)
    counted = n_parameters(network)
    assert counted == PARAMETERS.get(name, counted)
    parameters, additions = MILLIONS[name]
    assert round(counted / 1e6, 1) == parameters
    assert round(_multiplications(network) / 1e6) == pytest.approx(additions, rel=0.003)


def _multiplications(network, size=32):
    """Count those of convolutions, of one image."""
    counted = []

    def count(module, inputs, output):
        counted.append(module.weight.numel() * output.shape[2] * output.shape[3])

    for module in network.modules():
        if isinstance(module, nn.Conv2d):
            module.register_forward_hook(count)
    with torch.inference_mode():
        network.eval()(torch.zeros(1, 3, size, size))
    return sum(counted)


def test_by_default_there_are_8_layers_of_16_channels_for_the_classes_there_are(space):
    images = torch.zeros(2, 3, 16, 16)
    chosen = space.chosen(int(space.sample(np.random.default_rng(2))))
    for name in ("cifar100", "ImageNet16-120"):
        dataset = get_dataset(name)
        network = darts_network(chosen, dataset)
        assert network(images).shape == (2, dataset.classes)
    assert [cell(torch.zeros(1, 48, 8, 8), torch.zeros(1, 48, 8, 8)).shape[1:]
            for cell in network.cells[:1]] == [(64, 8, 8)]  # fmt: skip
    assert len(network.cells) == 8
    assert network.classifier.in_features == 4 * 16 * 4


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_operation_keeps_and_halves_images(space, operation):
    edges = "|".join([f"{operation}~0+{operation}~1"] * 4)
    network = built(space, f"{edges}||{edges}", channels=4, layers=3)
    assert network(torch.randn(2, 3, 8, 8)).shape == (2, 10)


def without_chance(space, index):
    """Return what a network says of some images if all its weights of a kind are the same."""
    network = darts_network(space.chosen(index), channels=4, layers=4).double()
    with torch.no_grad():
        for module in network.modules():
            if isinstance(module, nn.Conv2d | nn.Linear):
                module.weight.fill_(1 / module.weight[0].numel())
                if module.bias is not None:
                    module.bias.zero_()
    images = torch.randn(3, 3, 16, 16, generator=torch.Generator().manual_seed(0)).double()
    return torch.cat([network(images).flatten(), torch.tensor([float(n_parameters(network))])])


def test_cells_with_other_names_of_nodes_are_the_same_network(space):
    some = space.sample(np.random.default_rng(3), 4)
    canonical = space.canonical(some)
    assert (some != canonical).sum() >= 3
    for index, other in zip(some.tolist(), canonical.tolist(), strict=True):
        said = without_chance(space, index)
        assert torch.allclose(said, without_chance(space, other), rtol=1e-9, atol=1e-12)
        changed = int(space.neighbours(index)[-1])  # has another operation
        assert not torch.allclose(said, without_chance(space, changed), rtol=1e-6)


@pytest.mark.parametrize("size", [{"layers": 2}, {"channels": 3}, {"channels": 0}], ids=str)
def test_sizes_that_make_no_network_are_refused(space, size):
    with pytest.raises(OptionError, match="expected 3 layers or more"):
        built(space, 0, **size)


@pytest.mark.parametrize(
    ("dataset", "size"), [("cifar100", {}), ("ImageNet16-120", {"channels": 6, "layers": 5})]
)
def test_what_is_counted_without_building_is_there(space, dataset, size):
    task = get_dataset(dataset)
    for index in space.sample(np.random.default_rng(4), 3).tolist():
        chosen = space.chosen(index)
        network = darts_network(chosen, task, **size)
        classifier = network.classifier.weight.numel() + task.classes
        assert darts_counts(chosen, task, **size) == (
            n_parameters(network),
            _multiplications(network, task.size) + classifier,
        )


def test_a_space_that_counts_builds_no_module(monkeypatch):
    space = get_space("darts")
    scorer = Scorer(space, [get_proxy("params"), get_proxy("flops")], SETTINGS)
    scorer.score(np.array([0]))  # some are built to be tried
    monkeypatch.setattr("proxies.modules.networks.build_module", None)
    (index,) = space.sample(np.random.default_rng(5), 1).tolist()
    scores = scorer.score(np.array([index]))
    params, multiplications = darts_counts(space.chosen(index), SETTINGS.task)
    assert scores["params"].tolist() == [params]
    assert scores["flops"].tolist() == [multiplications / 1e6]


def test_scores_of_another_size_are_others():
    said = [
        module_identity(SpaceRecord("mine", DARTS, network=partial(darts_network, channels=width)))
        for width in (4, 4, 6)
    ]
    assert said[0] == said[1] != said[2]


# -- scored -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def small():
    """Return the space with networks that are small enough for tests."""
    with forgotten(SPACES):
        build = partial(darts_network, channels=4, layers=3)
        register_space(partial(DARTS, "darts-small"), network=build)
        yield get_space("darts-small")


SETTINGS = Settings(
    Dataset("tiny", "Tiny", classes=3, size=8), data="noise", batch_size=4, device="cpu"
)


def test_all_that_write_a_network_have_its_scores(small):
    names = ("params", "synflow", "nwot", "grad_norm")
    scorer = Scorer(small, [get_proxy(name) for name in names], SETTINGS)
    some = small.sample(np.random.default_rng(1), 3)
    canonical = small.canonical(some)
    assert (canonical != some).all()
    scores = scorer.score(np.concatenate([some, canonical]))
    for name in names:
        assert np.isfinite(scores[name]).all()
        assert scores[name][:3].tolist() == scores[name][3:].tolist()
    network = darts_network(small.chosen(int(some[0])), SETTINGS.task, channels=4, layers=3)
    assert scores["params"][0] == n_parameters(network)


def test_a_search_scores_no_more_than_it_is_charged_for(small, tmp_path):
    scorer = Scorer(small, [get_proxy("params")], SETTINGS)
    assert scorer.side_by_side == scorer.engine.count(scorer.work)
    assert Scorer(get_space("nb201"), [get_proxy("params")], SETTINGS).side_by_side is None
    how = {"space": "darts-small", "proxy": ["params"], "data": "noise", "device": "cpu"}
    run = search("local-search", budget=25, trials=1, out=tmp_path / "run", **how)
    assert run.trials["evaluations"].tolist() == [25]
    assert run.trials["fitness"][0] > run.trajectories["fitness"][0]

"""Training does not depend on what a program has set, and leaves it as it was."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from search.training import build_network, load_trained
from search.training.leave import write_best
from tests.surroundings import TORCH, seen

_SET = ("another device", "autocast", "float64 by default", "inference", "medium precision")


@pytest.fixture
def outcome(make_trainer, small, images, tmp_path):
    """Return what comes of building, training, testing and predicting."""

    def found(name):
        trainer = make_trainer(name)
        (history,) = trainer.train(small[:1], 1).values()
        accuracy = trainer.test(small[0])
        write_best(trainer, small[0], accuracy, tmp_path / f"{name}.pt")
        told = load_trained(tmp_path / f"{name}.pt", device="cpu").predict_proba(images.test.images)
        weights = build_network(trainer.space, small[0], images.task).state_dict().values()
        losses = [(epoch.train_loss, epoch.val_loss) for epoch in history]
        return losses, accuracy, told, [weight.numpy() for weight in weights]

    return found


def test_it_is_the_same_to_the_last_bit(outcome):
    expected = outcome("plain")
    for name in _SET:
        with TORCH[name]():
            before = seen()
            found = outcome(name)
            assert seen() == before, name
        assert found[:2] == expected[:2], name
        np.testing.assert_array_equal(found[2], expected[2], err_msg=name)
        for weight, other in zip(found[3], expected[3], strict=True):
            assert weight.dtype == other.dtype
            np.testing.assert_array_equal(weight, other, err_msg=name)


def test_a_network_built_while_inferring_can_be_trained(space, small, task):
    with torch.inference_mode():
        network = build_network(space, small[0], task)
    network(torch.zeros(2, 3, task.size, task.size)).sum().backward()
    assert all(weight.grad is not None for weight in network.parameters())

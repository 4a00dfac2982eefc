"""Random images, for who has no others."""

import numpy as np
import pytest

from landscape.datasets import DATASETS
from proxies.images import load_images


def noise(name="cifar10", *, count=32, seed=0):
    return load_images(DATASETS[name], data="noise", count=count, seed=seed, data_dir=None)


def test_noise_is_standard_normal():
    batch = noise(count=64)
    assert (batch.pixels.shape, batch.pixels.dtype) == ((64, 3, 32, 32), np.float32)
    assert abs(batch.pixels.mean()) < 0.01
    assert abs(batch.pixels.std() - 1) < 0.01
    assert batch.source == "noise"


@pytest.mark.parametrize(("count", "fewest", "most"), [(40, 4, 4), (32, 3, 4), (4, 0, 2)])
def test_noise_is_as_balanced_as_can_be(count, fewest, most):
    batch = noise(count=count)
    assert batch.labels.dtype == np.int64
    of_a_class = np.bincount(batch.labels, minlength=10)
    assert (of_a_class.min(), of_a_class.max(), len(of_a_class)) == (fewest, most, 10)


def test_every_class_has_its_turn_when_there_are_more_classes_than_images():
    drawn = {label for seed in range(40) for label in noise("cifar100", seed=seed).labels.tolist()}
    assert drawn == set(range(100))


def test_noise_follows_size_and_seed():
    assert noise("ImageNet16-120").pixels.shape[2:] == (16, 16)
    assert noise(seed=4).digest == noise(seed=4).digest
    assert noise(seed=4).digest != noise(seed=5).digest


def test_a_class_that_occurs_occurs_twice():
    batch = noise("cifar100", count=32)
    assert set(np.unique(batch.labels, return_counts=True)[1].tolist()) == {2}

"""A small real data set, and networks small enough to train in a second."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sklearn.datasets import load_digits

from landscape import get_space
from proxies.images import npz_dataset
from search.training import Recipe, Trainer, training_images

N_DIGITS = 300


def write_digits(path: Path, count: int = N_DIGITS) -> Path:
    """Write the first digits of scikit-learn's as colour images."""
    digits = load_digits()
    images = (digits.images[:count, None] * 15).astype(np.uint8).repeat(3, axis=1)
    np.savez(path, images=images, labels=digits.target[:count])
    return path


@pytest.fixture(scope="session")
def digits(tmp_path_factory) -> Path:
    """Images of 8×8 pixels, 10 classes."""
    return write_digits(tmp_path_factory.mktemp("digits") / "digits.npz")


@pytest.fixture(scope="session")
def task(digits):
    return npz_dataset(digits)


@pytest.fixture(scope="session")
def images(digits, task):
    return training_images(task, data=digits, seed=0)


@pytest.fixture(scope="session")
def space():
    return get_space("sss")


@pytest.fixture(scope="session")
def small(space):
    """The numbers of some narrow networks."""
    return [space.parse(text) for text in ("8:8:8:8:8", "8:16:8:8:16", "8:8:16:16:8")]


@pytest.fixture
def make_trainer(space, images, tmp_path):
    """Return a trainer; settings may be others than by default."""

    def make(folder="checkpoints", *, data=images, seed=0, keep_every=30.0, **how):
        recipe = Recipe(**{"epochs": 4, "batch_size": 64, "learning_rate": 0.02, **how})
        return Trainer(
            space, data, recipe, tmp_path / folder, seed=seed, device="cpu", keep_every=keep_every
        )

    return make

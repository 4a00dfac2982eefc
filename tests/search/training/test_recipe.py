"""The recipe: NAS-Bench-201's numbers."""

from __future__ import annotations

import math

import pytest

from landscape.errors import LandscapeError
from search.training import Recipe


def test_the_rate_falls_along_half_a_cosine_to_zero():
    recipe = Recipe(epochs=200)
    assert recipe.rate(0) == 0.1
    assert recipe.rate(50) == pytest.approx(0.05 * (1 + math.sqrt(0.5)))
    assert recipe.rate(100) == pytest.approx(0.05)
    assert recipe.rate(200) == 0


def test_images_are_moved_by_an_eighth_as_in_the_benchmark():
    assert [Recipe(1).padding(size) for size in (32, 16, 8, 4)] == [4, 2, 1, 1]
    assert Recipe(1, augment=("flip",)).padding(32) == 0


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ({"epochs": 0}, "epochs 0: expected at least 1"),
        ({"batch_size": 1}, "batch_size 1: expected at least 2"),
        ({"learning_rate": 0.0}, "learning rate 0.0"),
        ({"learning_rate": math.nan}, "learning rate nan"),
        ({"momentum": 1.0}, "momentum 1.0"),
        ({"weight_decay": -1.0}, "weight decay -1.0"),
        ({"augment": ("flop",)}, "did you mean 'flip'"),
    ],
)
def test_impossible_numbers_are_refused(how, told):
    with pytest.raises(LandscapeError, match=told):
        Recipe(**{"epochs": 1, **how})

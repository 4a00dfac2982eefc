"""Training for real: the answers that a benchmark looks up, from networks trained here.

Examples
--------
>>> from search.training import Recipe
>>> Recipe(epochs=200).rate(100)
0.05
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from landscape.lazy import lazily
from search.training.images import Part, TrainingImages, training_images
from search.training.recipe import (
    AUGMENTATIONS,
    RECIPES,
    NamedRecipe,
    Recipe,
    own_recipe,
    register_recipe,
)
from search.training.scans import in_steps

if TYPE_CHECKING:
    from search.training.evaluate import TRAINED_HERE, LiveTraining
    from search.training.network import SkeletonNetwork, build_network
    from search.training.trained import TrainedNetwork, load_trained
    from search.training.trainer import Trainer

__all__ = [
    "AUGMENTATIONS",
    "RECIPES",
    "TRAINED_HERE",
    "LiveTraining",
    "NamedRecipe",
    "Part",
    "Recipe",
    "SkeletonNetwork",
    "TrainedNetwork",
    "Trainer",
    "TrainingImages",
    "build_network",
    "in_steps",
    "load_trained",
    "own_recipe",
    "register_recipe",
    "training_images",
]

# PyTorch is slow to import: only who trains pays.
__getattr__, __dir__ = lazily(
    __name__,
    {
        "TRAINED_HERE": "search.training.evaluate",
        "LiveTraining": "search.training.evaluate",
        "SkeletonNetwork": "search.training.network",
        "build_network": "search.training.network",
        "TrainedNetwork": "search.training.trained",
        "load_trained": "search.training.trained",
        "Trainer": "search.training.trainer",
    },
)

"""A trainer as options ask for one: its recipe, and the images at hand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from landscape.datasets import BUILT_IN
from landscape.errors import OptionError
from search.training.images import training_images
from search.training.recipe import Recipe, own_recipe

if TYPE_CHECKING:
    from landscape.options.shared import RecipeOptions
    from landscape.spaces import Space
    from proxies.plan import Settings
    from search.training.trainer import Trainer

__all__ = ["asked_recipe", "prepared_trainer", "short_name"]


def asked_recipe(options: RecipeOptions, epochs: int) -> Recipe:
    """Return the recipe that is asked for, with a schedule of so many epochs.

    Raises
    ------
    LandscapeError
        If it is not possible, or a recipe of one's own cannot be made.
    """
    chosen: dict[str, Any] = {}
    if options.augment is not None:
        chosen["augment"] = () if options.augment == ("none",) else options.augment
    if options.learning_rate is not None:
        chosen["learning_rate"] = options.learning_rate
    if options.train_batch is not None:
        chosen["batch_size"] = options.train_batch
    usual = Recipe(epochs, **chosen)
    return usual if options.recipe is None else own_recipe(options.recipe, usual)


def short_name(options: RecipeOptions) -> str | None:
    """Return what a folder's name calls a recipe of one's own: without its file."""
    return None if options.recipe_name is None else options.recipe_name.rpartition(":")[2]


def prepared_trainer(space: Space, recipe: Recipe, settings: Settings) -> Trainer:
    """Return who trains networks of a space, with the images at hand; give it a folder.

    Parameters
    ----------
    space, recipe
        Whose networks, and how.
    settings
        Task, data, seed and device, of what scoring depends on.

    Raises
    ------
    LandscapeError
        If the space's networks cannot be trained, or images or options are not fit for it.
    """
    from search.training.network import skeleton_of  # PyTorch is slow to import
    from search.training.trainer import Trainer

    skeleton_of(space)  # complains before anything is read
    if settings.data == BUILT_IN:
        raise OptionError(
            f"--data {BUILT_IN} brings scores, and networks are trained on images: give --data FILE"
        )
    images = training_images(
        settings.task, data=settings.data, seed=settings.seed, data_dir=settings.data_dir
    )
    return Trainer(space, images, recipe, Path(), seed=settings.seed, device=settings.device)

"""A trainer as options ask for one: its recipe, and the images at hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from landscape.datasets import BUILT_IN
from landscape.errors import OptionError
from landscape.lazy import load_object
from landscape.spaces import record_of
from search.training.images import training_images
from search.training.recipe import Recipe, own_recipe

if TYPE_CHECKING:
    from collections.abc import Callable

    from landscape.engines.protocol import Engine
    from landscape.options.shared import RecipeOptions
    from landscape.spaces import Space
    from proxies.plan import Settings
    from search.training.trainer import Trainer

__all__ = ["prepared_trainer", "short_name"]


def short_name(options: RecipeOptions) -> str | None:
    """Return what a folder's name calls a recipe of one's own: without its file."""
    return None if options.recipe_name is None else options.recipe_name.rpartition(":")[2]


def prepared_trainer(
    space: Space,
    options: RecipeOptions,
    epochs: int,
    settings: Settings,
    engine: Engine | None = None,
) -> Trainer:
    """Return who trains networks of a space, with the images at hand; give it a folder.

    Parameters
    ----------
    space
        Whose networks.
    options
        Which recipe is asked for.
    epochs
        Length of its schedule, unless a recipe of one's own says another.
    settings
        Task, data, seed and device, of what scoring depends on.
    engine
        Who trains; None for this process.

    Raises
    ------
    LandscapeError
        If the space's networks cannot be trained, or recipe, images or options are not fit for it.
    """
    from search.training.network import check_trainable  # PyTorch is slow to import
    from search.training.trainer import Trainer

    check_trainable(space)  # complains before anything is read
    recipe = _recipe(options, epochs)
    if settings.data == BUILT_IN:
        raise OptionError(
            f"--data {BUILT_IN} brings scores, and networks are trained on images: give --data FILE"
        )
    images = training_images(
        settings.task,
        data=settings.data,
        seed=settings.seed,
        data_dir=settings.data_dir,
        give=_own_data(space, settings),
    )
    if images.as_given:
        recipe = _without_images(recipe, options, images.source)
        if record_of(space).network is None:
            raise OptionError(
                f"{images.source} has inputs and targets, and networks of {space.title} see "
                "images: give a file with images and labels"
            )
    seed, device = settings.seed, settings.device
    return Trainer(space, images, recipe, Path(), seed=seed, device=device, engine=engine)


def _recipe(options: RecipeOptions, epochs: int) -> Recipe:
    """Return the recipe that is asked for, with a schedule of so many epochs."""
    chosen: dict[str, Any] = {}
    if options.augment is not None:
        chosen["augment"] = () if options.augment == ("none",) else options.augment
    if options.learning_rate is not None:
        chosen["learning_rate"] = options.learning_rate
    if options.train_batch is not None:
        chosen["batch_size"] = options.train_batch
    usual = Recipe(epochs, **chosen)
    return usual if options.recipe is None else own_recipe(options.recipe, usual)


def _own_data(space: Space, settings: Settings) -> Callable[[], Any] | None:
    """Return the function that gives data of a space, if it has one and no file takes its place."""
    given = record_of(space).input
    if settings.data is not None or given is None:
        return None
    if isinstance(given, tuple):
        raise OptionError(
            f"networks of {space.title} take examples of shape {given}, of which there are none to "
            "learn from: give --data FILE.npz with inputs and targets"
        )
    give = load_object(given)
    if not callable(give):
        raise OptionError(f"the input of {space.title} is {give!r:.60}: expected a function")
    return give  # type: ignore[no-any-return]


def _without_images(recipe: Recipe, options: RecipeOptions, source: str) -> Recipe:
    """Return a recipe for data that are no images, which cannot be flipped or moved."""
    if options.augment not in (None, ("none",)):
        raise OptionError(
            f"--augment {','.join(options.augment or ())}: {source} has inputs of your own, which "
            "are trained on as they are; a --recipe may vary them"
        )
    return replace(recipe, augment=())

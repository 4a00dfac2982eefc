"""Answers from networks that are trained when they are asked for: ``landscape search --train``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from landscape.datasets import BUILT_IN
from landscape.errors import OptionError
from landscape.registry import find_name
from landscape.reporter import say
from proxies.plan import scoring_settings
from search.answers.evaluator import Evaluator
from search.training import Recipe, training_images

if TYPE_CHECKING:
    from collections.abc import Sequence

    from landscape.engines.protocol import Engine
    from landscape.options.search import SearchOptions
    from search.plan import SearchPlan
    from search.training import Trainer

__all__ = ["training_evaluator"]


def training_evaluator(plan: SearchPlan, engine: Engine) -> Evaluator:
    """Return who trains, with the images at hand; give its trainer a folder.

    An engine does the work.

    Raises
    ------
    LandscapeError
        If the space's networks cannot be trained, or images or options are not fit for it.
    """
    from search.training import TRAINED_HERE, LiveTraining
    from search.training.network import skeleton_of

    metric = plan.guide.metric
    skeleton_of(plan.space)  # complains before anything is read
    find_name("metric of networks trained here", metric, TRAINED_HERE)
    trainer = _trainer(plan, engine)
    images = trainer.images
    say(
        f"{metric}: networks are trained on {trainer.device} with {len(images.train):,} "
        f"images of {images.source}, compared on {len(images.val):,}, "
        f"tested on {len(images.test):,}"
    )
    return Evaluator(
        training := LiveTraining(trainer),
        {"metric": metric, "training": trainer.settings(), "device": trainer.device.type},
        dataset=images.task.name,
        training=training,
    )


def _trainer(plan: SearchPlan, engine: Engine) -> Trainer:
    from search.training import Trainer

    options = plan.options
    recipe, seed = _recipe(options, plan.epochs), options.weights
    settings = scoring_settings(options.dataset, **options.scoring())
    if settings.data == BUILT_IN:
        raise OptionError(
            f"--data {BUILT_IN} brings scores, and networks are trained on images: give --data FILE"
        )
    images = training_images(
        settings.task, data=settings.data, seed=seed, data_dir=options.data_dir
    )
    return Trainer(
        plan.space, images, recipe, Path(), seed=seed, device=settings.device, engine=engine
    )


def _recipe(options: SearchOptions, epochs: Sequence[int]) -> Recipe:
    """Return the recipe that is asked for; the schedule is as long as the longest training."""
    chosen: dict[str, Any] = {}
    if options.augment is not None:
        chosen["augment"] = () if options.augment == ("none",) else options.augment
    if options.learning_rate is not None:
        chosen["learning_rate"] = options.learning_rate
    if options.train_batch is not None:
        chosen["batch_size"] = options.train_batch
    return Recipe(max(epochs), **chosen)

"""Answers from networks that are trained when they are asked for: ``landscape search --train``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from landscape.errors import OptionError
from landscape.registry import find_name
from landscape.reporter import say
from proxies.plan import scoring_settings
from search.answers.evaluator import Evaluator
from search.training.prepare import prepared_trainer

if TYPE_CHECKING:
    from landscape.engines.protocol import Engine
    from search.plan import SearchPlan

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
    from search.training.network import check_trainable

    options, metric = plan.options, plan.guide.metric
    check_trainable(plan.space)  # complains before anything is read
    find_name("metric of networks trained here", metric, TRAINED_HERE)
    settings = scoring_settings(options.dataset, **options.scoring())
    trainer = prepared_trainer(plan.space, options, max(plan.epochs), settings, engine)
    if trainer.recipe.epochs < max(plan.epochs):
        raise OptionError(
            f"recipe {options.recipe_name} has {trainer.recipe.epochs} epochs: expected at least "
            f"{max(plan.epochs)}, after which networks are compared"
        )
    if metric.endswith("_acc") and not trainer.images.has_classes:
        raise OptionError(
            f"{metric}: {trainer.images.source} has targets that are no classes, so that there is "
            "no accuracy: compare networks by --metric val_loss"
        )
    images = trainer.images
    say(
        f"{metric}: networks are trained on {trainer.device} with {len(images.train):,} "
        f"{images.kind} of {images.source}, compared on {len(images.val):,}, "
        f"tested on {len(images.test):,}"
    )
    return Evaluator(
        training := LiveTraining(trainer),
        {"metric": metric, "training": trainer.settings(), "device": trainer.device.type},
        dataset=images.task.name,
        training=training,
        done_by=f"{engine.name}, {trainer.count} at once",
    )

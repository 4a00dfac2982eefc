"""One epoch of training, and one look at images."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import torch
from torch.nn import functional

from landscape.errors import OptionError
from landscape.user_code import failing_named

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np

    from search.training.batches import Batches
    from search.training.recipe import Recipe

__all__ = ["look", "optimizer_for", "train_epoch"]


def optimizer_for(network: torch.nn.Module, recipe: Recipe) -> torch.optim.Optimizer:
    """Return what changes the weights.

    Raises
    ------
    LandscapeError
        If a function of the recipe fails, or returns something else.
    """
    if recipe.optimizer is not None:
        with failing_named("the optimizer of the recipe"):
            optimizer = recipe.optimizer(network)
        if not isinstance(optimizer, torch.optim.Optimizer):
            raise OptionError(
                f"the optimizer of the recipe is {optimizer!r:.60}: expected a "
                "torch.optim.Optimizer of the network's parameters"
            )
        return optimizer
    return torch.optim.SGD(
        network.parameters(),
        lr=recipe.learning_rate,
        momentum=recipe.momentum,
        weight_decay=recipe.weight_decay,
        nesterov=True,
    )


def train_epoch(
    network: torch.nn.Module,
    optimizer: torch.optim.Optimizer,
    batches: Batches,
    recipe: Recipe,
    rates: Sequence[float],
    epoch: int,
    rng: np.random.Generator,
    on_batch: Callable[[], None],
) -> tuple[float, float]:
    """Train for one epoch.

    Parameters
    ----------
    rates
        What the learning rate of each group of parameters started with.
    epoch
        How many there were before.
    rng
        Order and augmentation of the images.
    on_batch
        Called before each batch; what it raises ends the training.

    Returns
    -------
    loss, accuracy
        Mean cross-entropy, and percent, of the images as they were learnt from.
    """
    network.train()
    count = max(1, round(len(batches) / recipe.batch_size))
    losses, hits = _zero(network), _zero(network)
    for number, (images, labels) in enumerate(batches.shuffled(recipe, rng)):
        on_batch()
        share = recipe.share(min(epoch + number / count, recipe.epochs))
        for group, rate in zip(optimizer.param_groups, rates, strict=True):
            group["lr"] = rate * share
        optimizer.zero_grad()
        logits = network(images)
        loss = functional.cross_entropy(logits, labels)
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        losses += loss.detach() * len(labels)
        hits += (logits.argmax(dim=1) == labels).sum()
    return _mean(losses, hits, len(batches))


@torch.no_grad()
def look(
    network: torch.nn.Module, batches: Batches, size: int, on_batch: Callable[[], None]
) -> tuple[float, float]:
    """Return mean cross-entropy and accuracy in percent on images, `size` at a time."""
    network.eval()
    losses, hits = _zero(network), _zero(network)
    for images, labels in batches.in_order(size):
        on_batch()
        logits = network(images)
        losses += functional.cross_entropy(logits, labels, reduction="sum")
        hits += (logits.argmax(dim=1) == labels).sum()
    return _mean(losses, hits, len(batches))


def _zero(network: torch.nn.Module) -> torch.Tensor:
    """Return a sum that stays on the device: to ask for a number is to wait for it."""
    device = next(network.parameters()).device
    return torch.zeros((), dtype=torch.float64, device=device)


def _mean(losses: torch.Tensor, hits: torch.Tensor, count: int) -> tuple[float, float]:
    loss = losses.item() / count
    return (loss, 100 * hits.item() / count) if math.isfinite(loss) else (math.nan, math.nan)

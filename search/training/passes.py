"""One epoch of training, and one look at images."""

from __future__ import annotations

import math
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch.nn import functional

from landscape.errors import OptionError
from landscape.user_code import failing_named

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager

    import numpy as np

    from search.training.batches import Batches
    from search.training.recipe import Recipe

__all__ = ["Learner", "look", "optimizer_for", "train_epoch"]


@dataclass(frozen=True, eq=False)
class Learner:
    """A network that learns, and what it is to learn.

    Attributes
    ----------
    network
        The network; called ``name`` in messages.
    name
        The architecture as people write it.
    loss
        Function of outputs and targets that returns the mean loss of a batch; None for
        cross-entropy.
    is_own
        Whether a user's function built it, which may do anything.
    chance
        Sets the random numbers that the network itself draws, by what they are for.
    classes
        How many classes the targets are of, where they are classes.
    """

    network: torch.nn.Module
    name: str = "the network"
    loss: Callable[[Any, Any], Any] | None = None
    is_own: bool = False
    chance: Callable[[str], AbstractContextManager[None]] = lambda what: nullcontext()
    classes: int = 0

    def outputs(self, inputs: torch.Tensor, what: str) -> torch.Tensor:
        """Return what the network makes of inputs.

        Raises
        ------
        LandscapeError
            If a network of one's own fails, or returns no tensor.
        """
        if not self.is_own:
            found: torch.Tensor = self.network(inputs)
            return found
        with self.chance(what), failing_named(f"the network of {self.name}"):
            found = self.network(inputs)
        if not isinstance(found, torch.Tensor) or not found.dim() or len(found) != len(inputs):
            raise OptionError(
                f"the network of {self.name} returns {_shape(found)} for {len(inputs)} examples: "
                "expected a tensor with a row for each"
            )
        return found

    def mean_loss(self, outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """Return the loss of a batch, a scalar.

        Raises
        ------
        LandscapeError
            If a loss of one's own fails or returns no scalar, or outputs are not those of classes
            where there is none.
        """
        if self.loss is None:
            self._check_classes(outputs, targets)
            return functional.cross_entropy(outputs, targets)
        with failing_named(f"the loss of {self.name}"):
            loss = self.loss(outputs, targets)
        if not isinstance(loss, torch.Tensor) or loss.dim():
            raise OptionError(
                f"the loss of {self.name} is {_shape(loss)}: expected a tensor without dimensions, "
                "the mean of a batch"
            )
        return loss

    def total_loss(self, outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """Return the sum of the loss over a batch; see `mean_loss`."""
        if self.loss is None:
            self._check_classes(outputs, targets)
            return functional.cross_entropy(outputs, targets, reduction="sum")
        return self.mean_loss(outputs, targets) * len(targets)

    def _check_classes(self, outputs: torch.Tensor, targets: torch.Tensor) -> None:
        if not self.is_own:
            return
        if targets.is_floating_point() or targets.dim() != 1:
            raise OptionError(
                f"targets are {_shape(targets)}, and no classes: register the space with a loss of "
                "its own, landscape.register_space(..., loss=...)"
            )
        if outputs.dim() != 2:
            raise OptionError(
                f"the network of {self.name} returns {_shape(outputs)}: expected a number for each "
                "class, or a loss of the space's own"
            )
        if outputs.shape[1] < self.classes:
            raise OptionError(
                f"the network of {self.name} returns {_shape(outputs)}: expected a number for each "
                f"of {self.classes} classes; a builder that takes a data set, too, is told how many"
            )

    def hits(self, outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """Return how many classes are right; NaN where these are none."""
        if self.is_own and not _are_classes(outputs, targets):
            return torch.full((), math.nan, dtype=torch.float64, device=outputs.device)
        return (outputs.argmax(dim=1) == targets).sum()


def _are_classes(outputs: torch.Tensor, targets: torch.Tensor) -> bool:
    is_one_each = targets.dim() == 1 and not targets.is_floating_point()
    return is_one_each and outputs.dim() == 2 and outputs.shape[1] > 1


def _shape(value: Any) -> str:
    if isinstance(value, torch.Tensor):
        return f"{str(value.dtype).removeprefix('torch.')} of shape {tuple(value.shape)}"
    return f"a {type(value).__name__}"


def optimizer_for(network: torch.nn.Module, recipe: Recipe) -> torch.optim.Optimizer:
    """Return what changes the weights.

    Raises
    ------
    LandscapeError
        If a function of the recipe fails, or returns something else; or there are no weights.
    """
    if next(network.parameters(), None) is None:
        raise OptionError("the network has no weights to learn: expected some to be trained")
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
    learner: Learner,
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
        Mean loss, and percent, of the images as they were learnt from; NaN where there are no
        classes.
    """
    learner.network.train()
    count = max(1, round(len(batches) / recipe.batch_size))
    losses, hits = _zero(batches), _zero(batches)
    for number, (images, labels) in enumerate(batches.shuffled(recipe, rng)):
        on_batch()
        share = recipe.share(min(epoch + number / count, recipe.epochs))
        for group, rate in zip(optimizer.param_groups, rates, strict=True):
            group["lr"] = rate * share
        optimizer.zero_grad()
        logits = learner.outputs(images, f"{epoch}/{number}")
        loss = learner.mean_loss(logits, labels)
        with failing_named(f"a step of {learner.name}"):
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
        losses += loss.detach() * len(labels)
        hits += learner.hits(logits, labels)
    return _mean(losses, hits, len(batches))


@torch.no_grad()
def look(
    learner: Learner, batches: Batches, size: int, on_batch: Callable[[], None]
) -> tuple[float, float]:
    """Return mean loss and accuracy in percent on images, `size` at a time."""
    learner.network.eval()
    losses, hits = _zero(batches), _zero(batches)
    for number, (images, labels) in enumerate(batches.in_order(size)):
        on_batch()
        logits = learner.outputs(images, f"look/{number}")
        losses += learner.total_loss(logits, labels)
        hits += learner.hits(logits, labels)
    return _mean(losses, hits, len(batches))


def _zero(batches: Batches) -> torch.Tensor:
    """Return a sum that stays on the device: to ask for a number is to wait for it."""
    return torch.zeros((), dtype=torch.float64, device=batches.device)


def _mean(losses: torch.Tensor, hits: torch.Tensor, count: int) -> tuple[float, float]:
    loss = losses.item() / count
    return (loss, 100 * hits.item() / count) if math.isfinite(loss) else (math.nan, math.nan)

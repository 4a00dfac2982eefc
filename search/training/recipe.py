"""How networks are trained."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from landscape.errors import OptionError
from landscape.registry import find_name

if TYPE_CHECKING:
    from landscape.disk.files import JSON

__all__ = ["AUGMENTATIONS", "Recipe"]

AUGMENTATIONS = ("flip", "crop")
"""Flip half of the images left to right; move images by some pixels, black coming in."""


@dataclass(frozen=True)
class Recipe:
    """Stochastic gradient descent as NAS-Bench-201 trains: all but the epochs is by default its.

    Attributes
    ----------
    epochs
        Length of the schedule: after so many the learning rate is 0. A network that is trained
        for fewer is stopped on the way, not put on a shorter schedule.
    learning_rate
        What the cosine starts from; it falls with every batch.
    momentum, weight_decay
        Nesterov's momentum; decay of all parameters.
    batch_size
        Images a step.
    augment
        Any of `AUGMENTATIONS`, for training images only.

    Raises
    ------
    UnknownNameError
        If there is no such augmentation.
    OptionError
        If a number is outside what is possible.

    Notes
    -----
    Dong and Yang, "NAS-Bench-201", ICLR 2020, table 1.

    Examples
    --------
    >>> from search.training import Recipe
    >>> recipe = Recipe(epochs=200, augment=("flip",))
    >>> recipe.rate(0), recipe.rate(100), recipe.rate(200)
    (0.1, 0.05, 0.0)
    >>> recipe.padding(32), Recipe(epochs=200).padding(32)
    (0, 4)
    """

    epochs: int
    learning_rate: float = 0.1
    momentum: float = 0.9
    weight_decay: float = 5e-4
    batch_size: int = 256
    augment: tuple[str, ...] = AUGMENTATIONS

    def __post_init__(self) -> None:
        for name, least in (("epochs", 1), ("batch_size", 2)):
            if getattr(self, name) < least:
                raise OptionError(f"{name} {getattr(self, name)}: expected at least {least}")
        if not (self.learning_rate > 0 and math.isfinite(self.learning_rate)):
            raise OptionError(f"learning rate {self.learning_rate}: expected more than 0")
        if not 0 < self.momentum < 1:  # Nesterov's is defined for no other
            raise OptionError(f"momentum {self.momentum}: expected more than 0 and less than 1")
        if not (self.weight_decay >= 0 and math.isfinite(self.weight_decay)):
            raise OptionError(f"weight decay {self.weight_decay}: expected 0 or more")
        found = tuple(find_name("augmentation", name, AUGMENTATIONS) for name in self.augment)
        object.__setattr__(self, "augment", found)

    def rate(self, epoch: float) -> float:
        """Return the learning rate after some epochs, parts of epochs included."""
        return self.learning_rate * (1 + math.cos(math.pi * epoch / self.epochs)) / 2

    def padding(self, size: int) -> int:
        """Return by how many pixels images of `size` pixels are moved at most, each way.

        An eighth of the size: 4 of 32 and 2 of 16 pixels, as in the benchmark.
        """
        return max(1, size // 8) if "crop" in self.augment else 0

    def settings(self) -> dict[str, JSON]:
        """Return everything that was chosen, for the record."""
        return {**asdict(self), "augment": sorted(self.augment)}

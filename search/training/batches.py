"""Images on a device, batch by batch, as a network takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
from torch.nn import functional

from landscape.errors import OptionError
from landscape.user_code import failing_named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from landscape.datasets import Dataset
    from search.training.images import Part
    from search.training.recipe import Recipe

__all__ = ["Batches"]


class Batches:
    """Images of one part, kept on the device as bytes.

    Parameters
    ----------
    part, task
        The images, and the constants that normalise them; without, they enter networks as they are.
    device
        Where batches are wanted.
    """

    def __init__(self, part: Part, task: Dataset, device: torch.device) -> None:
        self._images = torch.from_numpy(np.ascontiguousarray(part.images)).to(device)
        self._labels = torch.from_numpy(np.ascontiguousarray(part.labels)).to(device)
        self.device, self._as_given = device, task.mean is None
        if self._as_given:
            return
        mean, std = (
            torch.tensor(values, dtype=torch.float32, device=device)[:, None, None]
            for values in (task.mean, task.std)
        )
        self._mean, self._std = mean, std

    def __len__(self) -> int:
        return len(self._labels)

    def in_order(self, size: int) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
        """Yield images, normalised, and labels, at most `size` at a time."""
        for first in range(0, len(self), size):
            rows = slice(first, first + size)
            yield self._normalised(self._images[rows]), self._labels[rows]

    def shuffled(
        self, recipe: Recipe, rng: np.random.Generator
    ) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
        """Yield augmented images and labels in a random order, each image once.

        A last batch of one image joins the one before: it has no variance to normalise by.
        """
        order = rng.permutation(len(self))
        cuts = [*range(recipe.batch_size, len(order), recipe.batch_size)]
        if cuts and len(order) - cuts[-1] == 1:
            cuts.pop()
        for chosen in np.split(order, cuts):
            rows = torch.from_numpy(chosen).to(self.device)
            images = self._augmented(self._images[rows], recipe, rng)
            yield self._normalised(images), self._labels[rows]

    def _normalised(self, images: torch.Tensor) -> torch.Tensor:
        if self._as_given:
            return images
        normal = (images.float() - self._mean) / self._std
        return normal.contiguous(memory_format=torch.channels_last)

    def _augmented(
        self, images: torch.Tensor, recipe: Recipe, rng: np.random.Generator
    ) -> torch.Tensor:
        """Vary images by chance, before they are normalised: what comes in is black."""
        images = self._moved(images, recipe, rng)
        if recipe.augmentation is None:
            return images
        with failing_named("the augmentation of the recipe"):
            varied = recipe.augmentation(images, rng)
        if not isinstance(varied, torch.Tensor) or varied.shape != images.shape:
            shape = tuple(getattr(varied, "shape", ())) or f"a {type(varied).__name__}"
            raise OptionError(
                f"the augmentation of the recipe returns {shape}: expected a tensor of shape "
                f"{tuple(images.shape)}, as it was given"
            )
        return varied

    def _moved(
        self, images: torch.Tensor, recipe: Recipe, rng: np.random.Generator
    ) -> torch.Tensor:
        """Flip and move each image by chance."""
        count, size = len(images), images.shape[-1]
        padding = recipe.padding(size)
        down, right = rng.integers(0, 2 * padding + 1, size=(2, count))
        flipped = rng.random(count) < 0.5 if "flip" in recipe.augment else np.zeros(count, bool)
        if not padding and not flipped.any():
            return images
        pixels = np.arange(size)
        columns = np.where(flipped[:, None], pixels[::-1], pixels) + right[:, None]
        at = (
            torch.arange(count, device=self.device)[:, None, None],
            torch.from_numpy(down[:, None] + pixels).to(self.device)[:, :, None],
            torch.from_numpy(columns).to(self.device)[:, None, :],
        )
        padded = functional.pad(images, [padding] * 4)
        return padded.permute(0, 2, 3, 1)[at].permute(0, 3, 1, 2)

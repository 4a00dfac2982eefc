"""Images that need no files: a task's sizes, but nothing to learn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from proxies.images.batch import Images
from proxies.images.draw import generator

if TYPE_CHECKING:
    from landscape.datasets import Dataset

__all__ = ["noise"]


def noise(task: Dataset, count: int, seed: int) -> Images:
    """Return standard normal pixels with random labels.

    Labels are as balanced as `count` allows with at least two images of each class that occurs,
    since one image of a class says nothing about the class.
    """
    rng = generator(seed)
    pixels = rng.standard_normal((count, 3, task.size, task.size), dtype=np.float32)
    classes = rng.permutation(task.classes)[: max(1, count // 2)].astype(np.int64)
    return Images(pixels, rng.permutation(np.resize(classes, count)), "noise")

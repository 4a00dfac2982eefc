"""Which images of a file make the batch."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

from landscape.errors import DataError

if TYPE_CHECKING:
    from landscape.arrays import IntArray

__all__ = ["draw", "generator"]


def generator(seed: int) -> np.random.Generator:
    """Return the source of every random choice about images.

    The seed is hashed so that images and initial weights of equal seeds have nothing in common.
    """
    digest = hashlib.blake2b(f"images/{seed}".encode(), digest_size=8).digest()
    return np.random.default_rng(int.from_bytes(digest, "little"))


def draw(total: int, count: int, seed: int, source: str) -> IntArray:
    """Return `count` different positions out of `total`, all sets of them equally likely.

    Raises
    ------
    DataError
        If `source`, where the images are from, has too few.
    """
    if count > total:
        raise DataError(
            f"{source} holds {total:,} images, the batch needs {count:,}: "
            "bring more images or make the batch smaller"
        )
    return generator(seed).choice(total, size=count, replace=False)

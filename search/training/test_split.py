"""The images that a user's file sets aside for the test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.errors import DataError
from proxies.images.npz import array_in, open_npz

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from landscape.datasets import Dataset

__all__ = ["read_test_images"]

_IMAGES, _LABELS = "test_images", "test_labels"


def read_test_images(
    path: Path, task: Dataset
) -> tuple[NDArray[np.uint8], NDArray[np.int64]] | None:
    """Return ``test_images`` and ``test_labels`` of an .npz file; None if it has neither.

    Returns
    -------
    images, labels
        uint8 of shape ``(n, 3, task.size, task.size)`` and int64 of shape ``(n,)``.

    Raises
    ------
    DataError
        If one of the two is not there or is not what was expected.
    """
    with open_npz(path) as archive:
        names = [name for name in (_IMAGES, _LABELS) if f"{name}.npy" in archive.namelist()]
        if not names:
            return None
        if len(names) == 1:
            raise DataError(
                f"{path} has {names[0]!r} alone: expected both {_IMAGES!r} and {_LABELS!r}, "
                "or neither"
            )
        images, labels = (array_in(archive, path, name) for name in names)
    _check_images(path, images, task)
    return images, _checked_labels(path, labels, len(images), task)


def _check_images(path: Path, images: NDArray[np.uint8], task: Dataset) -> None:
    one = (3, task.size, task.size)
    if images.dtype != np.uint8 or images.shape[1:] != one or not len(images):
        raise DataError(
            f"{path}: {_IMAGES} are {images.dtype} of shape {images.shape}: expected uint8, "
            f"n × 3 × {task.size} × {task.size} as the other images"
        )


def _checked_labels(
    path: Path, labels: NDArray[np.int64], n_images: int, task: Dataset
) -> NDArray[np.int64]:
    if labels.dtype.kind not in "iu" or labels.shape != (n_images,):
        raise DataError(
            f"{path}: {_LABELS} are {labels.dtype} of shape {labels.shape}: expected "
            f"{n_images} whole numbers, one an image"
        )
    labels = labels.astype(np.int64)
    for label in (labels.min(), labels.max()):
        if not 0 <= label < task.classes:
            raise DataError(
                f"{path}: test label {label} is none of 0 to {task.classes - 1}, the classes of "
                "the training images"
            )
    return labels

"""Images that a user brings, in one NumPy file."""

from __future__ import annotations

import math
import tokenize
import zipfile
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from landscape.datasets import Dataset
from landscape.disk.files import check_file
from landscape.errors import DataError, DataMissingError, LandscapeError
from landscape.reason import reason

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = [
    "INPUTS",
    "LARGEST",
    "TARGETS",
    "array_in",
    "has_arrays",
    "npz_dataset",
    "open_npz",
    "read_npz",
]

INPUTS, TARGETS = "inputs", "targets"
"""Names of arrays of any shape, for networks of one's own; in place of images and labels."""

LARGEST = 2**32
"""Bytes of the largest array that is read."""

_EXPECTED = "expected images (uint8, n × 3 × height × width) and labels (whole numbers, n)"
_UNREADABLE = (
    *(OSError, ValueError, EOFError, RuntimeError, MemoryError, zlib.error),
    *(KeyError, SyntaxError, tokenize.TokenError),  # what a damaged header of an array may raise
)


def read_npz(path: Path, task: Dataset) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Return the images and labels of a file, once they are known to fit a task.

    Returns
    -------
    images, labels
        uint8 of shape ``(n, 3, task.size, task.size)`` and int64 of shape ``(n,)``.

    Raises
    ------
    DataMissingError
        If there is no such file.
    DataError
        If it is no such file, if the images are of another size or the labels of more classes.
    """
    with open_npz(path) as archive:
        # Sizes first: pixels are only read once everything else is right.
        height, width = _image_size(archive, path)
        if (height, width) != (task.size, task.size):
            raise DataError(
                f"{path}: images are {height}×{width} pixels, {task.title} has "
                f"{task.size}×{task.size}: resize them, or name another dataset or none"
            )
        labels = _labels(archive, path)
        if labels.max() >= task.classes:
            raise DataError(
                f"{path}: label {labels.max()} is none of 0 to {task.classes - 1}, the "
                f"{task.classes} classes of {task.title}: name another dataset or none"
            )
        return array_in(archive, path, "images"), labels


def npz_dataset(path: Path) -> Dataset:
    """Return the task that a file poses if no other is named.

    It is called by the file's name without the ending, has one class more than the largest label
    and the images' size.

    Raises
    ------
    DataMissingError, DataError
        As `read_npz`; or if images are not square, their size is no multiple of 4 (the networks
        halve it twice), or there is only one class.
    """
    if has_arrays(path):
        return _any_shape(path)
    with open_npz(path) as archive:
        height, width = _image_size(archive, path)
        if height != width or height % 4:
            raise DataError(
                f"{path}: images are {height}×{width} pixels: expected square ones, "
                "of a size divisible by 4; crop or resize them"
            )
        classes = int(_labels(archive, path).max()) + 1
    if classes < 2:
        raise DataError(f"{path}: all labels are 0: expected two classes or more")
    return Dataset(path.stem, path.stem, classes=classes, size=height)


def has_arrays(path: Path) -> bool:
    """Tell whether a file has inputs and targets, in place of images and labels."""
    with open_npz(path) as archive:
        return f"{INPUTS}.npy" in archive.namelist()


def _any_shape(path: Path) -> Dataset:
    """Return the task of inputs and targets: of whole numbers, as many classes as these tell."""
    with open_npz(path) as archive:
        shape = _layout(archive, path, INPUTS)[0][1:]
        targets = array_in(archive, path, TARGETS)
    if not targets.size:
        raise DataError(f"{path} holds no targets: expected one for each of the inputs")
    is_classes = targets.dtype.kind in "iu"
    classes = int(targets.max()) + 1 if is_classes else math.prod(targets.shape[1:])
    size = shape[-1] if shape else 1
    return Dataset(path.stem, path.stem, classes=classes, size=size, shape=shape)


@contextmanager
def open_npz(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open a file of arrays, and turn whatever is wrong inside it into one line."""
    try:
        if not path.is_dir():  # of which the archive's own reader says more
            check_file(path)
        with zipfile.ZipFile(path) as archive:
            yield archive
    except DataMissingError as error:
        raise DataMissingError(
            f"there is no file {path}: expected an .npz file, or noise for random images"
        ) from error
    except LandscapeError:
        raise
    except (*_UNREADABLE, zipfile.BadZipFile) as error:
        raise DataError(
            f"{path} is no readable .npz file ({reason(error)}): {_EXPECTED}"
        ) from error


def _image_size(archive: zipfile.ZipFile, path: Path) -> tuple[int, int]:
    shape, dtype = _layout(archive, path, "images")
    if dtype != np.uint8:
        raise DataError(f"{path}: images are {dtype}: {_EXPECTED}; scale them to 0..255")
    if len(shape) != 4 or shape[1] != 3:
        raise DataError(
            f"{path}: images have the shape {shape}: {_EXPECTED}; "
            "images.transpose(0, 3, 1, 2) moves channels that come last"
        )
    if not math.prod(shape):
        raise DataError(f"{path} holds no images (shape {shape}): {_EXPECTED}")
    return shape[2], shape[3]


def _labels(archive: zipfile.ZipFile, path: Path) -> NDArray[np.int64]:
    images = _layout(archive, path, "images")[0][0]
    shape, dtype = _layout(archive, path, "labels")
    if dtype.kind not in "iu":
        raise DataError(f"{path}: labels are {dtype}: {_EXPECTED}")
    if shape != (images,):
        raise DataError(f"{path}: labels have the shape {shape} for {images} images: {_EXPECTED}")
    labels = array_in(archive, path, "labels").astype(np.int64)
    if labels.min() < 0:
        raise DataError(f"{path}: label {labels.min()}: expected 0 or more")
    return labels


def array_in(archive: zipfile.ZipFile, path: Path, key: str) -> NDArray[Any]:
    """Return an array, once it is known to be as large as its header says, and not too large.

    Raises
    ------
    DataError
        If it is not, is not there, or holds Python objects.
    """
    _layout(archive, path, key)
    with archive.open(f"{key}.npy") as file:
        return np.lib.format.read_array(file, allow_pickle=False)


def _layout(
    archive: zipfile.ZipFile, path: Path, key: str
) -> tuple[tuple[int, ...], np.dtype[Any]]:
    """Return shape and dtype of an array from its header alone, which must tell the truth."""
    names = archive.namelist()
    if f"{key}.npy" not in names:
        found = ", ".join(name.removesuffix(".npy") for name in names)[:200] or "nothing"
        raise DataError(f"{path} has no {key!r}, only {found}: {_EXPECTED}")
    with archive.open(f"{key}.npy") as file:
        version = np.lib.format.read_magic(file)
        header = np.lib.format.read_array_header_1_0
        if version != (1, 0):
            header = np.lib.format.read_array_header_2_0
        shape, _, dtype = header(file)
        there = archive.getinfo(f"{key}.npy").file_size - file.tell()
    if dtype.hasobject:
        raise DataError(
            f"{path}: {key} are pickled Python objects, which are not read: {_EXPECTED}"
        )
    promised = math.prod(shape) * dtype.itemsize
    if promised > LARGEST:
        raise DataError(
            f"{path}: {key} take {promised:,} bytes: expected at most {LARGEST:,}; give fewer "
            "images"
        )
    if promised != there:
        raise DataError(
            f"{path}: the header of {key} promises {promised:,} bytes, and there are {there:,}: "
            "write the file again"
        )
    return shape, dtype

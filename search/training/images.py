"""The images that networks are trained, compared and tested on."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from landscape.errors import DataError, OptionError
from proxies.images.normalise import channel_statistics
from proxies.images.npz import read_npz
from proxies.images.official import read_official
from search.training.chance import chance
from search.training.test_split import read_test_images

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from landscape.datasets import Dataset
    from landscape.disk.files import JSON

__all__ = ["Part", "TrainingImages", "split", "training_images"]

_HELD_OUT = 0.2

_log = logging.getLogger("landscape.search")


@dataclass(frozen=True, eq=False)
class Part:
    """Some images with their labels.

    Attributes
    ----------
    images
        uint8, shape ``(n, 3, size, size)``.
    labels
        int64, shape ``(n,)``.

    Examples
    --------
    >>> import numpy as np
    >>> from search.training import Part
    >>> part = Part(np.zeros((4, 3, 8, 8), dtype=np.uint8), np.array([0, 0, 1, 1]))
    >>> len(part), part.at(np.array([0, 3])).labels.tolist()
    (4, [0, 1])
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.labels)

    def at(self, rows: NDArray[np.int64]) -> Part:
        """Return some of them."""
        return Part(self.images[rows], self.labels[rows])


@dataclass(frozen=True, eq=False)
class TrainingImages:
    """What networks learn from, what they are compared by, and what nobody looks at before.

    Attributes
    ----------
    task
        Classes and size of the images, with the constants that normalise them.
    train, val, test
        No image is in two of them.
    source
        Where they come from, for people and records.

    Examples
    --------
    `training_images` makes them of files; of one's own:

    >>> import numpy as np
    >>> from proxies import Dataset
    >>> from search.training import Part, TrainingImages
    >>> some = Part(np.zeros((2, 3, 8, 8), dtype=np.uint8), np.array([0, 1]))
    >>> task = Dataset("mine", "Mine", classes=2, size=8, mean=(0.0,) * 3, std=(255.0,) * 3)
    >>> TrainingImages(task, train=some, val=some, test=some, source="mine").settings()["images"]
    {'train': 2, 'val': 2, 'test': 2}
    """

    task: Dataset
    train: Part
    val: Part
    test: Part
    source: str

    @cached_property
    def digest(self) -> str:
        """Checksum of all parts: equal images in equal parts, equal digests."""
        content = hashlib.sha256()
        for part in (self.train, self.val, self.test):
            content.update(np.ascontiguousarray(part.images).tobytes())
            content.update(np.ascontiguousarray(part.labels, dtype="<i8").tobytes())
        return content.hexdigest()[:16]

    def settings(self) -> dict[str, JSON]:
        """Return everything that was chosen, for the record."""
        parts = {"train": self.train, "val": self.val, "test": self.test}
        return {
            "data": self.source,
            "data_digest": self.digest,
            "images": {name: len(part) for name, part in parts.items()},
        }


def training_images(
    task: Dataset, *, data: str | Path | None, seed: int, data_dir: Path | None = None
) -> TrainingImages:
    """Return the images of a task in three parts, the same whenever task, files and seed are.

    The test part is ``test_images`` and ``test_labels`` of the file if it has them. A fifth of
    the other images validates, and another fifth tests if the file brings no test part. Each part
    has all classes as the whole has.

    Parameters
    ----------
    task, data, data_dir
        See `proxies.load_images`; the training files of a data set hold no test part.
    seed
        Picks which image goes where; a whole number, at least 0.

    Raises
    ------
    OptionError
        If `data` is ``noise``: there is nothing to learn from it.
    DataMissingError, DataError
        If a file is not there, is not what was expected, or has too few images of a class.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> import numpy as np
    >>> from proxies import Dataset
    >>> from search.training import training_images
    >>> path = pathlib.Path(tempfile.mkdtemp(), "mine.npz")
    >>> np.savez(path, images=np.zeros((20, 3, 8, 8), np.uint8), labels=np.repeat([0, 1], 10))
    >>> images = training_images(Dataset("mine", "Mine", classes=2, size=8), data=path, seed=0)
    >>> [(len(part), int(part.labels.sum())) for part in (images.train, images.val, images.test)]
    [(12, 6), (4, 2), (4, 2)]
    """
    if data == "noise":
        raise OptionError(
            "--data noise has nothing to learn from: training needs images, from --data FILE.npz "
            "or from the data set's own files"
        )
    test: Part | None = None
    if data is None:
        source, whole = task.name, Part(*read_official(task, data_dir))
    else:
        path = Path(data).expanduser()
        source, whole = path.name, Part(*read_npz(path, task))
        held_out = read_test_images(path, task)
        test = None if held_out is None else Part(*held_out)
        if test is not None:
            _warn_of_shared(whole, test, source)
    train, val, *rest = split(whole, task, seed, 1 if test else 2, source)
    mean, std = task.mean, task.std
    if mean is None or std is None:
        mean, std = channel_statistics(train.images)
    return TrainingImages(
        replace(task, mean=mean, std=std), train, val, test if test else rest[0], source
    )


def _warn_of_shared(whole: Part, test: Part, source: str) -> None:
    """Say how many test images are trained on, too."""
    known = {image.tobytes() for image in whole.images}
    shared = sum(image.tobytes() in known for image in test.images)
    if shared:
        _log.warning(
            "%s: %d of %d test images are among those trained on, too: test accuracy is too high",
            source,
            shared,
            len(test),
        )


def split(whole: Part, task: Dataset, seed: int, n_held_out: int, source: str) -> list[Part]:
    """Cut images into what is trained on and parts of a fifth that are held out, class by class.

    Raises
    ------
    DataError
        If a class has not one image for each part.
    """
    rows: list[list[NDArray[np.int64]]] = [[] for _ in range(1 + n_held_out)]
    rng = chance("split", seed)
    for label in range(task.classes):
        found = rng.permutation(np.flatnonzero(whole.labels == label))
        if len(found) < len(rows):
            raise DataError(
                f"{source}: class {label} of {task.classes} has {len(found)} image(s): expected "
                f"at least {len(rows)}, one each to train, validate"
                f"{' and test' if n_held_out > 1 else ''}; bring more, or leave the class out"
            )
        size = max(1, round(_HELD_OUT * len(found)))
        size = min(size, (len(found) - 1) // n_held_out)
        cuts = [len(found) - size * k for k in range(n_held_out, 0, -1)]
        for part, chosen in zip(rows, np.split(found, cuts), strict=True):
            part.append(chosen)
    return [whole.at(_in_order(part)) for part in rows]


def _in_order(rows: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    return np.sort(np.concatenate(rows))

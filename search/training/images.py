"""The images that networks are trained, compared and tested on."""

from __future__ import annotations

import hashlib
import logging
import math
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from landscape.datasets import NOISE, Dataset
from landscape.errors import DataError, OptionError
from proxies.images.normalise import channel_statistics
from proxies.images.npz import has_arrays, read_npz
from proxies.images.official import read_official
from search.training.chance import chance
from search.training.examples import examples_in, examples_of, held_out_in
from search.training.test_split import read_test_images

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

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
        uint8, shape ``(n, 3, size, size)``; or what networks of one's own take, an example a row.
    labels
        int64, shape ``(n,)``; or what these are to return.

    Examples
    --------
    >>> import numpy as np
    >>> from search.training import Part
    >>> part = Part(np.zeros((4, 3, 8, 8), dtype=np.uint8), np.array([0, 0, 1, 1]))
    >>> len(part), part.at(np.array([0, 3])).labels.tolist()
    (4, [0, 1])
    """

    images: NDArray[Any]
    labels: NDArray[Any]

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def has_classes(self) -> bool:
        """Whether the labels are classes: whole numbers, one an image."""
        return self.labels.ndim == 1 and self.labels.dtype.kind in "iu"

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
    as_given
        Whether they enter networks as they are, and not as images that are normalised.

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
    as_given: bool = False

    @property
    def has_classes(self) -> bool:
        """Whether targets are classes, so that there is an accuracy."""
        return self.train.has_classes

    @property
    def kind(self) -> str:
        """What they are, for people."""
        return "examples" if self.as_given else "images"

    @cached_property
    def digest(self) -> str:
        """Checksum of all parts: equal images in equal parts, equal digests."""
        content = hashlib.sha256()
        for part in (self.train, self.val, self.test):
            content.update(np.ascontiguousarray(part.images).tobytes())
            as_kept = "<i8" if self.has_classes else part.labels.dtype
            content.update(np.ascontiguousarray(part.labels, dtype=as_kept).tobytes())
        return content.hexdigest()[:16]

    def settings(self) -> dict[str, JSON]:
        """Return everything that was chosen, for the record."""
        parts = {"train": self.train, "val": self.val, "test": self.test}
        return {
            "data": self.source,
            "data_digest": self.digest,
            "images": {name: len(part) for name, part in parts.items()},
            **(self._kind() if self.as_given else {}),
        }

    def _kind(self) -> dict[str, JSON]:
        """Return what enters networks as it is, and what they are to return."""
        given, wanted = self.train.images, self.train.labels
        return {
            "inputs": f"{given.dtype} {given.shape[1:]}",
            "targets": "classes" if self.has_classes else f"{wanted.dtype} {wanted.shape[1:]}",
        }


def training_images(
    task: Dataset,
    *,
    data: str | Path | None,
    seed: int,
    data_dir: Path | None = None,
    give: Callable[[], Any] | None = None,
) -> TrainingImages:
    """Return the images of a task in three parts, the same whenever task, files and seed are.

    The test part is ``test_images`` and ``test_labels`` of the file if it has them. A fifth of
    the other images validates, and another fifth tests if the file brings no test part. Each part
    has all classes as the whole has. ``inputs`` and ``targets`` of a file, in place of ``images``
    and ``labels``, may have any shape, and are what networks of one's own take and return.

    Parameters
    ----------
    task, data, data_dir
        See `proxies.load_images`; the training files of a data set hold no test part.
    seed
        Picks which image goes where; a whole number, at least 0.
    give
        Function that returns data, taken where there is no `data`: a dataset or loader of PyTorch,
        or a pair of arrays.

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
    if data == NOISE:
        raise OptionError(
            "--data noise has nothing to learn from: training needs images, from --data FILE.npz "
            "or from the data set's own files"
        )
    if data is None and give is not None:
        name = getattr(give, "__name__", type(give).__name__)
        return _as_given(Part(*examples_of(give, name)), None, name, seed)
    if data is not None and has_arrays(path := Path(data).expanduser()):
        held_out = held_out_in(path)
        test = None if held_out is None else Part(*held_out)
        return _as_given(Part(*examples_in(path)), test, path.name, seed)
    return _normalised(task, data, seed, data_dir)


def _as_given(whole: Part, test: Part | None, source: str, seed: int) -> TrainingImages:
    """Return what enters networks as it is, in three parts."""
    if test is not None:
        if test.images.shape[1:] != whole.images.shape[1:]:
            raise DataError(
                f"{source}: test_inputs have the shape {test.images.shape}: expected examples of "
                f"shape {whole.images.shape[1:]}, as the other inputs"
            )
        _warn_of_shared(whole, test, source)
    task = _task_of(whole, source)
    train, val, *rest = split(whole, task, seed, 1 if test else 2, source)
    return TrainingImages(task, train, val, test if test else rest[0], source, as_given=True)


def _task_of(whole: Part, source: str) -> Dataset:
    """Return what builders of networks are told of data: classes, or numbers an example; shape."""
    labels, shape = whole.labels, whole.images.shape[1:]
    if not len(whole) or (whole.has_classes and labels.min() < 0):
        what = "no examples" if not len(whole) else f"class {labels.min()}"
        raise DataError(f"{source} has {what}: expected examples, of classes from 0 up")
    classes = int(labels.max()) + 1 if whole.has_classes else math.prod(labels.shape[1:])
    name = source.removesuffix(".npz")
    return Dataset(name, name, classes=classes, size=shape[-1] if shape else 1, shape=shape)


def _normalised(
    task: Dataset, data: str | Path | None, seed: int, data_dir: Path | None
) -> TrainingImages:
    """Return images, with the constants that normalise them, in three parts."""
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

    Where labels are no classes, all images are cut alike.

    Raises
    ------
    DataError
        If a class has not one image for each part.
    """
    rows: list[list[NDArray[np.int64]]] = [[] for _ in range(1 + n_held_out)]
    rng = chance("split", seed)
    alike = [whole.labels == label for label in range(task.classes)] if whole.has_classes else []
    for label, members in enumerate(alike or [np.ones(len(whole), dtype=bool)]):
        found = rng.permutation(np.flatnonzero(members))
        if len(found) < len(rows):
            what = f"class {label} of {task.classes} has" if alike else "it has"
            raise DataError(
                f"{source}: {what} {len(found)} image(s): expected "
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

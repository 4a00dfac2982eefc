"""The batch of images that all architectures of a run are scored on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from proxies.images.batch import Images
from proxies.images.draw import draw, generator
from proxies.images.normalise import channel_statistics, normalise
from proxies.images.npz import read_npz
from proxies.images.official import read_official

if TYPE_CHECKING:
    from landscape.datasets import Dataset

__all__ = ["load_images", "noise"]


def load_images(
    task: Dataset,
    *,
    data: str | Path | None = None,
    count: int = 32,
    seed: int = 0,
    data_dir: Path | None = None,
) -> Images:
    """Return `count` images of a task, the same whenever task, files, count and seed are.

    They are drawn uniformly without replacement from the training images, as a shuffled loader
    draws its first batch in the published implementations: classes are not balanced. Unlike
    there, images are neither cropped nor flipped, and every architecture sees the same ones.

    Parameters
    ----------
    task
        Number of classes, size of the images, and the constants that normalise them.
    data
        None for the dataset's own files, ``noise`` for random pixels and labels, or an ``.npz``
        file with ``images`` (uint8, ``(n, 3, size, size)``) and ``labels`` (whole numbers,
        ``(n,)``).
    count
        Images in the batch.
    seed
        Picks the images; a whole number, at least 0.
    data_dir
        Folder to look for the dataset's own files in before those of `data_folders`.

    Returns
    -------
    Images
        Normalised by the task's ``mean`` and ``std``; by those of all pixels of the file if the
        task has none.

    Raises
    ------
    DataMissingError
        If there is no such file, or the dataset's own are nowhere. Nothing is ever downloaded.
    DataError
        If a file is not what was expected, or holds fewer than `count` images.
    OptionError
        If `data` is None and the task is not one whose files are known.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> import numpy as np
    >>> from proxies import Dataset, load_images
    >>> path = pathlib.Path(tempfile.mkdtemp(), "mine.npz")
    >>> grey = np.full((10, 3, 8, 8), 128, dtype=np.uint8)
    >>> grey[:5] = 64
    >>> np.savez(path, images=grey, labels=np.repeat([0, 1], 5))
    >>> task = Dataset("mine", "Mine", classes=2, size=8, mean=(96.0,) * 3, std=(32.0,) * 3)
    >>> batch = load_images(task, data=path, count=10)
    >>> sorted(zip(batch.labels.tolist(), batch.pixels[:, 0, 0, 0].tolist()))[4:6]
    [(0, -1.0), (1, 1.0)]
    """
    if data == "noise":
        return noise(task, count, seed)
    if data is None:
        source = task.name
        images, labels = read_official(task, data_dir)
    else:
        path = Path(data).expanduser()
        source = path.name
        images, labels = read_npz(path, task)
    chosen = draw(len(labels), count, seed, source)
    mean, std = task.mean, task.std
    if mean is None or std is None:
        mean, std = channel_statistics(images)
    return Images(normalise(images[chosen], mean, std), labels[chosen], source)


def noise(task: Dataset, count: int, seed: int) -> Images:
    """Return standard normal pixels with random labels.

    Labels are as balanced as `count` allows with at least two images of each class that occurs,
    since one image of a class says nothing about the class.
    """
    rng = generator(seed)
    shape = task.shape or (3, task.size, task.size)
    pixels = rng.standard_normal((count, *shape), dtype=np.float32)
    classes = rng.permutation(task.classes)[: max(1, count // 2)].astype(np.int64)
    return Images(pixels, rng.permutation(np.resize(classes, count)), "noise")

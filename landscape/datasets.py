"""The image classification tasks of the benchmarks, and what scores were made on.

Of a task it is what networks and images depend on; of scores, how a table of our own was made, and
what of it is worth telling.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from landscape.options.shared import ScoringOptions
from landscape.registry import find_name, match_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from landscape.disk.files import JSON

__all__ = [
    "BUILT_IN",
    "DATASETS",
    "HALVES",
    "NOISE",
    "Dataset",
    "dataset_of",
    "dataset_title",
    "flattened",
    "get_dataset",
    "known_spelling",
    "noise_like",
    "non_default",
    "whole_dataset",
]


@dataclass(frozen=True)
class Dataset:
    """A classification task.

    Attributes
    ----------
    name, title
        As the benchmarks write it, and as people do.
    classes
        Number of classes, the outputs of the classifier.
    size
        Height and width of the images in pixels.
    mean, std
        Red, green and blue, in grey levels 0..255: images are normalised to
        ``(pixel - mean) / std``. None takes those of the pixels at hand.
    shape
        Shape of one example, of what is no square image of three colours.

    Examples
    --------
    >>> from proxies import Dataset, Settings
    >>> faces = Dataset("faces", "Faces", classes=2, size=64)
    >>> Settings(faces).task.classes, Settings("cifar100").task.classes
    (2, 100)
    """

    name: str
    title: str
    classes: int
    size: int
    mean: tuple[float, float, float] | None = None
    std: tuple[float, float, float] | None = None
    shape: tuple[int, ...] | None = None


# Means and deviations: what the networks of NAS-Bench-201 were trained with (Dong and Yang, 2020;
# `get_datasets` in xautodl/datasets/get_dataset_with_transform.py of D-X-Y/AutoDL-Projects).
DATASETS = {
    dataset.name: dataset
    for dataset in (
        Dataset(
            "cifar10",
            "CIFAR-10",
            classes=10,
            size=32,
            mean=(125.3, 123.0, 113.9),
            std=(63.0, 62.1, 66.7),
        ),
        Dataset(
            "cifar100",
            "CIFAR-100",
            classes=100,
            size=32,
            mean=(129.3, 124.1, 112.4),
            std=(68.2, 65.4, 70.4),
        ),
        Dataset(
            "ImageNet16-120",
            "ImageNet16-120",
            classes=120,
            size=16,
            mean=(122.68, 116.66, 104.01),
            std=(63.22, 61.26, 65.09),
        ),
    )
}
"""The datasets known by name."""

HALVES = {"cifar10-valid": "cifar10"}
"""A task of a benchmark that trains on half of a dataset, and validates on the other → the dataset.

NATS-Bench and NAS-Bench-201 train each network twice: on half of CIFAR-10's training images, which
gives the validation accuracy, and on all of them, which gives the test accuracy that papers report.
"""

_NOISE = "-noise"


def whole_dataset(name: str | None) -> str | None:
    """Return the dataset that a task is of: itself, or what a benchmark trained on a half of.

    Examples
    --------
    >>> whole_dataset("cifar10-valid"), whole_dataset("cifar100")
    ('cifar10', 'cifar100')
    """
    return None if name is None else HALVES.get(known_spelling(name), known_spelling(name))


def known_spelling(name: str) -> str:
    """Return a dataset's name as the benchmarks write it; one that they don't know as it is."""
    return match_name(name, (*DATASETS, *HALVES)) or name


def dataset_title(name: str | None) -> str:
    """Return a dataset as people write it; empty if it is not known."""
    if name is None:
        return ""
    if name in DATASETS:
        return DATASETS[name].title
    like = name.removesuffix(_NOISE)
    return f"noise instead of {DATASETS[like].title}" if like in DATASETS else name


def noise_like(dataset: Dataset) -> str:
    """Return the name of random images of a dataset's size, with as many classes."""
    return f"{dataset.name}{_NOISE}"


def get_dataset(name: str) -> Dataset:
    """Return the dataset called `name`, in any case and with or without hyphens.

    Raises
    ------
    UnknownNameError
        If there is none.

    Examples
    --------
    >>> from proxies import get_dataset
    >>> get_dataset("imagenet16_120").title, get_dataset("CIFAR-100").classes
    ('ImageNet16-120', 100)
    """
    return DATASETS[find_name("dataset", name, DATASETS)]


NOISE = "noise"
"""What stands for random images, in place of a file."""

BUILT_IN = "built-in"
"""What stands for scores of our own that travel with the package, in place of images."""

_WORDS = {"batch_size": "batch", "init": "", "precision": "", "seed": "seed", "repeats": "repeats"}


def non_default(how: Mapping[str, Any]) -> list[str]:
    """Return what of some settings is not as by default, as parts of a folder's name.

    Settings that are not among `how` change nothing.

    >>> non_default({"seed": 3, "batch_size": 32})
    ['seed3']
    """
    default = {field.name: field.default for field in fields(ScoringOptions)}
    return [
        f"{word}{how[name]}"
        for name, word in _WORDS.items()
        if name in how and how[name] != default[name]
    ]


def flattened(made: Mapping[str, JSON]) -> dict[str, JSON]:
    """Return everything that scores were made with, through copies and sums of ranks."""
    return dict(_leaves(made))


def _leaves(made: JSON) -> Iterator[tuple[str, JSON]]:
    if isinstance(made, Mapping):
        yield from made.items()
        yield from _leaves(made.get("made"))
        members = made.get("members")
        for settings in members.values() if isinstance(members, Mapping) else ():
            yield from _leaves(settings)


def dataset_of(made: Mapping[str, JSON]) -> str | None:
    """Return what scores were made with: a dataset, or noise of its size; None if neither."""
    how = flattened(made)
    dataset = how.get("dataset")
    if not isinstance(dataset, str):
        return None
    return noise_like(DATASETS[dataset]) if how.get("data") == NOISE else dataset

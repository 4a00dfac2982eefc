"""The image classification tasks of the benchmarks: what of them shapes a network."""

from __future__ import annotations

from dataclasses import dataclass

from landscape.errors import unknown_name

__all__ = ["DATASETS", "Dataset", "get_dataset"]


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
    """

    name: str
    title: str
    classes: int
    size: int


DATASETS = {
    dataset.name: dataset
    for dataset in (
        Dataset("cifar10", "CIFAR-10", classes=10, size=32),
        Dataset("cifar100", "CIFAR-100", classes=100, size=32),
        Dataset("ImageNet16-120", "ImageNet16-120", classes=120, size=16),
    )
}
"""The datasets known by name."""


def get_dataset(name: str) -> Dataset:
    """Return the dataset called `name`.

    Raises
    ------
    UnknownNameError
        If there is none.
    """
    if name not in DATASETS:
        raise unknown_name("dataset", name, DATASETS)
    return DATASETS[name]

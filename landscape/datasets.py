"""The image classification tasks of the benchmarks: what of them networks and images depend on."""

from __future__ import annotations

from dataclasses import dataclass

from landscape.names import find_name

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
    mean, std
        Red, green and blue, in grey levels 0..255: images are normalised to
        ``(pixel - mean) / std``. None takes those of the pixels at hand.
    """

    name: str
    title: str
    classes: int
    size: int
    mean: tuple[float, float, float] | None = None
    std: tuple[float, float, float] | None = None


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


def get_dataset(name: str) -> Dataset:
    """Return the dataset called `name`, in any case and with or without hyphens.

    Raises
    ------
    UnknownNameError
        If there is none.
    """
    return DATASETS[find_name("dataset", name, DATASETS)]

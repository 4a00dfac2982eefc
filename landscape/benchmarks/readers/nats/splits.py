"""The datasets of NAS-Bench-201 and NATS-Bench: what was trained on, and what evaluated on.

How many images an accuracy is the average of was checked on original records: all of their
accuracies lie within 1e-5 images of a whole number.

Source: Dong and Yang, "NAS-Bench-201", ICLR 2020, section 2.2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from landscape.benchmarks.metrics import trained_metric

if TYPE_CHECKING:
    from landscape.scores.table import Metric

__all__ = ["EXAMPLES", "SPLITS", "meaning_of"]

SPLITS = {
    "cifar10-valid": {"x-valid": "val", "ori-test": "test"},
    "cifar10": {"ori-test": "test"},
    "cifar100": {"x-valid": "val", "x-test": "test", "ori-test": "valtest"},
    "ImageNet16-120": {"x-valid": "val", "x-test": "test", "ori-test": "valtest"},
}
"""By dataset, the benchmark's names of the sets evaluated on, and how our metrics call them.

``cifar10-valid`` is trained on one half of the training images of CIFAR-10 and validated on the
other; ``cifar10`` is trained on all of them, so that it has nothing to validate on. In the other
two, the original test images are divided into validation and test images; ``valtest`` is both.
"""

EXAMPLES = {
    "cifar10-valid": {"train": 25_000, "val": 25_000, "test": 10_000},
    "cifar10": {"train": 50_000, "test": 10_000},
    "cifar100": {"train": 50_000, "val": 5_000, "test": 5_000, "valtest": 10_000},
    "ImageNet16-120": {"train": 151_700, "val": 3_000, "test": 3_000, "valtest": 6_000},
}
"""How many images there are in each set."""


def meaning_of(dataset: str, metric: str, source: str) -> Metric:
    """Return what a metric measures on a dataset."""
    split = metric.removesuffix("_acc")
    return trained_metric(metric, EXAMPLES.get(dataset, {}).get(split), source)

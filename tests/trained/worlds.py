"""Benchmarks small enough to be checked by hand."""

from __future__ import annotations

import numpy as np

from landscape.benchmarks.metrics import trained_metric
from landscape.benchmarks.record import Curve, Record
from landscape.spaces import ProductSpace

SPACE = ProductSpace([2, 3], name="tiny")


class TinyReader:
    """Three of six architectures, two runs, one dataset and one number that belongs to none."""

    benchmark = "tiny-bench"
    space = SPACE

    def __init__(self, *, version=1, stop_after=None, twice=False):
        self.identity = {"version": version}
        self.read = []
        self._stop_after = stop_after
        self._numbers = [4, 0, 4 if twice else 5]

    def __len__(self):
        return len(self._numbers)

    def records(self, start=0):
        for position, number in list(enumerate(self._numbers))[start:]:
            if self._stop_after is not None and len(self.read) >= self._stop_after:
                raise KeyboardInterrupt
            self.read.append(number)
            yield Record(number, list(self._curves(position, number)))

    def _curves(self, position, number):
        runs = ("777", "888") if position else ("777",)  # the first has one run only
        for run in runs:
            last = 50.0 + number + (run == "888")
            epochs = np.array([1, 2, 12])
            yield Curve("val_acc", np.array([1.0, np.nan, last]), epochs, "cifar10", "12", run)
            yield Curve("val_acc", np.array([last]), np.array([200]), "cifar10", "200", run)
        yield Curve("params", np.array([1000.0 + number]), dataset="cifar10", hp="12")

    def meaning(self, dataset, metric):
        assert dataset == "cifar10"
        return trained_metric(metric, 10_000, "by hand")

"""NAS-Bench-Suite-Zero: published scores of untrained networks, with one accuracy to compare.

Its files are JSON: data set, architecture, then score and seconds of each proxy, and
``val_accuracy``. Architectures are written as tuples, the way NASLib does. Earlier files say the
architecture again, with a number of their own (``idx``, ``arch``), among its scores; the earliest
have one more level around all, the name of the space, and scores without seconds.

Source: Krishnakumar et al., "NAS-Bench-Suite-Zero: Accelerating Research on Zero Cost Proxies",
NeurIPS 2022; https://github.com/automl/NASLib, branch ``zerocost``.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from landscape.benchmarks.metrics import trained_metric
from landscape.benchmarks.readers.checks import expect, number
from landscape.benchmarks.record import Curve, Record
from landscape.disk.files import read_bytes
from landscape.errors import ArchitectureError, DataError
from landscape.reason import reason, shown
from landscape.scores.table import Metric

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from landscape.disk.files import JSON
    from landscape.spaces import Space

__all__ = ["SuiteZeroReader", "from_naslib", "read_suite_zero"]

_ACCURACIES = {"val_accuracy": "val_acc", "test_accuracy": "test_acc"}
_LABELS = ("idx", "arch")  # what earlier files say of an architecture beside its scores
_AROUND = {"nb201": "nasbench201", "nb101": "nasbench101"}  # what the earliest say of the space
_IN_MILLIONS = ("params", "flops")
_MILLION = 1e6
_SOURCE = "NAS-Bench-Suite-Zero"

# Images that the accuracies are of, as far as their lattice has been looked at. For CIFAR-10 of
# NAS-Bench-201 they are as many as the test images, not as the validation images of the benchmark.
_EXAMPLES = {
    ("nb201", "cifar10"): 10_000,
    ("nb201", "cifar100"): 5_000,
    ("nb201", "ImageNet16-120"): 3_000,
    ("nb101", "cifar10"): 9_984,
}


def read_suite_zero(path: Path, space: Space) -> SuiteZeroReader:
    """Open a file such as ``zc_nasbench201.json``.

    Parameters
    ----------
    path
        The file.
    space
        The space it is about.

    Raises
    ------
    DataMissingError
        If there is no such file.
    DataError
        If it is no JSON, or is not what such a file is, or is about another space.
    """
    return SuiteZeroReader(path, space)


class SuiteZeroReader:
    """The architectures in the order in which the file first has them.

    Parameters and FLOPs are numbers here, millions in the file; they are NASLib's own counts, and
    its FLOPs are not those of NATS-Bench. ``synflow_seconds`` is the time of one ``synflow``.

    Attributes
    ----------
    benchmark, space
        See `Reader`.
    n_repeated
        How often a file has a score of an architecture that it has one of already, under another
        tuple of the same cell. The first is kept.
    """

    benchmark = "nbsuite-zero"

    def __init__(self, path: Path, space: Space) -> None:
        self.space, self._path = space, path
        content = read_bytes(path)
        self._sha256 = hashlib.sha256(content).hexdigest()
        self._size, self.n_repeated = len(content), 0
        self._told = self._by_architecture(self._by_dataset(_parsed(content, path)))
        if not self._told:
            raise DataError(f"{path} has no architecture: get the published file")

    @cached_property
    def identity(self) -> Mapping[str, JSON]:
        """Name, size and checksum of the file."""
        return {"file": self._path.name, "bytes": self._size, "sha256": self._sha256}

    def __len__(self) -> int:
        return len(self._told)

    def records(self, start: int = 0) -> Iterator[Record]:
        """Yield the architectures from the `start`-th on.

        Raises
        ------
        DataError
            If an entry is neither a number nor a score with its time.
        """
        for configuration, by_dataset in list(self._told.items())[start:]:
            found: list[Curve] = []
            for dataset, (written, entries) in by_dataset.items():
                found += self._curves(
                    entries, dataset, f"{shown(written)} of {shown(dataset)} in {self._path}"
                )
            yield Record(configuration, found)

    def meaning(self, dataset: str, metric: str) -> Metric:
        """Return what a score means: all proxies are there to be maximised, times are not."""
        if metric.endswith("_seconds"):
            title = f"time of {metric.removesuffix('_seconds')}"
            return Metric(metric, minimize=True, unit="s", title=title, source=_SOURCE)
        return trained_metric(metric, _EXAMPLES.get((self.space.name, dataset)), _SOURCE)

    def _by_dataset(self, content: dict[str, Any]) -> dict[str, Any]:
        around = _AROUND.get(self.space.name)
        if around is not None and content.keys() == {around}:
            return expect(dict, content[around], f"{shown(around)} of {self._path}")
        return content

    def _by_architecture(self, content: dict[str, Any]) -> dict[int, dict[str, Any]]:
        told: dict[int, dict[str, Any]] = {}
        for dataset, by_key in content.items():
            for key, entries in expect(dict, by_key, f"{shown(dataset)} of {self._path}").items():
                datasets = told.setdefault(self._configuration(key), {})
                self.n_repeated += dataset in datasets
                where = f"{shown(key)} of {shown(dataset)} in {self._path}"
                datasets.setdefault(dataset, (key, expect(dict, entries, where)))
        return told

    def _configuration(self, key: str) -> int:
        try:
            return self.space.parse(from_naslib(key, self.space.name))
        except ArchitectureError as error:
            raise DataError(
                f"{self._path} is about other architectures than {self.space.title} ({error}): "
                "choose another space, or get the published file"
            ) from error

    def _curves(self, entries: dict[str, Any], dataset: str, where: str) -> Iterator[Curve]:
        for name, told in entries.items():
            if name in _LABELS:
                continue
            values = {name: told}
            if isinstance(told, dict):
                values = {name: told.get("score")}
                if told.get("time") is not None:
                    values[f"{name}_seconds"] = told["time"]
            for metric, value in values.items():
                one = number(value, f"{shown(metric)} of {where}")
                one *= _MILLION if metric in _IN_MILLIONS else 1
                yield Curve(_ACCURACIES.get(metric, metric), np.array([one]), None, dataset)


def _parsed(content: bytes, path: Path) -> dict[str, Any]:
    try:
        return expect(dict, json.loads(content), str(path))
    except (ValueError, RecursionError) as error:
        if isinstance(error, DataError):
            raise
        raise DataError(f"{path} is no JSON ({reason(error)}): get the published file") from error


# ``naslib/search_spaces/nasbench101/conversions.py`` numbers them so.
_OPERATIONS = ("input", "output", "maxpool3x3", "conv1x1-bn-relu", "conv3x3-bn-relu")
_LONGEST = 1000


def from_naslib(key: str, space: str) -> object:
    """Return an architecture as `Space.parse` takes it; only ``nb101`` reads others than NASLib.

    Parameters
    ----------
    key
        A tuple written as text. Of ``nb101``, ``n * n`` zeros and ones, then ``n`` operations.
    space
        Name of the space.

    Raises
    ------
    ArchitectureError
        If it is no cell.

    Examples
    --------
    >>> from_naslib("(0, 1, 0, 0, 0, 1)", "nb101")
    ([[0, 1], [0, 0]], ['input', 'output'])
    """
    if space != "nb101":
        return key
    if len(key) > _LONGEST or not re.fullmatch(r"\(\d+(, \d+)+\)", key):
        raise ArchitectureError(f"{shown(key, 80)} is no tuple like (0, 1, 0, 0, 0, 1)")
    values = [int(value) for value in re.findall(r"\d+", key)]
    n = math.isqrt(len(values))
    if n * (n + 1) != len(values) or max(values[-n:]) >= len(_OPERATIONS):
        raise ArchitectureError(
            f"{shown(key, 80)} has {len(values)} numbers: "
            "expected n * n of a matrix and n from 0 to 4"
        )
    matrix = [values[row * n : (row + 1) * n] for row in range(n)]
    return matrix, [_OPERATIONS[value] for value in values[-n:]]

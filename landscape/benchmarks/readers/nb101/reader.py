"""NAS-Bench-101: every training run of its 423,624 cells, without TensorFlow.

Source: Ying et al., "NAS-Bench-101: Towards Reproducible Neural Architecture Search", ICML 2019.
"""

from __future__ import annotations

import hashlib
import itertools
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from landscape.benchmarks.metrics import trained_metric
from landscape.benchmarks.readers.nb101.run import SCHEDULES, read_run
from landscape.benchmarks.readers.nb101.tfrecord import pieces
from landscape.benchmarks.record import Curve, Record
from landscape.errors import ArchitectureError, DataError, DataMissingError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import BinaryIO

    from landscape.arrays import IntArray
    from landscape.benchmarks.readers.nb101.run import Run
    from landscape.benchmarks.readers.nb101.tfrecord import Pieces
    from landscape.disk.files import JSON
    from landscape.scores.table import Metric
    from landscape.spaces import Space

__all__ = ["NB101Reader", "read_nb101"]

EXAMPLES = 9_984
"""How many images an accuracy is the average of: of 10,000, those that fill batches of 256.

So ``nasbench/lib/evaluate.py`` counts; all published test accuracies lie on this lattice.
"""

_DATASET = "cifar10"
_SPLITS = ("train", "val", "test")  # in the order of an evaluation
_NAMES = ("nasbench_only108.tfrecord", "nasbench_full.tfrecord")
_BEGINNING = re.compile(rb'\s*\[\s*"([0-9a-f]{32})"\s*,\s*(\d{1,3})\s*,')


def read_nb101(path: Path, space: Space) -> NB101Reader:
    """Open NAS-Bench-101: ``nasbench_only108.tfrecord`` or ``nasbench_full.tfrecord``.

    Parameters
    ----------
    path
        The file, or a folder that it is in; of the two, the full one.
    space
        ``nb101``: its `parse` takes the benchmark's hash of a cell.

    Raises
    ------
    DataMissingError
        If there is no such file.
    """
    places = [path / name for name in reversed(_NAMES)] if path.is_dir() else [path]
    for place in places:
        if place.is_file():
            return NB101Reader(place, space)
    raise DataMissingError(
        f"there is no {' or '.join(_NAMES)} at {path}: expected one of them; "
        "https://github.com/google-research/nasbench says where to get it"
    )


@dataclass(frozen=True, eq=False)
class _Index:
    """Where the records of each cell are.

    Attributes
    ----------
    offsets
        Shape ``(n_cells + 1,)``: the records of cell ``c`` are ``offsets[c]:offsets[c + 1]``.
    starts, lengths
        Shape ``(n_records,)``, in bytes, by cell, then in the order of the file.
    sha256
        Of the file.
    """

    offsets: IntArray
    starts: IntArray
    lengths: IntArray
    sha256: str


class NB101Reader:
    """The cells of NAS-Bench-101 in the order in which the file first has them.

    A cell is one record here, with all of its runs: of one schedule they are called ``0``, ``1``,
    ``2`` in the order of the file. Its first evaluation is that of the untrained network (epoch
    0), the second is half-way, the third at the end. Training accuracy is that of a sample.
    """

    benchmark = "nb101"

    def __init__(self, path: Path, space: Space) -> None:
        self.space, self._path = space, path

    @property
    def identity(self) -> Mapping[str, JSON]:
        """Name, size and checksum of the file."""
        return {
            "file": self._path.name,
            "bytes": self._path.stat().st_size,
            "sha256": self._index.sha256,
        }

    def __len__(self) -> int:
        """Return the number of cells; to know it, the file is read once, and its sums checked."""
        return len(self._index.offsets) - 1

    def records(self, start: int = 0) -> Iterator[Record]:
        """Yield the cells from the `start`-th on.

        Raises
        ------
        DataError
            If the file is damaged or holds something else.
        """
        index = self._index
        bounds = index.offsets[start:].tolist()
        with self._path.open("rb") as file:
            for first, last in itertools.pairwise(bounds):
                places = zip(
                    index.starts[first:last].tolist(),
                    index.lengths[first:last].tolist(),
                    strict=True,
                )
                yield self._record([self._run(file, *place) for place in places])

    def meaning(self, dataset: str, metric: str) -> Metric:
        """Return what a metric measures."""
        return trained_metric(metric, EXAMPLES, "NAS-Bench-101")

    def _run(self, file: BinaryIO, start: int, length: int) -> Run:
        file.seek(start)
        return read_run(file.read(length), f"the record at byte {start:,} of {self._path}")

    def _record(self, runs: Sequence[Run]) -> Record:
        try:
            configuration = self.space.parse(runs[0].module_hash)
        except ArchitectureError as error:
            raise DataError(f"{self._path} holds a cell that is none: {error}") from error
        found = [Curve("params", np.array([float(runs[0].params)]), None, _DATASET)]
        for schedule in SCHEDULES:
            of_schedule = [run for run in runs if run.schedule == schedule]
            for number, run in enumerate(of_schedule):
                found += _curves(run, str(number))
        return Record(configuration, found)

    @cached_property
    def _index(self) -> _Index:
        digest, numbers = hashlib.sha256(), dict[bytes, int]()
        cells: list[IntArray] = []
        starts: list[IntArray] = []
        lengths: list[IntArray] = []
        with self._path.open("rb") as file:
            for found in pieces(file, self._path):
                digest.update(found.content)
                cells.append(self._cells(found, numbers))
                starts.append(found.starts + found.at)
                lengths.append(found.lengths)
        if not cells:
            raise DataError(f"{self._path} is empty: download it again")
        of_cell = np.concatenate(cells)
        order = np.argsort(of_cell, kind="stable")
        offsets = np.concatenate([[0], np.cumsum(np.bincount(of_cell))])
        return _Index(
            offsets,
            np.concatenate(starts)[order],
            np.concatenate(lengths)[order],
            digest.hexdigest(),
        )

    def _cells(self, found: Pieces, numbers: dict[bytes, int]) -> IntArray:
        """Return the number of the cell of each piece; `numbers` are those given so far."""
        cells = []
        for place, piece in enumerate(found):
            beginning = _BEGINNING.match(piece)
            if beginning is None:
                raise DataError(
                    f"{self._path}: the record at byte {found.at + int(found.starts[place]):,} "
                    "does not begin with a hash and epochs; get the published file"
                )
            cells.append(numbers.setdefault(beginning[1], len(numbers)))
        return np.array(cells, np.int64)


def _curves(run: Run, name: str) -> list[Curve]:
    epochs, seconds, *accuracies = np.array(run.evaluations).T
    values = {"train_seconds": seconds}
    values |= {f"{split}_acc": 100 * accuracies[i] for i, split in enumerate(_SPLITS)}
    trained = np.rint(epochs).astype(np.int64)
    return [
        Curve(metric, curve, trained, _DATASET, str(run.schedule), name)
        for metric, curve in values.items()
    ]

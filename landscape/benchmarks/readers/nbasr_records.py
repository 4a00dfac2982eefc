"""NAS-Bench-ASR: phoneme error rates of 8,242 cells for speech recognition on TIMIT.

Source: Mehrotra et al., "NAS-Bench-ASR: Reproducible Neural Architecture Search for Speech
Recognition", ICLR 2021; format of https://github.com/SamsungLabs/nb-asr.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from landscape.benchmarks.metrics import trained_metric
from landscape.benchmarks.readers.checks import expect, number, numbers
from landscape.benchmarks.readers.nbasr_file import read_file
from landscape.benchmarks.record import Curve, Record
from landscape.errors import ArchitectureError, DataError, DataMissingError
from landscape.reason import shown
from landscape.scores.table import Metric

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from landscape.benchmarks.readers.nbasr_file import NBASRFile
    from landscape.disk.files import JSON
    from landscape.spaces import Space

__all__ = ["NBASRReader", "read_nbasr"]

_DATASET = "timit"
_KINDS = {
    "training": re.compile(r"nb-asr-e(?P<hp>[0-9]+)-(?P<run>[0-9]+)\.pickle"),
    "benchmarking": re.compile(r"nb-asr-bench-(?P<run>[A-Za-z0-9-]+)\.pickle"),
    "static": re.compile(r"nb-asr-info\.pickle"),
}
_PERCENT = 100
# Phonemes that an error rate counts wrong ones of, on TIMIT's development and core test set with
# 39 phonemes; all error rates that the benchmark's own documentation shows lie on these lattices.
_PHONEMES = {"val_per": 15_057, "test_per": 7_215}
_SOURCE = "NAS-Bench-ASR"


def read_nbasr(path: Path, space: Space) -> NBASRReader:
    """Open NAS-Bench-ASR.

    Parameters
    ----------
    path
        The folder of ``nb-asr-e40-1234.pickle``, ``nb-asr-info.pickle``,
        ``nb-asr-bench-gtx-1080ti-fp32.pickle`` and their like, or one of them.
    space
        ``nbasr``: its `parse` takes the benchmark's hash of a cell.

    Raises
    ------
    DataMissingError
        If there is no such file.
    DataError
        If one is another kind of file, or asks for code to be run.
    """
    return NBASRReader(path, space)


class NBASRReader:
    """The cells of NAS-Bench-ASR by their hashes.

    ``hp`` is how many epochs there were at most, ``run`` the seed. Error rates are in percent. The
    test error rate is that of the epoch with the lowest validation error rate, so that it belongs
    to no epoch of its own. ``latency-jetson-nano-fp32`` is that on one device, in seconds.
    """

    benchmark = "nbasr"

    def __init__(self, path: Path, space: Space) -> None:
        self.space, self._path = space, path
        names = [path.name] if path.is_file() else _names(path)
        folder = path.parent if path.is_file() else path
        self._files = [read_file(folder / name, kind) for name in names for kind in _kinds(name)]
        if not self._files:
            raise DataMissingError(
                f"there is no nb-asr-e40-1234.pickle or the like at {path}: expected the files of "
                "https://github.com/SamsungLabs/nb-asr/releases"
            )
        for file in self._files:
            _check_name(file)
        self._hashes = sorted({name for file in self._files for name in file.rows})

    @cached_property
    def identity(self) -> Mapping[str, JSON]:
        """Names and checksums of the files."""
        return {file.path.name: hashlib.sha256(file.content).hexdigest() for file in self._files}

    def __len__(self) -> int:
        return len(self._hashes)

    def records(self, start: int = 0) -> Iterator[Record]:
        """Yield the cells from the `start`-th on.

        Raises
        ------
        DataError
            If one is none, or has something else than numbers.
        """
        for name in self._hashes[start:]:
            found: list[Curve] = []
            for file in self._files:
                if name in file.rows:
                    found += _curves(file, name)
            yield Record(self._configuration(name), found)

    def meaning(self, dataset: str, metric: str) -> Metric:
        """Return what a metric measures."""
        if metric.startswith("latency-"):
            title = f"latency on {metric.removeprefix('latency-')}"
            return Metric(metric, minimize=True, unit="s", title=title, source=_SOURCE)
        known = trained_metric(metric, source=_SOURCE)
        if metric not in _PHONEMES:
            return known
        return replace(known, resolution=_PERCENT / _PHONEMES[metric])

    def _configuration(self, name: str) -> int:
        try:
            return self.space.parse(name)
        except ArchitectureError as error:
            raise DataError(f"{self._path} holds a cell that is none: {error}") from error


def _names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir()) if folder.is_dir() else []


def _kinds(name: str) -> list[str]:
    return [kind for kind, pattern in _KINDS.items() if pattern.fullmatch(name)]


def _check_name(file: NBASRFile) -> None:
    """Raise `DataError` if a file's header is that of another file's name."""
    told = _KINDS[file.kind].fullmatch(file.path.name)
    assert told is not None
    keys = {"training": {"hp": "epochs", "run": "seed"}, "benchmarking": {"run": "device"}}
    for group, key in keys.get(file.kind, {}).items():
        found = file.header.get(key)
        # As it is shown: nobody knows how long the text of anything else would be.
        if found is not None and shown(found).strip("'") != told[group]:
            raise DataError(
                f"{file.path} says it is of {key} {shown(found)}: expected {told[group]}, as its "
                "name does; get the published file"
            )


def _curves(file: NBASRFile, name: str) -> Iterator[Curve]:
    where = f"the row of {name} in {file.path}"
    told = _KINDS[file.kind].fullmatch(file.path.name)
    assert told is not None
    first = file.rows[name][0]
    if file.kind == "training":
        place = _DATASET, told["hp"], told["run"]
        if isinstance(first, np.ndarray):
            first = first.tolist()
        errors = _PERCENT * np.array(numbers(expect(list, first, where), where))
        yield Curve("val_per", errors, np.arange(len(errors)) + 1, *place)
        test = number(file.rows[name][1], where)
        yield Curve("test_per", np.array([_PERCENT * test]), None, *place)
    elif file.kind == "benchmarking":
        latency = np.array([number(first, where)])
        yield Curve(f"latency-{told['run']}", latency, None, _DATASET)
    else:
        for metric, value in zip(file.columns[1:], file.rows[name], strict=False):
            if metric in ("params", "flops"):
                yield Curve(metric, np.array([number(value, where)]), None, _DATASET)

"""The benchmarks whose own files are read: what they hold, and where people get them."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from landscape.errors import DataError, OptionError
from landscape.names import find_name
from landscape.spaces import get_space

if TYPE_CHECKING:
    from pathlib import Path

    from landscape.benchmarks.record import Reader

__all__ = ["BENCHMARKS", "Benchmark", "open_benchmark"]


@dataclass(frozen=True)
class Benchmark:
    """A published benchmark.

    Attributes
    ----------
    name, title
        As given to ``landscape data import``, and for people.
    space
        Name of the space its architectures are of.
    files
        What to give: the file or folder as it was published.
    origin
        Where people get it.
    unlocks
        What it has numbers of.
    may_lack
        Whether it should have every architecture of the space, and may be read without some.
    """

    name: str
    title: str
    space: str
    files: str
    origin: str
    unlocks: str
    _reader: str
    may_lack: bool = False


BENCHMARKS = {
    benchmark.name: benchmark
    for benchmark in (
        Benchmark(
            "nats-tss",
            "NATS-Bench, topology space",
            "nb201",
            "NATS-tss-v1_0-3ffb9-simple, folder, .tar or .pickle.pbz2",
            "https://github.com/D-X-Y/NATS-Bench#preparation-and-download",
            "accuracy, loss and time of 12 and 200 epochs, three datasets, up to three runs",
            "nats.reader:read_nats",
            may_lack=True,
        ),
        Benchmark(
            "nats-sss",
            "NATS-Bench, size space",
            "sss",
            "NATS-sss-v1_0-50262-simple, folder, .tar or .pickle.pbz2",
            "https://github.com/D-X-Y/NATS-Bench#preparation-and-download",
            "accuracy, loss and time of 1, 12 and 90 epochs, three datasets",
            "nats.reader:read_nats",
            may_lack=True,
        ),
        Benchmark(
            "nb201-v11",
            "NAS-Bench-201 1.1",
            "nb201",
            "NAS-Bench-201-v1_1-096897.pth",
            "https://github.com/D-X-Y/NAS-Bench-201#preparation-and-download",
            "as nats-tss, of the older release, with fewer runs",
            "nats.v11:read_nb201_v11",
            may_lack=True,
        ),
        Benchmark(
            "nb101",
            "NAS-Bench-101",
            "nb101",
            "nasbench_full.tfrecord or nasbench_only108.tfrecord",
            "https://github.com/google-research/nasbench#download-the-dataset",
            "accuracy and time after 4, 12, 36 and 108 epochs on CIFAR-10, three runs",
            "nb101.reader:read_nb101",
        ),
        Benchmark(
            "nbasr",
            "NAS-Bench-ASR",
            "nbasr",
            "folder with nb-asr-*.pickle",
            "https://github.com/SamsungLabs/nb-asr",
            "phoneme error rate an epoch on TIMIT, three runs",
            "nbasr_records:read_nbasr",
        ),
        Benchmark(
            "nbsuite-zero-201",
            "NAS-Bench-Suite-Zero, NAS-Bench-201",
            "nb201",
            "zc_nasbench201.json",
            "https://github.com/automl/NASLib/tree/zerocost",
            "published scores and times of 13 proxies",
            "suite_zero:read_suite_zero",
        ),
        Benchmark(
            "nbsuite-zero-101",
            "NAS-Bench-Suite-Zero, NAS-Bench-101",
            "nb101",
            "zc_nasbench101.json",
            "https://github.com/automl/NASLib/tree/zerocost",
            "published scores and times of 13 proxies, of a sample of cells",
            "suite_zero:read_suite_zero",
        ),
    )
}
"""The benchmarks by name."""


def open_benchmark(name: str, path: Path, *, partial: bool = False) -> Reader:
    """Return the reader of a benchmark's own files.

    Parameters
    ----------
    name
        One of `BENCHMARKS`.
    path
        The file or folder as it was published.
    partial
        Whether records may be missing.

    Raises
    ------
    UnknownNameError
        If there is no such benchmark.
    OptionError
        If `partial` is asked of one that it makes no sense for.
    DataMissingError, DataError
        If the files are not there, or are others.
    """
    from landscape.tables.tabular import is_tabular  # Arrow is slow to import

    name = find_name("benchmark", name, (*BENCHMARKS, "table"))
    benchmark = BENCHMARKS[name]
    if is_tabular(path) and path.is_file():
        raise DataError(
            f"{path} is a table, and {benchmark.title} was published as {benchmark.files}: "
            f"`landscape data import table {path} --space {benchmark.space}` reads tables"
        )
    if partial and not benchmark.may_lack:
        raise OptionError(f"{name} is read whatever architectures it has: leave out --partial")
    module, _, function = benchmark._reader.partition(":")
    # Each format is loaded by who reads it.
    read = getattr(import_module(f"landscape.benchmarks.readers.{module}"), function)
    space = get_space(benchmark.space)
    reader: Reader = read(path, space, partial=partial) if benchmark.may_lack else read(path, space)
    reader.benchmark = name
    return reader

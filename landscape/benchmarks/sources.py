"""The benchmarks whose own files are read: what they hold, and where people get them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from landscape.benchmarks.column import is_name
from landscape.errors import DataError, OptionError
from landscape.lazy import load_object
from landscape.registry import Registry
from landscape.spaces import get_space

if TYPE_CHECKING:
    from collections.abc import Callable
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
    reader
        Function of path and space that returns a `Reader`, or its dotted path
        ``"package.module:name"``.
    may_lack
        Whether it should have every architecture of the space, and may be read without some: then
        `reader` takes ``partial``, too.
    """

    name: str
    title: str
    space: str
    files: str
    origin: str
    unlocks: str
    reader: Callable[..., Reader] | str
    may_lack: bool = False


_OURS = (
    Benchmark(
        "nats-tss",
        "NATS-Bench, topology space",
        "nb201",
        "NATS-tss-v1_0-3ffb9-simple, folder, .tar or .pickle.pbz2",
        "https://github.com/D-X-Y/NATS-Bench#preparation-and-download",
        "accuracy, loss and time of 12 and 200 epochs, three datasets, up to three runs",
        "landscape.benchmarks.readers.nats.reader:read_nats",
        may_lack=True,
    ),
    Benchmark(
        "nats-sss",
        "NATS-Bench, size space",
        "sss",
        "NATS-sss-v1_0-50262-simple, folder, .tar or .pickle.pbz2",
        "https://github.com/D-X-Y/NATS-Bench#preparation-and-download",
        "accuracy, loss and time of 1, 12 and 90 epochs, three datasets",
        "landscape.benchmarks.readers.nats.reader:read_nats",
        may_lack=True,
    ),
    Benchmark(
        "nb201-v11",
        "NAS-Bench-201 1.1",
        "nb201",
        "NAS-Bench-201-v1_1-096897.pth",
        "https://github.com/D-X-Y/NAS-Bench-201#preparation-and-download",
        "as nats-tss, of the older release, with fewer runs",
        "landscape.benchmarks.readers.nats.v11:read_nb201_v11",
        may_lack=True,
    ),
    Benchmark(
        "nb101",
        "NAS-Bench-101",
        "nb101",
        "nasbench_full.tfrecord or nasbench_only108.tfrecord",
        "https://github.com/google-research/nasbench#download-the-dataset",
        "accuracy and time after 4, 12, 36 and 108 epochs on CIFAR-10, three runs",
        "landscape.benchmarks.readers.nb101.reader:read_nb101",
    ),
    Benchmark(
        "nbasr",
        "NAS-Bench-ASR",
        "nbasr",
        "folder with nb-asr-*.pickle",
        "https://github.com/SamsungLabs/nb-asr",
        "phoneme error rate an epoch on TIMIT, three runs",
        "landscape.benchmarks.readers.nbasr_records:read_nbasr",
    ),
    Benchmark(
        "nbsuite-zero-201",
        "NAS-Bench-Suite-Zero, NAS-Bench-201",
        "nb201",
        "zc_nasbench201.json",
        "https://github.com/automl/NASLib/tree/zerocost",
        "published scores and times of 13 proxies",
        "landscape.benchmarks.readers.suite_zero:read_suite_zero",
    ),
    Benchmark(
        "nbsuite-zero-101",
        "NAS-Bench-Suite-Zero, NAS-Bench-101",
        "nb101",
        "zc_nasbench101.json",
        "https://github.com/automl/NASLib/tree/zerocost",
        "published scores and times of 13 proxies, of a sample of cells",
        "landscape.benchmarks.readers.suite_zero:read_suite_zero",
    ),
)


def _check(benchmark: Benchmark) -> None:
    if not is_name(benchmark.name) or benchmark.name == "table":
        raise OptionError(
            f"{benchmark.name!r} is no name for a benchmark: use letters, digits and _.+-, and not "
            "table, which means one of the user's"
        )


BENCHMARKS: Registry[Benchmark] = Registry(
    "benchmark", {benchmark.name: __name__ for benchmark in _OURS}, check=_check
)
"""The benchmarks by name."""

for _benchmark in _OURS:
    BENCHMARKS.register(_benchmark)


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
        If it is a table, or `partial` is asked of one that it makes no sense for.
    DataMissingError, DataError
        If the files are not there, or are others.
    """
    from landscape.tables.tabular import is_tabular  # Arrow is slow to import

    name = BENCHMARKS.spelled(name, ["table"])
    if name == "table":
        raise OptionError(
            "a table of your own has no reader by name: `landscape data import table FILE --space "
            "NAME` reads it"
        )
    benchmark = BENCHMARKS[name]
    if is_tabular(path) and path.is_file():
        raise DataError(
            f"{path} is a table, and {benchmark.title} was published as {benchmark.files}: "
            f"`landscape data import table {path} --space {benchmark.space}` reads tables"
        )
    if partial and not benchmark.may_lack:
        raise OptionError(f"{name} is read whatever architectures it has: leave out --partial")
    read = load_object(benchmark.reader)  # each format is loaded by who reads it
    space = get_space(benchmark.space)
    reader: Reader = read(path, space, partial=partial) if benchmark.may_lack else read(path, space)
    reader.benchmark = name
    return reader

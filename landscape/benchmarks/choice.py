"""Which numbers of which table are meant, and that no other could be meant.

A benchmark has many numbers of one name: `cifar10-valid` is not `cifar10`, the 12th epoch of 200
is not the last of 12, one training run is not the mean. What is not said is chosen by the rules
of `choose`, and every choice is recorded with the scores.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np

from landscape.benchmarks.column import MEAN
from landscape.benchmarks.sources import BENCHMARKS
from landscape.datasets import DATASETS, HALVES
from landscape.errors import DataMissingError, OptionError, UnknownNameError, unknown_name
from landscape.numbers import counted
from landscape.registry import find_name, match_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from landscape.arrays import FloatArray
    from landscape.benchmarks.column import Column
    from landscape.benchmarks.table import BenchmarkTable
    from landscape.disk.files import JSON
    from landscape.scores.table import Metric

__all__ = [
    "Choice",
    "Measurement",
    "choose",
    "epochs_listed",
    "epochs_of",
    "going_first",
    "meaning_of",
]

_HALF_OF = {whole: half for half, whole in HALVES.items()}
"""Where a dataset has no validation images, those of the task that trains on half of it."""


@dataclass(frozen=True)
class Measurement:
    """What is asked of benchmarks; None is not said.

    Attributes
    ----------
    metric
        Such as ``val_acc``.
    dataset, hp, epoch, run, benchmark
        See `Choice`.
    """

    metric: str
    dataset: str | None = None
    hp: str | None = None
    epoch: int | None = None
    run: str | None = None
    benchmark: str | None = None


@dataclass(frozen=True, eq=False)
class Choice:
    """One quantity of a benchmark.

    Attributes
    ----------
    table
        Where it is: benchmark, dataset and training schedule.
    columns
        The training runs that are averaged, or the one.
    metric
        What it means; the resolution is that of the mean.
    """

    table: BenchmarkTable
    columns: tuple[Column, ...]
    metric: Metric

    @property
    def epoch(self) -> int | None:
        """After how many epochs; None if it belongs to none."""
        return self.columns[0].epoch

    @property
    def run(self) -> str:
        """The training run, or ``mean``."""
        return self.columns[0].run if len(self.columns) == 1 else MEAN

    @property
    def single_runs(self) -> tuple[Column, ...]:
        """The training runs that are behind it: none if the benchmark gives their mean alone."""
        if self.run != MEAN or len(self.columns) > 1:
            return self.columns
        (mean,) = self.columns
        same = (mean.metric, mean.epoch)
        known = (c for c in self.table.columns if (c.metric, c.epoch) == same)
        return tuple(column for column in known if column.run != MEAN)

    def scores(self) -> FloatArray:
        """Return one score a configuration: the mean of the runs there are, NaN without any."""
        runs = self.table.read(self.columns)
        if len(runs) == 1:
            return runs[0]
        present = np.sum([~np.isnan(run) for run in runs], axis=0)
        # One after the other, as the benchmarks' own code adds them up.
        total = sum(np.where(np.isnan(run), 0.0, run) for run in runs)
        with np.errstate(invalid="ignore"):
            return np.asarray(np.where(present > 0, total / present, np.nan))

    def settings(self) -> dict[str, JSON]:
        """Return everything that was chosen, for the record."""
        return {
            "source": "benchmark",
            "benchmark": self.table.benchmark,
            **({"built_in": True} if self.table.built_in else {}),
            "dataset": self.table.dataset,
            "hp": self.table.hp,
            "epoch": self.epoch,
            "run": self.run,
            "runs": [column.run for column in self.columns],
            "identity": dict(self.table.identity),
        }


def meaning_of(settings: Mapping[str, Any]) -> str:
    """Return what was chosen, for people, from the record of it; see `Choice.settings`."""
    run, epoch, hp, runs = (settings[name] for name in ("run", "epoch", "hp", "runs"))
    most = counted(len(runs), "run")  # some architectures have fewer
    mean = "mean of the runs" if runs == [MEAN] else f"mean of up to {most}"
    whose = settings["benchmark"]
    if settings.get("built_in"):
        whose = f"{settings['identity']['title']}, built in"
    parts = (
        settings["dataset"],
        "" if epoch is None else f"epoch {epoch}",
        f"hp {hp}" if hp else "",
        mean if run == MEAN else run and f"run {run}",
        f"of {whose}",
    )
    return ", ".join(filter(None, parts))


def choose(
    tables: Sequence[BenchmarkTable],
    asked: Measurement,
    where: str,
) -> Choice:
    """Return what a measurement means, in terms of the tables.

    Not said, the dataset is the default one; the schedule is the longest that has the metric at
    the epoch; the epoch is its last; the run is the mean of all, as the benchmark gives it if it
    does. Where a dataset has no validation images of its own, a metric of them is that of the task
    that has: ``cifar10-valid`` for ``cifar10``. All of this is decided for each benchmark alone,
    and only one may be left: imported ones go before those that are built in, of which the first
    is taken. Names are found whatever their case, hyphens and underscores.

    Parameters
    ----------
    tables
        Those of the space.
    asked
        What is asked for.
    where
        What to tell a user who has no table at all.

    Raises
    ------
    DataMissingError
        If there is no table.
    UnknownNameError, OptionError
        If there is no such metric, dataset, schedule, epoch or run, or several benchmarks have
        it; the message says what there is.
    """
    if not tables:
        raise DataMissingError(where)
    try:
        return _chosen(tables, asked)
    except (UnknownNameError, OptionError) as error:
        raise type(error)(f"{error}{_to_import(tables, asked.benchmark)}") from error


def _to_import(tables: Sequence[BenchmarkTable], asked: str | None) -> str:
    """Return what importing a benchmark that is built in would bring: the one asked for, or first.

    Nothing where it is not built in, or no import is known.
    """
    built_in = {table.benchmark for table in tables if table.built_in}
    named = built_in if asked is None else {match_name(asked, built_in)}
    one = next((one for one in BENCHMARKS.here() if one.name in named), None)
    if one is None:
        return ""
    return (
        f"; of {one.title} a part is built in, and `landscape data import {one.name} PATH` reads "
        f"all of it, {one.unlocks}: {one.files} from {one.origin}"
    )


def _chosen(tables: Sequence[BenchmarkTable], asked: Measurement) -> Choice:
    """Return what a measurement means; see `choose`."""
    asked = _spelled(tables, asked)
    known = _of_metric(tables, asked)
    of_dataset = _of_dataset(known, asked)
    fitting = [
        table
        for table in (_scheduled(group, asked) for group in of_dataset.values())
        if table is not None
    ]
    if not fitting:
        raise OptionError(_what_there_is(of_dataset, asked))
    if len(fitting) > 1:
        raise OptionError(
            f"several benchmarks have {asked.metric} on {fitting[0].dataset or 'this space'}: "
            f"{', '.join(sorted(t.benchmark for t in fitting))}; say which with --benchmark"
        )
    (table,) = fitting
    epoch = epochs_of(table, asked.metric)[-1] if asked.epoch is None else asked.epoch
    columns = _of_run(table, epoch, asked)
    n_runs = table.mean_of if columns[0].run == MEAN else len(columns)
    return Choice(table, columns, _mean(table.metrics[asked.metric], n_runs))


def _spelled(tables: Sequence[BenchmarkTable], asked: Measurement) -> Measurement:
    """Return a measurement with benchmark and metric as the tables spell them."""
    if asked.benchmark is not None:
        names = {table.benchmark for table in tables}
        benchmark = find_name("benchmark", asked.benchmark, names)
        asked = replace(asked, benchmark=benchmark)
    known = {name for table in _of_benchmark(tables, asked) for name in table.metrics}
    return replace(asked, metric=find_name("metric", asked.metric, known))


def _of_benchmark(tables: Sequence[BenchmarkTable], asked: Measurement) -> list[BenchmarkTable]:
    return [table for table in tables if asked.benchmark in (None, table.benchmark)]


def _of_metric(tables: Sequence[BenchmarkTable], asked: Measurement) -> list[BenchmarkTable]:
    return [t for t in _of_benchmark(tables, asked) if asked.metric in t.metrics]


def _of_dataset(
    tables: Sequence[BenchmarkTable], asked: Measurement
) -> dict[str, list[BenchmarkTable]]:
    """Return, by benchmark, the tables of the dataset that is meant."""
    groups: dict[str, list[BenchmarkTable]] = {}
    for table in tables:
        groups.setdefault(table.benchmark, []).append(table)
    found = {name: _meant(group, asked.dataset) for name, group in groups.items()}
    found = {name: group for name, group in found.items() if group}
    if found:
        first = {table.benchmark for table in going_first(chain.from_iterable(found.values()))}
        return {name: group for name, group in found.items() if name in first}
    names = {table.dataset or "(none is named)" for table in tables}
    if asked.dataset is not None:
        also = {HALVES[name] for name in names if name in HALVES}  # which is accepted, too
        raise unknown_name(f"dataset with {asked.metric}", asked.dataset, names | also)
    raise OptionError(
        f"{asked.metric} is there on several datasets: say which with --dataset "
        f"({', '.join(sorted(names))})"
    )


def going_first(tables: Iterable[BenchmarkTable]) -> list[BenchmarkTable]:
    """Return the tables that were imported; without any, those of the first built-in benchmark.

    That is decided before epochs are looked at: a search compares numbers of one benchmark.
    """
    among = list(tables)
    imported = [table for table in among if not table.built_in]
    if imported or not among:
        return imported
    names = {table.benchmark for table in among}
    first = next((b.name for b in BENCHMARKS.here() if b.name in names), among[0].benchmark)
    return [table for table in among if table.benchmark == first]


def _meant(group: Sequence[BenchmarkTable], asked: str | None) -> list[BenchmarkTable]:
    """Return the tables of one benchmark that have the dataset asked for, or the default."""
    names = {table.dataset for table in group}
    if asked is None:
        asked = next(iter(DATASETS)) if len(names) > 1 else next(iter(names))
    chosen = match_name(asked, names)
    if chosen is None:
        chosen = _HALF_OF.get(match_name(asked, _HALF_OF) or asked, asked)
    return [table for table in group if table.dataset == chosen]


def _scheduled(group: Sequence[BenchmarkTable], asked: Measurement) -> BenchmarkTable | None:
    """Return the table of the schedule that is meant: the longest that has what is asked for."""
    longest_first = sorted(group, key=lambda table: _length(table.hp), reverse=True)
    return next((table for table in longest_first if _fits(table, asked)), None)


def _fits(table: BenchmarkTable, asked: Measurement) -> bool:
    """Tell whether a table has the schedule and the epoch that are asked for."""
    # 1 is also 01: schedules are written with leading zeros.
    is_schedule = asked.hp is None or table.hp.lstrip("0") == asked.hp.lstrip("0")
    return is_schedule and asked.epoch in (None, *epochs_of(table, asked.metric))


def _what_there_is(groups: Mapping[str, Sequence[BenchmarkTable]], asked: Measurement) -> str:
    tables = [table for group in groups.values() for table in group]
    known = "; ".join(
        f"{table.benchmark} {f'--hp {table.hp}' if table.hp else ''}: "
        f"{epochs_listed(epochs_of(table, asked.metric))}"
        for table in sorted(tables, key=lambda table: _length(table.hp), reverse=True)
    )
    limits = [] if asked.epoch is None else [f"epoch {asked.epoch}"]
    limits += [] if asked.hp is None else [f"hp {asked.hp}"]
    return (
        f"no {asked.metric} on {tables[0].dataset or 'this space'} of {', '.join(limits)}: "
        f"there are the epochs {known}"
    )


def _of_run(table: BenchmarkTable, epoch: int | None, asked: Measurement) -> tuple[Column, ...]:
    columns = [c for c in table.columns if (c.metric, c.epoch) == (asked.metric, epoch)]
    runs = {column.run or "(one)": column for column in columns}
    name = MEAN if asked.run is None else find_name("run", str(asked.run), (*runs, MEAN))
    return (runs[name],) if name in runs else tuple(columns)


def _mean(metric: Metric, n_runs: int) -> Metric:
    """Return the meaning of a mean: of up to three runs it lies on sixths of the lattice."""
    if metric.resolution is None or n_runs == 1:
        return metric
    return replace(metric, resolution=metric.resolution / math.lcm(*range(1, n_runs + 1)))


def epochs_of(table: BenchmarkTable, metric: str) -> list[int | None]:
    """Return the epochs after which a metric was taken, ascending; None for no epoch."""
    epochs = {column.epoch for column in table.columns if column.metric == metric}
    return sorted(epochs, key=lambda epoch: -1 if epoch is None else epoch)


def _length(hp: str) -> tuple[bool, int, str]:
    return hp.isdecimal(), int(hp) if hp.isdecimal() else 0, hp


def epochs_listed(epochs: Sequence[int | None]) -> str:
    """Return epochs as text, those in a row as a range."""
    numbers = [epoch for epoch in epochs if epoch is not None]
    if not numbers:
        return "no epochs"
    if len(numbers) > 2 and numbers == list(range(numbers[0], numbers[-1] + 1)):
        return f"{numbers[0]} to {numbers[-1]}"
    return ", ".join(map(str, numbers))

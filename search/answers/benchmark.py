"""Answers from networks that a benchmark trained: what was measured, and what training took."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from landscape.benchmarks.choice import Choice, Measurement, choose
from landscape.benchmarks.store import tables_of
from landscape.datasets import whole_dataset
from landscape.errors import DataError, UnknownNameError
from landscape.reporter import say
from landscape.scores.table import to_fitness
from landscape.spaces import record_of
from landscape.spaces.registry import codes_refused
from search.answers.evaluator import Evaluator
from search.answers.lookup import lookup
from search.driver.protocol import Fidelity, Objective

if TYPE_CHECKING:
    from collections.abc import Sequence

    from landscape.arrays import FloatArray
    from landscape.benchmarks.table import BenchmarkTable
    from landscape.disk.files import JSON
    from landscape.spaces import Space
    from search.driver.protocol import Evaluate
    from search.plan import SearchPlan

__all__ = ["Measured", "benchmark_evaluator", "measured"]

_SPLITS = ("val", "test", "valtest")


@dataclass(frozen=True, eq=False)
class Measured:
    """A metric of trained networks at some epochs.

    Attributes
    ----------
    choices
        Epochs → what of which table.
    training
        Epochs → seconds that training so far takes, shape ``(space.size,)``; empty if the
        benchmark has no times.
    evaluation
        Seconds of one evaluation of a trained network; None if the benchmark has none.
    """

    choices: dict[int, Choice]
    training: dict[int, FloatArray]
    evaluation: FloatArray | None

    def evaluate(self) -> Evaluate:
        """Return the evaluation that reads the tables, fitness on the lattice of its metric."""
        columns: dict[Objective, FloatArray] = {
            Fidelity(choice.metric.name, epochs): to_fitness(
                choice.scores(),
                minimize=choice.metric.minimize,
                resolution=choice.metric.resolution,
            )
            for epochs, choice in self.choices.items()
        }
        name = next(iter(self.choices.values())).metric.name
        seconds = {} if self.evaluation is None else {name: self.evaluation}
        return lookup(columns, seconds=seconds, training=self.training)

    def settings(self) -> dict[str, JSON]:
        """Return everything that was chosen, for the record."""
        return {str(epochs): choice.settings() for epochs, choice in self.choices.items()}


def measured(
    tables: Sequence[BenchmarkTable],
    wanted: Measurement,
    epochs: Sequence[int],
    where: str,
) -> Measured:
    """Return a metric at some epochs of training, with what training took.

    Seconds are those of the same benchmark and data set: of training so far at that epoch of that
    schedule; else the time of an epoch, of that schedule if there is one, times the epochs. An
    architecture without a time is charged the mean of the others; if it has one at another number
    of epochs, that one, in the proportion of those that have both.

    Parameters
    ----------
    tables
        Those of the space.
    wanted
        Metric, dataset ... but for the epoch.
    epochs
        The epochs wanted.
    where
        What to tell a user who has no table at all.

    Raises
    ------
    DataMissingError, UnknownNameError, OptionError
        See `choose`: the message says which epochs there are.
    """
    choices = {number: choose(tables, replace(wanted, epoch=number), where) for number in epochs}
    training = {number: _training(tables, choice, number) for number, choice in choices.items()}
    first = next(iter(choices.values()))
    split = first.metric.name.partition("_")[0]
    evaluation = _seconds(tables, first, f"{split}_seconds") if split in _SPLITS else None
    return Measured(
        choices,
        _completed(
            {number: seconds for number, seconds in training.items() if seconds is not None}
        ),
        evaluation,
    )


def _training(tables: Sequence[BenchmarkTable], choice: Choice, epochs: int) -> FloatArray | None:
    """Return the seconds of training so far; None if the benchmark has none."""
    table = choice.table
    for column in table.columns:
        if (column.metric, column.epoch) == ("train_seconds", epochs):
            wanted = Measurement("train_seconds", table.dataset, table.hp or None, epochs)
            return choose([table], wanted, "").scores()
    an_epoch = _seconds(tables, choice, "train_epoch_seconds")
    return None if an_epoch is None else an_epoch * epochs


def _seconds(tables: Sequence[BenchmarkTable], choice: Choice, name: str) -> FloatArray | None:
    """Return a time of the same benchmark and data set, of the same schedule if there is one."""
    of = choice.table
    having = [
        table
        for table in tables
        if (table.benchmark, table.dataset) == (of.benchmark, of.dataset) and name in table.metrics
    ]
    having.sort(key=lambda table: table.hp != of.hp)
    for table in having[:1]:
        return _filled(choose([table], Measurement(name, table.dataset), "").scores())
    return None


def _completed(training: dict[int, FloatArray]) -> dict[int, FloatArray]:
    """Return seconds at several numbers of epochs with none missing."""
    known = {number: np.where(np.isfinite(s), s, np.nan) for number, s in training.items()}
    completed = {}
    for number, seconds in known.items():
        for other in known.values():
            both = ~np.isnan(seconds) & ~np.isnan(other)
            if both.any() and other[both].any():
                scaled = other * (seconds[both].sum() / other[both].sum())
                seconds = np.where(np.isnan(seconds), scaled, seconds)
        completed[number] = _filled(seconds)
    return completed


def _filled(seconds: FloatArray) -> FloatArray:
    """Return seconds with the mean where there is none."""
    known = np.isfinite(seconds)
    if not known.any():
        raise UnknownNameError("every time of the benchmark is missing: import it again")
    return np.where(known, seconds, seconds[known].mean())


def benchmark_evaluator(plan: SearchPlan) -> Evaluator:
    """Return who looks trained networks up in a benchmark.

    Raises
    ------
    LandscapeError
        If none has what is asked for.
    """
    options, metric, space = plan.options, plan.guide.metric, plan.space
    wanted = Measurement(metric, options.dataset, options.hp, None, options.run, options.benchmark)
    found = measured(
        tables_of(space, options.data_dir),
        wanted,
        plan.epochs,
        _without_benchmark(plan),
    )
    for epochs, choice in found.choices.items():
        table = choice.table
        schedule = f"hp {table.hp}" if table.hp else ""
        of = ", ".join(filter(None, (table.dataset, schedule, f"of {table.title}")))
        say(f"{metric} after {epochs} epochs: {of}")
        _check_size(table, space)
    first = next(iter(found.choices.values())).table
    untimed = f"{metric} ({first.benchmark} has no train_seconds of these epochs)"
    return Evaluator(
        found.evaluate(),
        {"metric": metric, "trained": found.settings()},
        [] if len(found.training) == len(plan.epochs) else [untimed],
        options.dataset or whole_dataset(first.dataset or None),
    )


def _without_benchmark(plan: SearchPlan) -> str:
    """Return what to tell who has no table of trained networks at all."""
    if plan.space.codes_of:
        return codes_refused(plan.space)
    metric, rungs = plan.guide.metric, ", ".join(map(str, plan.epochs))
    missing = (
        f"no benchmark of {plan.space.title} was imported: `landscape data list` says where to get "
        "one"
    )
    record = record_of(plan.space)
    if record.networks is not None or record.network is not None:
        missing += ", or --train trains networks here"
    if plan.algorithm.trains == "rungs":
        return (
            f"{plan.algorithm.name} needs {metric} after each of its rungs ({rungs} epochs), and "
            f"{missing}"
        )
    return f"{metric} is of trained networks, and {missing}; a search by --proxy alone does without"


def _check_size(table: BenchmarkTable, space: Space) -> None:
    if table.size != space.size:
        raise DataError(
            f"{table.path} has {table.size:,} configurations: expected the {space.size:,} of "
            f"{space.title}; import it again"
        )

"""What ``landscape plot --colour`` means: another run, a column of scores, or a benchmark."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from landscape.datasets import HALVES
from landscape.errors import OptionError, UnknownNameError, unknown_name
from landscape.names import match_name
from landscape.runs.run import Run
from landscape.spaces.same import is_same_space

if TYPE_CHECKING:
    from landscape.arrays import FloatArray

__all__ = ["colours_of"]


def colours_of(run: Run, colour: str) -> dict[str, FloatArray]:
    """Return label and values, one a configuration, of what nodes are to be coloured by.

    Parameters
    ----------
    run
        The run whose network is drawn.
    colour
        The folder of another run, a column of the run's scores, or a metric of a benchmark, in
        this order.

    Raises
    ------
    UnknownNameError
        If it is none of these.
    OptionError
        If the other run is of another space.
    DataMissingError, DataError
        If files are gone or damaged.
    """
    folder = Path(colour).expanduser()
    if (folder / "summary.json").exists() or folder.is_dir():
        return _of_other_run(run, Run(folder))
    columns: list[str] = []
    if run.scores.exists():
        from landscape.scores import read_scores

        table = read_scores(run.scores, run.space)
        if match_name(colour, table.columns):
            return {table.metric(colour).label: table.column(colour)}
        columns = list(table.columns)
    return _of_benchmark(run, colour, columns)


def _of_other_run(run: Run, other: Run) -> dict[str, FloatArray]:
    from landscape.runs.saved import read_landscape

    landscape = read_landscape(other)
    if not is_same_space(run.space, other.space):
        raise OptionError(
            f"--colour {other.folder} is a run of {other.summary['space']}, and {run.folder} of "
            f"{run.summary['space']}: expected a run of the same space"
        )
    own, about = (run.captions, other.captions)
    label = about.get("fitness_label") or landscape.metric
    if label == own.get("fitness_label"):
        label = about.get("title") or other.folder.name
    elif other.summary.get("dataset") != run.summary.get("dataset"):
        label = f"{label}, {other.summary.get('dataset')}"
    return {label: landscape.fitness}


def _of_benchmark(run: Run, metric: str, columns: list[str]) -> dict[str, FloatArray]:
    """Return a metric of a benchmark, on the dataset of the run where that is known."""
    from landscape.benchmarks.choice import Measurement
    from landscape.benchmarks.metrics import TRAINED_METRICS
    from landscape.sources.benchmark import BenchmarkSource, is_trained_metric

    space = run.space.name
    if not is_trained_metric(space, metric, None):
        known = dict.fromkeys([*columns, *TRAINED_METRICS, "funnel"])
        raise unknown_name("colour", metric, known)
    dataset = run.summary.get("dataset")
    try:
        source = BenchmarkSource.of(space, Measurement(metric, dataset), None)
    except UnknownNameError:
        if dataset not in HALVES:
            raise
        source = BenchmarkSource.of(space, Measurement(metric, HALVES[dataset]), None)
    return {source.metric.label: source.choice.scores()}

"""What the colours of a network mean: another run, a column of scores, or a benchmark."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from landscape.datasets import HALVES, whole_dataset
from landscape.errors import OptionError, UnknownNameError, unknown_name
from landscape.registry import find_name, match_name
from landscape.reporter import say
from landscape.runs.landscape_run import LandscapeRun
from landscape.runs.run import Run
from landscape.spaces.same import is_same_space

if TYPE_CHECKING:
    from landscape.arrays import FloatArray
    from landscape.spaces import Space
    from viz.entries import Entry

__all__ = ["colours_of"]


def colours_of(of: Run | Entry, colour: object) -> dict[str, FloatArray]:
    """Return label and values, one a configuration, of what nodes are to be coloured by.

    Parameters
    ----------
    of
        The run whose network is drawn, or the landscape.
    colour
        Another run or its folder, a column of the run's scores, a metric of a benchmark, or one of
        the scores that are built in, in this order.

    Raises
    ------
    UnknownNameError
        If it is none of these.
    OptionError
        If the other run is of another space.
    DataMissingError, DataError
        If files are gone or damaged.
    """
    if isinstance(colour, LandscapeRun):
        return _of_other_run(of, colour)
    if not isinstance(colour, str):
        raise OptionError(f"colour {colour!r:.60}: expected a name, a run or the folder of one")
    folder = Path(colour).expanduser()
    if (folder / "summary.json").exists() or folder.is_dir():
        return _of_other_run(of, LandscapeRun(folder))
    columns: list[str] = []
    if isinstance(of, Run) and of.scores.exists():
        from landscape.scores import read_scores

        table = read_scores(of.scores, of.space)
        if match_name(colour, table.columns):
            return {table.metric(colour).label: table.column(colour)}
        columns = list(table.columns)
    return _of_benchmark(of, colour, columns)


def _of_other_run(of: Run | Entry, other: LandscapeRun) -> dict[str, FloatArray]:
    saved = Run(other.folder)
    landscape, space = other.landscape, _space(of)
    if not is_same_space(space, saved.space):
        whose = f", and {of.folder} of" if of.folder else ", and the landscape of"
        raise OptionError(
            f"--colour {other.folder} is a run of {other.summary['space']}{whose} {space.name}: "
            "expected a run of the same space"
        )
    label = saved.captions.get("fitness_label") or landscape.metric
    if label == of.captions.get("fitness_label"):
        label = saved.captions.get("title") or other.folder.name
    elif other.summary.get("dataset") != _dataset(of):
        label = f"{label}, {other.summary.get('dataset')}"
    return {label: landscape.fitness}


def _space(of: Run | Entry) -> Space:
    return of.space if isinstance(of, Run) else of.landscape.space


def _dataset(of: Run | Entry) -> str | None:
    told: str | None = of.summary.get("dataset") if isinstance(of, Run) else of.half or of.dataset
    return told


def _of_benchmark(of: Run | Entry, metric: str, columns: list[str]) -> dict[str, FloatArray]:
    """Return a metric of a benchmark, or one built in, on the dataset of the run if known."""
    from landscape.benchmarks.choice import Measurement
    from landscape.benchmarks.metrics import TRAINED_METRICS
    from landscape.scores.rank import RANK
    from landscape.sources.benchmark import BenchmarkSource, is_trained_metric
    from landscape.spaces import SPACES, FunctionalSpace
    from proxies import PROXIES

    # A benchmark has values of configurations; a network has that of its canonical one.
    drawn = _space(of)
    whole = drawn.base if isinstance(drawn, FunctionalSpace) else drawn
    space = whole.name
    if space not in SPACES or not is_trained_metric(space, metric, None):
        if space in SPACES and PROXIES.match(metric, [RANK.name]):
            return _built_in(of, metric)
        known = dict.fromkeys([*columns, *TRAINED_METRICS, "funnel"])
        raise unknown_name("colour", metric, known)
    dataset = _dataset(of)
    try:
        source = BenchmarkSource.of(space, Measurement(metric, dataset), None)
    except UnknownNameError:
        if dataset not in HALVES:
            raise
        source = BenchmarkSource.of(space, Measurement(metric, HALVES[dataset]), None)
    scores = source.choice.scores()
    if isinstance(drawn, FunctionalSpace):
        scores = scores[drawn.representatives]
    whose = f" ({source.choice.table.title})" if source.choice.table.built_in else ""
    return {source.metric.label + whose: scores}


def _built_in(of: Run | Entry, metric: str) -> dict[str, FloatArray]:
    """Return scores of our own that travel with the package, on the dataset of the run."""
    from landscape.spaces import FunctionalSpace
    from proxies import built_in_scores

    dataset = whole_dataset(_dataset(of))
    if dataset is None:
        raise OptionError(
            f"--colour {metric}: nothing says which dataset the landscape is of, whose scores are "
            "built in: name the folder of a run to colour by"
        )
    drawn = _space(of)
    whole = drawn.base if isinstance(drawn, FunctionalSpace) else drawn
    table = built_in_scores(whole.name, dataset)
    name = find_name("metric", metric, table.columns)
    say(f"coloured by scores of {name} on {dataset} that are ours, built in")
    scores = table.column(name)
    if isinstance(drawn, FunctionalSpace):
        scores = scores[drawn.representatives]
    return {f"{table.metric(name).label} (built in)": scores}

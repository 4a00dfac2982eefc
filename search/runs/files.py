"""What a search leaves in its folder, and what a finished one lacks of it."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, Protocol

import pyarrow as pa

from landscape.disk.files import write_bytes
from landscape.disk.parquet import to_parquet
from landscape.errors import DataError, DataMissingError
from landscape.reporter import say
from landscape.runs.run import Run, summary_json, versions
from search.driver.record import COSTS, NONE_FOUND, TEST_METRICS, mean_and_std, reported_columns
from search.runs.reported import reported_scores
from search.runs.saved import PICTURES, SearchRun
from search.runs.saved_tables import read_trajectories, read_trials
from search.runs.training import described, leave, tested

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from landscape.arrays import ByNumber, FloatArray
    from landscape.spaces import Space
    from search.driver.record import Columns
    from search.experiment import Experiment
    from search.runs.reported import Reported

__all__ = ["Draw", "complete_search", "write_search"]

_OF_THE_WRITER = ("format", "provenance", "options")
_OTHER_SUMMARY = "the summary says something else than the trials"


class Draw(Protocol):
    """Draws a search, whose summary may still be to be written, in its folder."""

    def __call__(self, run: SearchRun) -> None:
        """Write `PICTURES`."""


def write_search(
    experiment: Experiment, folder: Path, found: Columns, moves: Columns, draw: Draw
) -> None:
    """Write the files of a search, the summary last: with it the run is complete.

    Parameters
    ----------
    experiment
        What was searched.
    folder
        Where to.
    found, moves
        Of `search.driver.record.trial_columns` and `step_columns`.
    draw
        Draws the search, if anything is reported of its trials.
    """
    training = experiment.evaluator.training
    if training is not None:
        tests = tested(training.trainer, found, moves)
        _write_tables(experiment, folder, found, moves, tests)
        about = leave(training.trainer, folder, found, tests)
        summary = _summary(experiment, found | reported_columns(found, tests), about)
        _write_summary(folder, summary)
    else:
        _write_reported(experiment, folder, found, moves, reported_scores(experiment), draw)


def _write_reported(
    experiment: Experiment,
    folder: Path,
    found: Columns,
    moves: Columns,
    reported: Reported,
    draw: Draw,
) -> None:
    """Write the files of a search that trained nothing, and its picture."""
    _write_tables(experiment, folder, found, moves, reported.scores)
    summary = _reported_summary(experiment, found, reported)
    if _is_drawn(summary):
        draw(SearchRun(folder, known=summary))
    _write_summary(folder, summary)


def _reported_summary(experiment: Experiment, found: Columns, reported: Reported) -> dict[str, Any]:
    columns = found | reported_columns(found, reported.scores)
    return _summary(experiment, columns, reported.about())


def _is_drawn(summary: Mapping[str, Any]) -> bool:
    """Tell whether anything is reported of the trials, which there is a picture of then."""
    results = (summary["results"].get(name, {"n": 0}) for name in TEST_METRICS)
    return any(result["n"] for result in results)


def complete_search(experiment: Experiment, folder: Path, draw: Draw) -> bool:
    """Make what a finished search lacks: files, and reports of what has become known since.

    Returns
    -------
    Whether it is complete now; if not, its trials have to be run again.

    Raises
    ------
    DataMissingError, DataError
        If the summary is damaged.
    """
    saved, space = SearchRun(folder), experiment.plan.space
    try:
        trials = read_trials(folder / "trials.parquet", space)
        moves = read_trajectories(folder / "trajectories.parquet", space)
    except (DataError, DataMissingError) as error:
        say(f"running the trials again: {error}")
        return False
    if experiment.evaluator.training is not None:
        return _has_best(experiment, saved)
    reported = reported_scores(experiment)
    found, moved = (
        {str(name): table[name].to_numpy() for name in table if not _is_reported(str(name))}
        for table in (trials, moves)
    )
    missing = _missing(experiment, saved, _reported_summary(experiment, found, reported))
    if missing:
        say(f"{missing}: writing it anew")
        _write_reported(experiment, folder, found, moved, reported, draw)
    return True


def _missing(experiment: Experiment, saved: SearchRun, summary: Mapping[str, Any]) -> str:
    """Return what a finished search lacks or has otherwise, in words; empty if nothing."""
    if saved.summary.get("reported") != summary["reported"]:
        return "what is reported of the trials has changed since"
    if _content(saved.summary) != _content(summary):
        return _OTHER_SUMMARY
    lacking = [] if Run(saved.folder).describes(experiment.plan.space) else ["space.toml"]
    if _is_drawn(summary):
        lacking += [name for name in PICTURES if not (saved.folder / name).is_file()]
    return f"{lacking[0]} is gone or damaged" if lacking else ""


def _has_best(experiment: Experiment, saved: SearchRun) -> bool:
    """Tell whether the files of a search that trained are there; its summary is made of them."""
    found = {str(name): saved.trials[name].to_numpy() for name in saved.trials}
    try:
        about = described(experiment.plan.space, saved.folder, found)
    except (DataError, DataMissingError) as error:
        say(f"writing the results again: {error}")
        return False
    summary = _summary(experiment, found, about)
    if _content(saved.summary) != _content(summary):
        say(f"{_OTHER_SUMMARY}: writing it anew")
        _write_summary(saved.folder, summary)
    return True


def _content(summary: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a summary says, but for who wrote it and in which words that was asked for."""
    content: dict[str, Any] = json.loads(summary_json(summary))
    return {name: value for name, value in content.items() if name not in _OF_THE_WRITER}


def _is_reported(column: str) -> bool:
    return column == "architecture" or column.removeprefix("best_") in TEST_METRICS


def _write_tables(
    experiment: Experiment,
    folder: Path,
    found: Columns,
    moves: Columns,
    reported: Mapping[str, FloatArray] | Mapping[str, ByNumber],
) -> None:
    space = experiment.plan.space
    Run(folder).write_space(space)
    for name, columns in (("trials", found), ("trajectories", moves)):
        content = _parquet(columns | reported_columns(columns, reported), space)
        write_bytes(folder / f"{name}.parquet", content)


def _parquet(columns: Columns, space: Space) -> bytes:
    """Return the file of columns, with the architectures written out in the one of trials."""
    table = pa.table(columns)
    if "step" not in columns:
        names = [
            None if c == NONE_FOUND else space.format(c) for c in columns["configuration"].tolist()
        ]
        table = table.add_column(1, "architecture", pa.array(names, pa.string()))
    return to_parquet(table)


def _write_summary(folder: Path, summary: Mapping[str, Any]) -> None:
    write_bytes(folder / "summary.json", summary_json(summary))


def _summary(experiment: Experiment, found: Columns, more: Mapping[str, Any]) -> dict[str, Any]:
    """Return the summary of trials, reported columns included."""
    plan = experiment.plan
    counts = Counter(c for c in found["configuration"].tolist() if c != NONE_FOUND)
    most = [
        {"architecture": plan.space.format(configuration), "trials": count}
        for configuration, count in counts.most_common(5)
    ]
    reported = [name for name in TEST_METRICS if name in found]
    return {
        "kind": "search",
        "algorithm": plan.algorithm.name,
        "title": plan.algorithm.title,
        "source": plan.algorithm.source,
        "space": plan.space.name,
        "dataset": experiment.evaluator.dataset,
        "trials": len(found["trial"]),
        "found_nothing": int((found["configuration"] == NONE_FOUND).sum()),
        "results": {n: mean_and_std(found[n]) for n in reported} | _fitness(experiment, found),
        "costs": {name: mean_and_std(found[name]) for name in COSTS},
        "most_often": most,
        "settings": experiment.settings,
        "options": plan.options.record(),
        "provenance": {
            "versions": versions(),
            **({"engine": experiment.evaluator.done_by} if experiment.evaluator.done_by else {}),
        },
        **more,
    }


def _fitness(experiment: Experiment, found: Columns) -> dict[str, dict[str, float | int | None]]:
    """Return the fitness of trials that ended in the last stage there is.

    That of another stage is of other scores, and one that is relative to what a trial compared
    has no mean.
    """
    plan = experiment.plan
    if plan.algorithm.is_relative(len(plan.guide.proxies)):
        return {}
    last = found["stage"] == found["stage"].max()
    return {"fitness": mean_and_std(found["fitness"][last])}

"""What a search leaves in its folder, and what is reported of the architectures it found."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from landscape.benchmarks.choice import Question, choose
from landscape.benchmarks.metrics import trained_metric
from landscape.benchmarks.store import tables_of
from landscape.disk.files import write_bytes
from landscape.disk.parquet import to_parquet
from landscape.errors import DataError, DataMissingError, LandscapeError
from landscape.reporter import say
from landscape.runs.run import Run, summary_json
from landscape.runs.versions import versions
from search.driver.record import COSTS, NONE_FOUND, TEST_METRICS, mean_and_std, reported_columns
from search.runs.saved import SearchRun
from search.runs.saved_tables import read_trajectories, read_trials
from search.runs.training import leave, left, tested

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from landscape.arrays import FloatArray
    from landscape.disk.canonical import JSON
    from landscape.spaces import Space
    from search.driver.record import Columns
    from search.plan import SearchPlan
    from search.training import LiveTraining

__all__ = ["complete_search", "write_search"]

_OF_THE_PROGRAM = ("format", "provenance")
_OTHER_SUMMARY = "the summary says something else than the trials"


@dataclass(frozen=True, eq=False)
class _Reported:
    """What is said of architectures, and decided nothing.

    Attributes
    ----------
    scores
        Name → score of every configuration.
    sources
        Name → where it comes from.
    """

    scores: Mapping[str, FloatArray]
    sources: Mapping[str, JSON]


def write_search(plan: SearchPlan, folder: Path, found: Columns, moves: Columns) -> None:
    """Write the files of a search, the summary last: with it the run is complete.

    Parameters
    ----------
    plan
        What was asked for.
    folder
        Where to.
    found, moves
        Of `search.driver.record.trial_columns` and `step_columns`.
    """
    training = plan.answered.training
    if training is not None:
        tests = tested(training, found, moves)
        _write_tables(plan, folder, found, moves, tests)
        about = leave(training, folder, found, tests["test_acc"])
        _write_summary(folder, _summary(plan, found | reported_columns(found, tests), about))
    else:
        _write_reported(plan, folder, found, moves, _reported(plan))


def _write_reported(
    plan: SearchPlan, folder: Path, found: Columns, moves: Columns, reported: _Reported
) -> None:
    """Write the files of a search that trained nothing, and its picture."""
    _write_tables(plan, folder, found, moves, reported.scores)
    summary = _reported_summary(plan, found, reported)
    if _is_drawn(summary):
        from viz.runs.search import draw_trends  # slow to import, and not needed before

        draw_trends(SearchRun(folder, known=summary))
    _write_summary(folder, summary)


def _reported_summary(plan: SearchPlan, found: Columns, reported: _Reported) -> dict[str, Any]:
    about = {
        "reported": dict(reported.sources),
        "best_reported": {name: _best(name, s) for name, s in reported.scores.items()},
        "reported_known": {name: _known(name, reported, plan) for name in reported.scores},
    }
    return _summary(plan, found | reported_columns(found, reported.scores), about)


def _is_drawn(summary: Mapping[str, Any]) -> bool:
    """Tell whether anything is reported of the trials, which there is a picture of then."""
    results = (summary["results"].get(name, {"n": 0}) for name in TEST_METRICS)
    return any(result["n"] for result in results)


def complete_search(plan: SearchPlan, folder: Path) -> bool:
    """Make what a finished search lacks: files, and reports of what has become known since.

    Returns
    -------
    Whether it is complete now; if not, its trials have to be run again.

    Raises
    ------
    DataMissingError, DataError
        If the summary is damaged.
    """
    saved = SearchRun(folder)
    try:
        trials = read_trials(folder / "trials.parquet", plan.space)
        moves = read_trajectories(folder / "trajectories.parquet", plan.space)
    except (DataError, DataMissingError) as error:
        say(f"running the trials again: {error}")
        return False
    training = plan.answered.training
    if training is not None:
        return _has_best(plan, training, saved)
    reported = _reported(plan)
    found, moved = (
        {str(name): table[name].to_numpy() for name in table if not _is_reported(str(name))}
        for table in (trials, moves)
    )
    missing = _missing(plan, saved, _reported_summary(plan, found, reported))
    if missing:
        say(f"{missing}: writing it anew")
        _write_reported(plan, folder, found, moved, reported)
    return True


def _missing(plan: SearchPlan, saved: SearchRun, summary: Mapping[str, Any]) -> str:
    """Return what a finished search lacks or has otherwise, in words; empty if nothing."""
    if saved.summary.get("reported") != summary["reported"]:
        return "what is reported of the trials has changed since"
    if _content(saved.summary) != _content(summary):
        return _OTHER_SUMMARY
    lacking = [] if Run(saved.folder).describes(plan.space) else ["space.toml"]
    if _is_drawn(summary):
        from viz.runs.search import default_files

        lacking += [path.name for path in default_files(saved.folder) if not path.is_file()]
    return f"{lacking[0]} is gone or damaged" if lacking else ""


def _has_best(plan: SearchPlan, training: LiveTraining, saved: SearchRun) -> bool:
    """Tell whether the files of a search that trained are there; its summary is made of them."""
    found = {str(name): saved.trials[name].to_numpy() for name in saved.trials}
    try:
        summary = _summary(plan, found, left(training, saved.folder, found))
    except (DataError, DataMissingError) as error:
        say(f"writing the results again: {error}")
        return False
    if _content(saved.summary) != _content(summary):
        say(f"{_OTHER_SUMMARY}: writing it anew")
        _write_summary(saved.folder, summary)
    return True


def _content(summary: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a summary says, but for who wrote it."""
    content: dict[str, Any] = json.loads(summary_json(summary))
    return {name: value for name, value in content.items() if name not in _OF_THE_PROGRAM}


def _is_reported(column: str) -> bool:
    return column == "architecture" or column.removeprefix("best_") in TEST_METRICS


def _reported(plan: SearchPlan) -> _Reported:
    scores, sources = dict(plan.answered.reported), dict[str, "JSON"]()
    for name in scores:
        sources[name] = plan.answered.settings["sha256"]
    tables = tables_of(plan.space, plan.order.data_dir)
    for name in TEST_METRICS:
        having = [table for table in tables if name in table.metrics]
        if name in scores or not having:
            continue
        dataset = plan.order.dataset or plan.answered.dataset
        if dataset is None and len({table.dataset for table in having}) > 1:
            say(f"{name} is not reported: give the --dataset that the scores are of")
            continue
        question = Question(name, dataset, benchmark=plan.order.benchmark)
        try:
            choice = choose(tables, question, "")
        except LandscapeError as error:
            say(f"{name} is not reported: {error}")
            continue
        scores[name], sources[name] = choice.scores(), choice.settings()
        where = (choice.table.dataset, choice.table.hp and f"hp {choice.table.hp}")
        of = ", ".join((*filter(None, where), f"of {choice.table.benchmark}"))
        say(f"{name} is reported, and decides nothing: {of}")
    return _Reported(scores, sources)


def _known(name: str, reported: _Reported, plan: SearchPlan) -> dict[str, JSON]:
    """Return how many architectures have a score that is reported, and where it is from."""
    scores, source = reported.scores[name], reported.sources[name]
    of = source["benchmark"] if isinstance(source, dict) else plan.settings.get("scores")
    return {
        "scored": int(np.isfinite(scores).sum()),
        "configurations": len(scores),
        "source": f"in {of}",
    }


def _best(name: str, scores: FloatArray) -> float | None:
    """Return the best score there is, as it was measured."""
    known = scores[np.isfinite(scores)]
    if not len(known):
        return None
    return float(known.min() if trained_metric(name).minimize else known.max())


def _write_tables(
    plan: SearchPlan,
    folder: Path,
    found: Columns,
    moves: Columns,
    reported: Mapping[str, FloatArray],
) -> None:
    Run(folder).write_space(plan.space)
    for name, columns in (("trials", found), ("trajectories", moves)):
        content = _parquet(columns | reported_columns(columns, reported), plan.space)
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


def _summary(plan: SearchPlan, found: Columns, more: Mapping[str, Any]) -> dict[str, Any]:
    """Return the summary of trials, reported columns included."""
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
        "dataset": plan.answered.dataset,
        "trials": len(found["trial"]),
        "found_nothing": int((found["configuration"] == NONE_FOUND).sum()),
        "results": {n: mean_and_std(found[n]) for n in reported} | _fitness(plan, found),
        "costs": {name: mean_and_std(found[name]) for name in COSTS},
        "most_often": most,
        "settings": plan.settings,
        "provenance": {"versions": versions()},
        **more,
    }


def _fitness(plan: SearchPlan, found: Columns) -> dict[str, dict[str, float | int | None]]:
    """Return the fitness of trials that ended in the last stage there is.

    That of another stage is of other scores, and one that is relative to what a trial compared
    has no mean.
    """
    if plan.algorithm.is_relative(len(plan.guide.proxies)):
        return {}
    last = found["stage"] == found["stage"].max()
    return {"fitness": mean_and_std(found["fitness"][last])}

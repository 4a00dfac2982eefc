"""What a search leaves in its folder, and what is reported of the architectures it found."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from landscape.benchmarks.choice import Question, choose
from landscape.benchmarks.metrics import trained_metric
from landscape.benchmarks.store import tables_of
from landscape.cli.console import say
from landscape.cli.training import leave, tested
from landscape.cli.versions import versions
from landscape.errors import LandscapeError
from landscape.files import write_bytes
from landscape.run import Run, summary_json
from landscape.scores.parquet import to_parquet
from search.record import COSTS, NOBODY, TEST_METRICS, mean_and_std, reported_columns
from search.saved import SearchRun

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from landscape.arrays import FloatArray
    from landscape.cli.search_plan import SearchPlan
    from landscape.scores.settings import JSON
    from landscape.spaces import Space
    from search.record import Columns

__all__ = ["report_anew", "write_search"]


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
        Of `search.record.trial_columns` and `step_columns`.
    """
    training = plan.answered.training
    if training is not None:
        tests = tested(training, found, moves)
        _write_tables(plan, folder, found, moves, tests)
        about = leave(training, folder, found, tests["test_acc"])
        _write_summary(plan, folder, found | reported_columns(found, tests), about)
    else:
        _write_reported(plan, folder, found, moves, _reported(plan))


def _write_reported(
    plan: SearchPlan, folder: Path, found: Columns, moves: Columns, reported: _Reported
) -> None:
    """Write the files of a search that trained nothing, and its picture."""
    _write_tables(plan, folder, found, moves, reported.scores)
    about = {
        "reported": dict(reported.sources),
        "best_reported": {name: _best(name, s) for name, s in reported.scores.items()},
        "reported_known": {name: _known(name, reported, plan) for name in reported.scores},
    }
    found = found | reported_columns(found, reported.scores)
    _write_summary(plan, folder, found, about)
    if any(np.isfinite(found[name]).any() for name in reported.scores):
        from landscape.cli.plot_search import draw_trends  # slow to import, and not needed before

        draw_trends(SearchRun(folder))


def report_anew(plan: SearchPlan, folder: Path) -> None:
    """Report of a finished search what has become known since, such as test accuracy."""
    if plan.answered.training is not None:
        return
    saved, reported = SearchRun(folder), _reported(plan)
    if saved.summary.get("reported") == reported.sources:
        return
    say("what is reported of the trials has changed since: writing it anew")
    found, moves = (
        {str(name): table[name].to_numpy() for name in table if not _is_reported(str(name))}
        for table in (saved.trials, saved.trajectories)
    )
    _write_reported(plan, folder, found, moves, reported)


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
            None if c == NOBODY else space.format(c) for c in columns["configuration"].tolist()
        ]
        table = table.add_column(1, "architecture", pa.array(names, pa.string()))
    return to_parquet(table)


def _write_summary(plan: SearchPlan, folder: Path, found: Columns, more: Mapping[str, Any]) -> None:
    counts = Counter(c for c in found["configuration"].tolist() if c != NOBODY)
    most = [
        {"architecture": plan.space.format(configuration), "trials": count}
        for configuration, count in counts.most_common(5)
    ]
    reported = [name for name in TEST_METRICS if name in found]
    summary = {
        "kind": "search",
        "algorithm": plan.algorithm.name,
        "title": plan.algorithm.title,
        "source": plan.algorithm.source,
        "space": plan.space.name,
        "dataset": plan.answered.dataset,
        "trials": len(found["trial"]),
        "found_nothing": int((found["configuration"] == NOBODY).sum()),
        "results": {n: mean_and_std(found[n]) for n in reported} | _fitness(plan, found),
        "costs": {name: mean_and_std(found[name]) for name in COSTS},
        "most_often": most,
        "settings": plan.settings,
        "provenance": {"versions": versions()},
        **more,
    }
    write_bytes(folder / "summary.json", summary_json(summary))


def _fitness(plan: SearchPlan, found: Columns) -> dict[str, dict[str, float | int | None]]:
    """Return the fitness of trials that ended in the last stage there is.

    That of another stage is of other scores, and one that is relative to what a trial compared
    has no mean.
    """
    if plan.algorithm.is_relative(len(plan.guide.proxies)):
        return {}
    last = found["stage"] == found["stage"].max()
    return {"fitness": mean_and_std(found["fitness"][last])}

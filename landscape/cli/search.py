"""``landscape search``: many trials of one search, and what they found and cost."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from landscape.benchmarks.choice import Question, choose
from landscape.benchmarks.metrics import trained_metric
from landscape.benchmarks.store import tables_of
from landscape.cli.console import detail, say, show_table
from landscape.cli.search_plan import Order, SearchPlan
from landscape.cli.training import begin, leave, tested
from landscape.cli.versions import versions
from landscape.errors import DataError, LandscapeError, OptionError, StoppedError
from landscape.files import write_bytes
from landscape.run import Run, summary_json
from landscape.scores.parquet import to_parquet
from landscape.scores.settings import first_difference
from search.record import NOBODY, mean_and_std, reported_columns
from search.saved import SearchRun
from search.trials import resumable_trials

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from landscape.arrays import FloatArray
    from landscape.scores.settings import JSON
    from landscape.spaces import Space
    from search.record import Columns

__all__ = ["Order", "search_run"]

_TEST_METRICS = ("test_acc", "test_per")
_COSTS = ("evaluations", "epochs", "proxy_seconds", "train_seconds")


def search_run(order: Order, out: Path | None) -> None:
    """Run the trials that are asked for, and leave them in `out`, or in the run's own folder.

    Raises
    ------
    LandscapeError
        If what is asked for is not possible, or the folder holds another search.
    StoppedError
        On Ctrl-C; the same call goes on from there.
    """
    start = time.perf_counter()
    plan = SearchPlan(order)
    folder = out if out is not None else Path("runs") / plan.name
    if not _is_there(folder, plan.settings):
        _run(plan, folder)
        detail(f"{order.trials:,} trials: {time.perf_counter() - start:.2f} s")
    show_table(_screen(Run(folder).summary, folder))


def _is_there(folder: Path, settings: Mapping[str, JSON]) -> bool:
    """Tell whether a run with these settings is finished in `folder`.

    Raises
    ------
    DataError
        If another one is.
    """
    if not (folder / "summary.json").exists():
        return False
    found = Run(folder).summary.get("settings")
    if not isinstance(found, dict):
        raise DataError(f"{folder} holds another run, which is no search: choose another --out")
    difference = first_difference(settings, found)
    if difference is not None:
        name, asked, there = difference
        raise DataError(
            f"{folder} holds another search: {name} is {there} there, asked for is {asked}; "
            "choose another --out, or delete the folder"
        )
    say(f"the trials are there already: {folder}")
    return True


def _run(plan: SearchPlan, folder: Path) -> None:
    order = plan.order
    _warn(plan)
    with resumable_trials(folder, plan.settings, order.trials) as trials:
        if plan.answered.training is not None:
            begin(plan.answered.training, folder)
        try:
            trials.run(
                plan.start, plan.walked, plan.answered.evaluate, plan.budget, order.seed,
                lambda n_done: detail(f"{n_done:,} of {order.trials:,} trials"),
            )  # fmt: skip
        except KeyboardInterrupt as error:
            raise StoppedError(
                f"interrupted: {trials.n_done:,} of {order.trials:,} trials are done and kept in "
                f"{folder}; the same command goes on from there"
            ) from error
        found, moves = trials.result()
        paid = found["evaluations"].any()
        if paid:
            _write(plan, folder, found, moves)
    if not paid:
        raise OptionError(
            f"--budget {plan.budget} does not pay for one evaluation in any of "
            f"{order.trials:,} trials: give more"
        )


def _write(plan: SearchPlan, folder: Path, found: Columns, moves: Columns) -> None:
    """Write the files of a run, the summary last: with it the run is complete."""
    training = plan.answered.training
    reported = _reported(plan) if training is None else tested(training, found, moves)
    for name, columns in (("trials", found), ("trajectories", moves)):
        content = _parquet(columns | reported_columns(columns, reported), plan.space)
        write_bytes(folder / f"{name}.parquet", content)
    found = found | reported_columns(found, reported)
    summary = _summary(plan, found, list(reported))
    if training is not None:
        summary |= leave(training, folder, found, reported["test_acc"])
    if training is None:
        summary["best_reported"] = {n: _best(n, scores) for n, scores in reported.items()}
    write_bytes(folder / "summary.json", summary_json(summary))
    if training is None and any(np.isfinite(found[name]).any() for name in reported):
        from landscape.cli.plot_search import draw_trends  # slow to import, and not needed before

        draw_trends(SearchRun(folder))


def _best(name: str, scores: FloatArray) -> float | None:
    """Return the best score there is, as it was measured."""
    known = scores[np.isfinite(scores)]
    if not len(known):
        return None
    return float(known.min() if trained_metric(name).minimize else known.max())


def _warn(plan: SearchPlan) -> None:
    """Say what will happen where a setting asks for more than there can be."""
    settings = {**plan.algorithm.settings, **plan.chosen}
    if plan.algorithm.name == "mf-nas" and settings["k"] > settings["evaluations"]:
        say(
            f"k={settings['k']} is more than the {settings['evaluations']} evaluations of the "
            "first stage can see: all that it sees go on"
        )


def _reported(plan: SearchPlan) -> dict[str, FloatArray]:
    """Return what is said of the architectures that were found, and decided nothing."""
    reported = dict(plan.answered.reported)
    tables = tables_of(plan.space, plan.order.data_dir)
    for name in _TEST_METRICS:
        question = Question(name, plan.order.dataset, benchmark=plan.order.benchmark)
        if name in reported or not any(name in table.metrics for table in tables):
            continue
        try:
            reported[name] = choose(tables, question, "").scores()
        except LandscapeError as error:
            say(f"{name} is not reported: {error}")
    return reported


def _parquet(columns: Columns, space: Space) -> bytes:
    """Return the file of columns, with the architectures written out in the one of trials."""
    table = pa.table(columns)
    if "step" not in columns:
        names = [
            None if c == NOBODY else space.format(c) for c in columns["configuration"].tolist()
        ]
        table = table.add_column(1, "architecture", pa.array(names, pa.string()))
    return to_parquet(table)


def _summary(plan: SearchPlan, found: Columns, reported: Sequence[str]) -> dict[str, Any]:
    counts = Counter(c for c in found["configuration"].tolist() if c != NOBODY)
    most = [
        {"architecture": plan.space.format(configuration), "trials": count}
        for configuration, count in counts.most_common(5)
    ]
    return {
        "kind": "search",
        "algorithm": plan.algorithm.name,
        "title": plan.algorithm.title,
        "source": plan.algorithm.source,
        "space": plan.space.name,
        "dataset": plan.answered.dataset,
        "trials": len(found["trial"]),
        "found_nothing": int((found["configuration"] == NOBODY).sum()),
        "results": {n: mean_and_std(found[n]) for n in (*reported, "fitness")},
        "costs": {name: mean_and_std(found[name]) for name in _COSTS},
        "most_often": most,
        "settings": plan.settings,
        "provenance": {"versions": versions()},
    }


def _screen(summary: Mapping[str, Any], folder: Path) -> dict[str, str]:
    of = f", {summary['dataset']}" if summary["dataset"] else ""
    rows = {
        "search": f"{summary['title']} on {summary['space']}{of}",
        "trials": f"{summary['trials']:,}"
        + (f" ({n:,} found nothing)" if (n := summary["found_nothing"]) else ""),
    }
    for name, value in summary["results"].items():
        rows[name] = _spread(value, ".2f" if name in _TEST_METRICS else ".6g")
    for name, value in summary["costs"].items():
        rows[name.replace("_", " ")] = _spread(value, ",.1f")
    for most in summary["most_often"][:1]:
        rows["found most often"] = f"{most['architecture']} ({most['trials']:,} trials)"
    if "best" in summary:
        best = summary["best"]
        rows["best network"] = f"{best['architecture']} ({best['epochs']} epochs)"
        rows["test accuracy"] = f"{best['test_acc']:.2f} %, {folder / best['checkpoint']}"
    return rows | {"results": str(folder)}


def _spread(value: Mapping[str, Any], style: str) -> str:
    if value["mean"] is None:
        return "-"
    return f"{float(value['mean']):{style}} ± {float(value['std']):{style}}"

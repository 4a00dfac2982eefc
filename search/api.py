"""``landscape search``: many trials of one search, and what they found and cost."""

from __future__ import annotations

import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from landscape.cli.console import show_table
from landscape.disk.canonical import first_difference
from landscape.disk.files import folder_name
from landscape.disk.lock import locked
from landscape.errors import DataError, OptionError, StoppedError
from landscape.numbers import counted
from landscape.reporter import detail, progress, say
from landscape.runs.run import Run
from search.driver.record import TEST_METRICS
from search.driver.trials import discard_trials, resumable_trials
from search.plan import Order, SearchPlan
from search.runs.files import complete_search, write_search
from search.runs.saved import SearchRun
from search.runs.training import begin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from landscape.disk.canonical import JSON
    from search.driver.trials import Trials

__all__ = ["Order", "search_run"]


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
    folder = out if out is not None else Path("runs") / folder_name(plan.name)
    with locked(folder):
        if _is_there(folder, plan.settings) and complete_search(plan, folder):
            discard_trials(folder, plan.settings)
        else:
            _run(plan, folder)
            detail(f"{counted(order.trials, 'trial')}: {time.perf_counter() - start:.2f} s")
    show_table(_screen(SearchRun(folder).summary, folder))


def _is_there(folder: Path, settings: Mapping[str, JSON]) -> bool:
    """Tell whether a run with these settings is finished in `folder`.

    Raises
    ------
    DataError
        If another one is.
    """
    if not (folder / "summary.json").exists():
        return False
    if not Run(folder).is_search:
        raise DataError(f"{folder} holds another run, which is no search: choose another --out")
    difference = first_difference(settings, SearchRun(folder).summary["settings"])
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
        try:
            with _watched(plan, folder, trials) as update:
                trials.run(
                    plan.start, plan.walked, plan.answered.evaluate, plan.budget, order.seed, update
                )
        except KeyboardInterrupt as error:
            raise StoppedError(
                f"interrupted: {trials.n_done:,} of {order.trials:,} trials are done and kept in "
                f"{folder}{_also_kept(plan)}; the same command goes on from there"
            ) from error
        found, moves = trials.result()
        paid = found["evaluations"].any()
        if paid:
            write_search(plan, folder, found, moves)
    if not paid:
        raise OptionError(
            f"--budget {plan.budget or '(none)'} does not pay for one evaluation in any of "
            f"{counted(order.trials, 'trial')}: give more"
        )


@contextmanager
def _watched(plan: SearchPlan, folder: Path, trials: Trials) -> Iterator[Callable[[int], None]]:
    """Keep what networks the trials at hand have had scored or trained, and show how it goes."""
    live, training, total = plan.answered.live, plan.answered.training, plan.order.trials
    if training is not None:
        begin(training, folder)  # a bar of its own, for the epochs
        yield lambda n_done: detail(f"{n_done:,} of {total:,} trials")
        return
    with trials.parts() as parts, progress(total, trials.n_done, "searching", "trials") as update:
        if live is not None:
            live.parts = parts
            live.on_scored = lambda n: update(trials.n_done, f"{n:,} networks scored")
        yield update


def _also_kept(plan: SearchPlan) -> str:
    """Return what else is kept of trials that are not done."""
    if plan.answered.training is not None:
        return ", with the checkpoints of what was trained for the others"
    return "" if plan.answered.live is None else ", with what was scored for the others"


def _warn(plan: SearchPlan) -> None:
    """Say what will happen where a setting asks for more than there can be."""
    settings = {**plan.algorithm.settings, **plan.chosen}
    if plan.algorithm.name == "mf-nas" and settings["k"] > settings["evaluations"]:
        say(
            f"k={settings['k']} is more than the {settings['evaluations']} evaluations of the "
            "first stage can see: all that it sees go on"
        )


def _screen(summary: Mapping[str, Any], folder: Path) -> dict[str, str]:
    of = f", {summary['dataset']}" if summary["dataset"] else ""
    rows = {
        "search": f"{summary['title']} on {summary['space']}{of}",
        "trials": f"{summary['trials']:,}"
        + (f" ({n:,} found nothing)" if (n := summary["found_nothing"]) else ""),
    }
    for name, value in summary["results"].items():
        rows[name] = _spread(value, ".2f" if name in TEST_METRICS else ".6g")
        if value["n"] < summary["trials"]:
            rows[name] += _lacking(summary, name, value["n"])
    for name, value in summary["costs"].items():
        rows[name.replace("_", " ")] = _spread(value, ",.1f")
    for most in summary["most_often"][:1]:
        rows["found most often"] = f"{most['architecture']} ({counted(most['trials'], 'trial')})"
    if "best" in summary:
        best = summary["best"]
        rows["best network"] = f"{best['architecture']} ({counted(best['epochs'], 'epoch')})"
        rows["test accuracy"] = f"{best['test_acc']:.2f} %, {folder / best['checkpoint']}"
    return rows | {"results": str(folder)}


def _lacking(summary: Mapping[str, Any], name: str, n: int) -> str:
    """Return of how many trials a result is known, and where not of all, why."""
    said = f" ({n:,} of {summary['trials']:,} trials"
    known = summary.get("reported_known", {}).get(name)
    if known is None or known["scored"] == known["configurations"]:
        return f"{said})"
    return (
        f"{said}: {known['scored']:,} of {known['configurations']:,} architectures have a {name} "
        f"{known['source']})"
    )


def _spread(value: Mapping[str, Any], style: str) -> str:
    if value["mean"] is None:
        return "-"
    return f"{float(value['mean']):{style}} ± {float(value['std']):{style}}"

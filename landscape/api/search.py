"""`search.search`: many trials of one search, and what they found and cost, in one folder."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from landscape.disk.files import locked
from landscape.errors import OptionError, StoppedError
from landscape.numbers import counted
from landscape.options.base import takes
from landscape.options.search import SearchOptions
from landscape.reporter import detail, say
from landscape.runs.run import is_finished, run_folder
from search.driver.trials import discard_trials, resumable_trials
from search.experiment import Experiment
from search.plan import SearchPlan
from search.runs.files import complete_search, write_search
from search.runs.saved import SearchRun
from search.shown import watched

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from landscape.disk.files import JSON
    from search.driver.trials import Trials

__all__ = ["is_there", "search"]


@takes(SearchOptions)
def search(options: SearchOptions) -> SearchRun:
    """Search a space many times, and leave what the searches found and cost.

    The files are those of ``landscape search``, in `out` or a folder of ``runs`` named after what
    was asked for. A run that was stopped goes on where it was; of a finished one, what is missing
    or has become known since is made.

    Rungs may be given as numbers, a budget as a number (of evaluations) or as `Budget`, and
    settings as a mapping.

    Returns
    -------
    SearchRun
        The run: its trials, moves and summary; a notebook shows the average course of its trials.

    Raises
    ------
    UnknownNameError
        If there is no such algorithm, space, proxy, setting, ...
    OptionError
        If options contradict each other, or one says nothing about this search.
    DataMissingError, DataError
        If a table, benchmark or images are gone or damaged, or the folder holds another run.
    StoppedError
        On Ctrl-C; the same call goes on from there.

    Examples
    --------
    >>> import landscape, search, tempfile
    >>> folder = tempfile.mkdtemp()
    >>> run = search.search("local-search", proxy=["params"], budget=40, trials=2, out=folder)
    >>> run.trials["evaluations"].tolist()
    [40, 40]
    >>> landscape.load(folder) == run
    True
    """
    start = time.perf_counter()
    with options.opened() as engine:
        experiment = Experiment.of(SearchPlan(options), engine)
        folder = run_folder(options.out, experiment.name)
        _search(experiment, folder, start)
    return SearchRun(folder)


def _search(experiment: Experiment, folder: Path, start: float) -> None:
    """Leave the trials in a folder, or what is missing beside those that are there."""
    with locked(folder):
        if is_there(folder, experiment.settings) and complete_search(experiment, folder, _draw):
            discard_trials(folder, experiment.settings)
        else:
            _run(experiment, folder)
            seconds = time.perf_counter() - start
            detail(f"{counted(experiment.plan.options.n_trials, 'trial')}: {seconds:.2f} s")


def _draw(run: SearchRun) -> None:
    """Draw the average course of a search; see `search.runs.files.Draw`."""
    from viz.runs.search import draw_trends  # slow to import, and not needed before

    draw_trends(run)


def is_there(folder: Path, settings: Mapping[str, JSON]) -> bool:
    """Tell whether a search with these settings is finished in `folder`; see `is_finished`."""
    return is_finished(folder, "search", SearchRun, settings, "the trials are there already")


def _run(experiment: Experiment, folder: Path) -> None:
    plan = experiment.plan
    count = plan.options.n_trials
    _warn(plan)
    with resumable_trials(folder, experiment.settings, count) as trials:
        _run_trials(experiment, folder, trials)
        found, moves = trials.result()
        is_charged = found["evaluations"].any()
        if is_charged:
            write_search(experiment, folder, found, moves, _draw)
    if not is_charged:
        raise OptionError(
            f"--budget {plan.budget or '(none)'} does not pay for one evaluation in any of "
            f"{counted(count, 'trial')}: give more"
        )


def _run_trials(experiment: Experiment, folder: Path, trials: Trials) -> None:
    plan, evaluate = experiment.plan, experiment.evaluator.evaluate
    try:
        with watched(experiment, folder, trials) as (update, how):
            seed = plan.options.seed
            trials.run(experiment.start, plan.walked, evaluate, plan.budget, seed, update, **how)
    except KeyboardInterrupt as error:
        raise StoppedError(
            f"interrupted: {trials.n_done:,} of {trials.count:,} trials are done and kept in "
            f"{folder}{_also_kept(experiment)}; the same command goes on from there"
        ) from error


def _also_kept(experiment: Experiment) -> str:
    """Return what else is kept of trials that are not done."""
    training, live = experiment.evaluator.training, experiment.evaluator.live
    scored = [] if live is None else ["what was scored"]
    trained = [] if training is None else ["the checkpoints of what was trained"]
    kept = " and ".join(scored + trained)
    return f", with {kept} for the others" if kept else ""


def _warn(plan: SearchPlan) -> None:
    """Say what will happen where a setting asks for more than there can be."""
    settings = {**plan.algorithm.settings, **plan.chosen}
    if plan.algorithm.name == "mf-nas" and settings["k"] > settings["evaluations"]:
        say(
            f"k={settings['k']} is more than the {settings['evaluations']} evaluations of the "
            "first stage can see: all that it sees go on"
        )

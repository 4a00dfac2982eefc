"""Folders that the commands' own writers leave, of scores and outcomes of a test's choice."""

from __future__ import annotations

import copy
import functools
import json
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from landscape.benchmarks import store
from landscape.options.search import SearchOptions
from landscape.runs.landscape_run import Files, build_run
from landscape.scores import Metric, ScoreTable, write_scores
from landscape.scores.keys import AS_USUAL
from landscape.sources.table import TableSource
from landscape.spaces import get_space
from search.algorithms.registry import ALGORITHMS, Guide
from search.driver.record import step_columns, trial_columns
from search.experiment import Experiment
from search.plan import SearchPlan
from search.runs.files import write_search


def built(folder, scores, metric, *, dataset=None, space="nb201", minimize=False, title=""):
    """Leave what ``landscape build --scores`` does, without the pictures; return its folder.

    `space` is a name or the path of a file.
    """
    known = get_space(str(space))
    about = {metric: Metric(metric, minimize=minimize, title=title)}
    table = ScoreTable(known.name, {metric: np.asarray(scores, float)}, about)
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "scores.parquet"
        write_scores(file, table, known)
        source = TableSource.of(str(space), metric, dataset, file, reading=AS_USUAL, minimize=False)
        files = Files(draw=lambda *_: None)
        build_run(source, Path(folder), resolution=None, files=files, options={})
    return folder


def searched(
    folder,
    results,
    *,
    algorithm="local-search",
    title=None,
    space="nb201",
    dataset="cifar10",
    proxies=(),
    reported=None,
    settings=None,
):
    """Leave what ``landscape search`` does when its trials have these results, without pictures.

    `reported` is name → score of every configuration; `settings` replaces what was asked of a
    benchmark or of proxies. An algorithm that does not exist is called by its name.
    """
    experiment = _experiment(space)
    plan = copy.copy(experiment.plan)
    known = ALGORITHMS.get(algorithm) or replace(ALGORITHMS["rea"], name=algorithm)
    plan.algorithm = replace(known, title=title or known.title)
    plan.guide = Guide(tuple(proxies))
    asked = {"proxies": list(proxies)} if proxies else {"metric": "val_acc", "trained": {"12": {}}}
    evaluator = replace(
        experiment.evaluator,
        dataset=dataset,
        reported=reported or {},
        settings={**(asked if settings is None else settings), "sha256": "0" * 64},
    )
    found, moves = (of(results, plan.walked) for of in (trial_columns, step_columns))
    folder.mkdir(parents=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "TABLES", Path("/nothing/built/in"))  # what is reported is said here
        write_search(Experiment(plan, evaluator), folder, found, moves, draw=lambda run: None)
    return folder


def edit_summary(folder, **changes):
    """Damage a summary: change values; None takes one away."""
    path = folder / "summary.json"
    summary = json.loads(path.read_bytes()) | changes
    kept = {name: value for name, value in summary.items() if value is not None}
    path.write_text(json.dumps(kept))


@functools.cache
def _experiment(space):
    """Return a search by a table."""
    known = get_space(space)
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "scores.parquet"
        write_scores(file, ScoreTable(known.name, {"score": np.arange(known.size) + 0.0}), known)
        options = SearchOptions("local-search", space=space, proxy="score", scores=file, budget=9)
        return Experiment.of(SearchPlan(options))

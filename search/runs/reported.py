"""What is reported of the architectures that a search found, and decided nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from landscape.benchmarks.choice import Measurement, choose, going_first
from landscape.benchmarks.metrics import trained_metric
from landscape.benchmarks.store import tables_of
from landscape.errors import LandscapeError
from landscape.reporter import say
from search.driver.record import TEST_METRICS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from landscape.arrays import FloatArray
    from landscape.benchmarks.choice import Choice
    from landscape.benchmarks.table import BenchmarkTable
    from landscape.disk.files import JSON
    from search.experiment import Experiment

__all__ = ["Reported", "reported_scores"]


@dataclass(frozen=True, eq=False)
class Reported:
    """Test scores of architectures.

    Attributes
    ----------
    scores
        Name → score of every configuration.
    sources
        Name → where it comes from: what was chosen of a benchmark, or the checksum of a table.
    table
        The name of that table, if there is one.
    """

    scores: Mapping[str, FloatArray]
    sources: Mapping[str, JSON]
    table: JSON

    def about(self) -> dict[str, Any]:
        """Return what the summary of a search says of them."""
        return {
            "reported": dict(self.sources),
            "best_reported": {name: _best(name, s) for name, s in self.scores.items()},
            "reported_known": {name: self._known(name) for name in self.scores},
        }

    def _known(self, name: str) -> dict[str, JSON]:
        """Return how many architectures have a score, and where it is from."""
        scores, source = self.scores[name], self.sources[name]
        of = source["benchmark"] if isinstance(source, dict) else self.table
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


def reported_scores(experiment: Experiment) -> Reported:
    """Return what the user's table and the benchmarks that were imported say, and tell of it."""
    evaluator, options = experiment.evaluator, experiment.plan.options
    scores, sources = dict(evaluator.reported), dict[str, "JSON"]()
    for name in scores:
        sources[name] = evaluator.settings["sha256"]
    tables = tables_of(experiment.plan.space, options.data_dir)
    for name in TEST_METRICS:
        having = going_first(table for table in tables if name in table.metrics)
        if name in scores or not having:
            continue
        wanted = Measurement(
            name, options.dataset or evaluator.dataset, benchmark=options.benchmark
        )
        choice = _chosen(wanted, tables, having)
        if choice is not None:
            scores[name], sources[name] = choice.scores(), choice.settings()
    return Reported(scores, sources, experiment.settings.get("scores"))


def _chosen(
    wanted: Measurement, tables: Sequence[BenchmarkTable], having: Sequence[BenchmarkTable]
) -> Choice | None:
    """Return a measurement, and say of what it is; None, and why, if there is none."""
    name = wanted.metric
    if wanted.dataset is None and len({table.dataset for table in having}) > 1:
        say(f"{name} is not reported: give the --dataset that the scores are of")
        return None
    try:
        choice = choose(tables, wanted, "")
    except LandscapeError as error:
        say(f"{name} is not reported: {error}")
        return None
    table = choice.table
    where = (table.dataset, table.hp and f"hp {table.hp}", f"of {table.title}")
    say(f"{name} is reported, and decides nothing: {', '.join(filter(None, where))}")
    return choice

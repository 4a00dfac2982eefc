"""Evaluate untrained networks, and leave their scores in a folder, as a source of a landscape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from landscape.datasets import dataset_title
from landscape.disk.files import first_difference, locked
from landscape.disk.work_folder import discard_done, has_work
from landscape.errors import StoppedError
from landscape.numbers import counted
from landscape.registry import find_name
from landscape.reporter import progress, say
from landscape.runs.run import Run, now
from landscape.scores import ScoreTable, load_matching, resumable_scoring, write_scores
from landscape.spaces import get_space
from proxies.scoring.built_in import built_in_columns
from proxies.scoring.request import ScoreRequest
from proxies.settings import scored_on

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from landscape.arrays import FloatArray
    from landscape.disk.files import JSON
    from landscape.scores import Metric, Scoring
    from landscape.spaces import Space
    from proxies.proxy import Proxy
    from proxies.scorer import Scorer
    from proxies.settings import Settings

__all__ = ["ProxySource", "scores_in"]


def scores_in(folder: Path, request: ScoreRequest, *, add: bool = False) -> ScoreTable:
    """Return the scores asked for, evaluating what no earlier run left in `folder`.

    Parameters
    ----------
    folder
        Where ``scores.parquet`` is, or will be.
    request
        What is asked for.
    add
        Whether columns are added to those that are there; if not, a table that lacks one is
        refused.

    Raises
    ------
    DataError
        If the scores that are there are others than those asked for; see `load_matching`.
    StoppedError
        On Ctrl-C; the same call goes on from there.
    """
    path = Run(folder).scores
    found = load_matching(path, request.space, request.settings, only=request.only, partial=add)
    if found is not None and request.settings.keys() <= found.columns.keys():
        say(f"scores are there already: {path}")
        _clean_up(folder, found)
        return found
    if request.is_built_in:
        taken = built_in_columns(request.plan)
        with locked(folder):
            return _write(folder, request, taken.columns, {"built_in": taken.provenance})
    lacking = request.lacking(found.columns if found is not None else ())
    if lacking:
        return _evaluate(folder, request, lacking)
    with locked(folder):  # all that is missing is made of what is there
        return _write(folder, request, {}, {})


def _clean_up(folder: Path, table: ScoreTable) -> None:
    """Remove what a process kept to go on from that was killed when all its scores were there."""

    def is_there(settings: Mapping[str, JSON]) -> bool:
        columns = settings.get("columns")
        return isinstance(columns, dict) and all(
            name in table.columns and first_difference(made, table.settings.get(name, {})) is None
            for name, made in columns.items()
        )

    if has_work(folder):
        with locked(folder):
            discard_done(folder, is_there)


def _evaluate(folder: Path, request: ScoreRequest, lacking: Sequence[Proxy]) -> ScoreTable:
    from proxies.scorer import Scorer  # PyTorch is slow to import: only who scores pays

    plan = request.plan
    scorer = Scorer(request.space, lacking, plan.settings, request.only, plan.images)
    # Chunks of different devices or sizes are equal to rounding only: not to be mixed.
    how: dict[str, JSON] = {"device": scorer.device.type, "at_once": plan.settings.at_once}
    made: dict[str, JSON] = {
        proxy.metric.name: request.settings[proxy.metric.name] for proxy in lacking
    }
    with resumable_scoring(
        folder, settings={"columns": made, **how}, chunks=scorer.chunks()
    ) as scoring:
        n_wanted = request.space.size if request.only is None else len(request.only)
        _run(folder, scorer, scoring, n_wanted)
        columns = scorer.spread(*scoring.result())
        return _write(folder, request, columns, how | {"device": str(scorer.device)})


def _run(folder: Path, scorer: Scorer, scoring: Scoring, n_wanted: int) -> None:
    networks = counted(scoring.n_total, "network")
    # Some build the same network; some are scored by one that is none of them.
    differ = "" if scoring.n_total == n_wanted else f", which takes {networks}"
    say(f"scoring {counted(n_wanted, 'architecture')} on {scorer.device}{differ}")
    try:
        with progress(scoring.n_total, scoring.n_scored) as update:
            scoring.run_in_parts(scorer.score, update)
    except KeyboardInterrupt as error:
        raise StoppedError(
            f"interrupted: the work of {scoring.n_scored:,} of {networks} is done and kept in "
            f"{folder}; the same command goes on from there"
        ) from error


def _write(
    folder: Path, request: ScoreRequest, scored: Mapping[str, FloatArray], how: dict[str, JSON]
) -> ScoreTable:
    """Write the columns `scored`, with those that are there and those made of both."""
    path = Run(folder).scores
    # Read again, now that nobody else writes here.
    found = load_matching(path, request.space, request.settings, only=request.only, partial=True)
    earlier = found or ScoreTable(request.space.name, {})
    columns = {**earlier.columns, **scored}
    columns |= request.rank(columns)
    provenance: dict[str, JSON] = {**how, **now()}
    if earlier.provenance:
        provenance["earlier"] = earlier.provenance  # of the columns that are not of this run
    table = ScoreTable(
        request.space.name,
        columns,
        {**earlier.metrics, **request.described()},
        {**earlier.settings, **request.settings},
        provenance,
        request.only,
    )
    write_scores(path, table, request.space)
    return table


@dataclass(frozen=True, eq=False)
class ProxySource:
    """Scores of untrained networks.

    Attributes
    ----------
    request
        The columns that are evaluated.
    metric
        The one that is looked at.
    """

    request: ScoreRequest
    metric: Metric

    @classmethod
    def of(
        cls, space: str, metric: str, settings: Settings, *, rank_of: Sequence[str] | None = None
    ) -> ProxySource:
        """Return the source of one metric by name."""
        request = ScoreRequest.of(get_space(space), [metric], settings, rank_of=rank_of)
        return cls(request, request.metrics[find_name("metric", metric, request.metrics)])

    @property
    def space(self) -> Space:
        """The space."""
        return self.request.space

    @property
    def dataset(self) -> str:
        """The dataset, or noise: what has as many classes, and images as large."""
        return scored_on(self.request.plan.settings, self.request.plan.proxies)

    @property
    def name(self) -> str:
        """Space, metric, dataset and every setting that is not the default."""
        return self.request.folder_name(self.metric.name)

    @property
    def title(self) -> str:
        """Metric, space and dataset in their full names."""
        metric = self.metric.title or self.metric.name
        task = self.request.plan.settings.task
        of = task.title if self.dataset == task.name else dataset_title(self.dataset)
        how = " (built in)" if self.request.is_built_in else ""
        return f"{metric} on {self.space.title}, {of}{how}"

    def table(self, run: Run) -> ScoreTable:
        """Return the scores, evaluating what no earlier run has."""
        return scores_in(run.folder, self.request)

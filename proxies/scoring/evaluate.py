"""Evaluate the scores that are asked for, and leave them in a folder, as a landscape's source."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from landscape.datasets import BUILT_IN, dataset_title, non_default
from landscape.disk.files import first_difference, locked
from landscape.disk.work_folder import discard, discard_done, has_work
from landscape.errors import OptionError, StoppedError
from landscape.numbers import counted
from landscape.registry import find_name
from landscape.reporter import progress, say
from landscape.runs.run import Run, now
from landscape.scores import ScoreTable, load_matching, resumable_scoring, write_scores
from landscape.scores.rank import RANK, RANK_MEMBERS, rank_column
from landscape.spaces import get_space
from proxies.plan import Plan, scored_on
from proxies.proxy import PROXIES, get_proxy
from proxies.scoring.built_in import built_in_columns, fall_back, told_of_built_in

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from landscape.arrays import FloatArray, IntArray
    from landscape.disk.files import JSON
    from landscape.engines.protocol import Engine
    from landscape.scores import Metric, Scoring
    from landscape.spaces import Space
    from proxies.plan import Settings
    from proxies.proxy import Proxy
    from proxies.scorer import Scorer
    from proxies.scoring.shared_request import SharedRequest

__all__ = [
    "ProxySource",
    "ScoreRequest",
    "prepared",
    "run_scoring",
    "scores_in",
    "work_settings",
    "write_columns",
]


@dataclass(frozen=True, eq=False)
class ScoreRequest:
    """Scores of untrained networks that are asked for.

    Attributes
    ----------
    plan
        The proxies, the members of the sum of ranks among them, and how they are evaluated.
    rank_of
        Names of the metrics whose ranks are summed up; empty if that is not asked for.
    only
        The configurations asked for, ascending; None for all of the space.
    engine
        Who evaluates; None for this process. What comes out is the same.
    """

    plan: Plan
    rank_of: tuple[str, ...] = ()
    only: IntArray | None = None
    engine: Engine | None = None

    @classmethod
    def of(
        cls,
        space: Space,
        names: Sequence[str],
        settings: Settings,
        *,
        rank_of: Sequence[str] | None = None,
        only: IntArray | None = None,
        engine: Engine | None = None,
        whole: bool = True,
    ) -> ScoreRequest:
        """Return what is meant by the names of metrics; not `whole`, only some will be scored.

        Raises
        ------
        UnknownNameError
            If a metric does not exist.
        OptionError
            If `rank_of` is given and the sum of ranks is not asked for, or all scores are asked for
            and the space is too large.
        """
        names = [PROXIES.spelled(name, [RANK.name]) for name in names]
        if rank_of is not None and RANK.name not in names:
            raise OptionError(f"--rank-of says what the metric {RANK.name} is made of: ask for it")
        if only is None and whole:
            space.check_listable("a column of all scores")
        asked = [PROXIES.spelled(name) for name in rank_of or RANK_MEMBERS]
        members = tuple(asked) if RANK.name in names else ()
        needed = dict.fromkeys((*(name for name in names if name != RANK.name), *members))
        plan = Plan(space, [get_proxy(name) for name in needed], settings, only)
        return cls(plan, members, only, engine)

    @property
    def space(self) -> Space:
        """The space."""
        return self.plan.space

    @property
    def is_built_in(self) -> bool:
        """Whether the scores are those that travel with the package."""
        return self.plan.settings.data == BUILT_IN

    def or_built_in(self) -> ScoreRequest:
        """Return the same, of what is built in where images are asked for and none is there."""
        return replace(self, plan=fall_back(self.plan))

    @cached_property
    def metrics(self) -> dict[str, Metric]:
        """Name of each metric → its meaning."""
        metrics = {proxy.metric.name: proxy.metric for proxy in self.plan.proxies}
        return metrics | ({RANK.name: RANK} if self.rank_of else {})

    @cached_property
    def settings(self) -> dict[str, Mapping[str, JSON]]:
        """Name of each column → everything that changes its scores.

        Raises
        ------
        DataMissingError, DataError
            If images are needed and cannot be read, or scores that are built in.
        OptionError
            If other scores are built in than those asked for.
        """
        made = built_in_columns(self.plan).settings if self.is_built_in else self._evaluated()
        columns = dict(made)
        if self.rank_of:
            members = {name: columns[name] for name in self.rank_of}
            columns[RANK.name] = {"source": RANK.name, "members": members}
        return columns

    def _evaluated(self) -> dict[str, dict[str, JSON]]:
        """Return the settings of the columns of proxies."""
        columns: dict[str, dict[str, JSON]] = {}
        for proxy in self.plan.proxies:
            with told_of_built_in(self.plan):
                made: dict[str, JSON] = {"source": "proxy", **self.plan.identity(proxy)}
            columns |= dict.fromkeys(self._columns(proxy), made)
        return columns

    def described(self) -> dict[str, Metric]:
        """Return the meaning of each column, those of standard deviations included."""
        columns = dict(self.metrics)
        for proxy in self.plan.proxies:
            metric = proxy.metric
            for name in self._columns(proxy)[1:]:
                title = f"{metric.title or metric.name}, standard deviation"
                columns[name] = replace(metric, name=name, title=title, resolution=None)
        return columns

    def lacking(self, found: Collection[str]) -> list[Proxy]:
        """Return the proxies with a column that is not among those `found`."""
        return [p for p in self.plan.proxies if not set(self._columns(p)) <= set(found)]

    def rank(self, columns: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
        """Return the sum of ranks among the configurations asked for, if it is asked for."""
        members = {name: self.metrics[name] for name in self.rank_of}
        return rank_column(columns, members, self.only, self.space) if members else {}

    def folder_name(self, what: str, *more: str) -> str:
        """Return a name for the folder of a run: all that is not as by default.

        Parameters
        ----------
        what
            What the run is about, such as the name of a metric.
        more
            What else tells it from other runs.
        """
        settings, how = self.plan.settings, list[str]()
        parts = [self.space.name, what, re.sub(r"[^\w.-]+", "", self.plan.task.name)]
        if self.rank_of not in ((), RANK_MEMBERS):
            parts += ["of", *self.rank_of]
        needs_data = any(proxy.needs_data for proxy in self.plan.proxies)
        if settings.data is not None and (needs_data or self.is_built_in):
            parts.append(Path(settings.data).stem)
        if any(proxy.reads_batch for proxy in self.plan.proxies):
            how.append("batch_size")
        if self.plan.is_random:
            how += ["init", "precision", "seed", "repeats"]
        parts += non_default({name: getattr(settings, name) for name in how})
        return "-".join(dict.fromkeys((*parts, *more)))

    def _columns(self, proxy: Proxy) -> list[str]:
        """Return the columns that a proxy fills."""
        name, spread = proxy.metric.name, proxy.is_random and self.plan.settings.repeats > 1
        return [name, f"{name}_std"] if spread else [name]


def scores_in(folder: Path, request: ScoreRequest, *, add: bool = False) -> ScoreTable:
    """Return the scores asked for, evaluating what no earlier run left in `folder`.

    What shards have scored there is joined.

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
    if has_work(folder):
        _join(folder, request)
    found = load_matching(path, request.space, request.settings, only=request.only, partial=add)
    if found is not None and request.settings.keys() <= found.columns.keys():
        say(f"scores are there already: {path}")
        _clean_up(folder, found)
        return found
    if request.is_built_in:
        taken = built_in_columns(request.plan)
        with locked(folder):
            return write_columns(folder, request, taken.columns, {"built_in": taken.provenance})
    lacking = request.lacking(found.columns if found is not None else ())
    if lacking:
        return _evaluate(folder, request, lacking)
    with locked(folder):  # all that is missing is made of what is there
        return write_columns(folder, request, {}, {})


def _join(folder: Path, request: ScoreRequest) -> None:
    """Join the shards in a folder that have scored what is asked for."""
    from proxies.scoring.shared_request import fitting_shards  # few have shards

    for shards in fitting_shards(folder, request.settings, request.only):
        say(f"joining {counted(len(shards.shared.shards), 'shard')} of {shards.shared.title}")
        with locked(folder):
            write_columns(folder, shards, shards.columns(), shards.how)
            discard(shards.shared.work)


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
    scorer, settings, how = prepared(request, lacking)
    chunks = scorer.chunks()
    with resumable_scoring(
        folder, settings=settings, chunks=chunks, costs=scorer.costs(chunks)
    ) as scoring:
        run_scoring(folder, request, scorer, scoring)
        return write_columns(folder, request, scorer.spread(*scoring.result()), how)


def prepared(
    request: ScoreRequest, lacking: Sequence[Proxy]
) -> tuple[Scorer, dict[str, JSON], dict[str, JSON]]:
    """Return who scores, what decides the scores of a chunk, and what is told of how it was."""
    from proxies.scorer import Scorer  # PyTorch is slow to import: only who scores pays

    plan = request.plan
    scorer = Scorer(
        request.space, lacking, plan.settings, request.only, plan.images, engine=request.engine
    )
    how: dict[str, JSON] = {
        **{"at_once": plan.settings.at_once, "device": str(scorer.device)},
        "engine": scorer.done_by,
    }
    return scorer, work_settings(request, lacking, scorer), how


def work_settings(
    request: ScoreRequest, lacking: Sequence[Proxy], scorer: Scorer
) -> dict[str, JSON]:
    """Return everything that chunks of scores depend on, those of `lacking` proxies."""
    made: dict[str, JSON] = {
        proxy.metric.name: request.settings[proxy.metric.name] for proxy in lacking
    }
    # Chunks of different devices or sizes are equal to rounding only: not to be mixed.
    at_once = request.plan.settings.at_once
    return {"columns": made, "device": scorer.device.type, "at_once": at_once}


def run_scoring(
    folder: Path, request: ScoreRequest, scorer: Scorer, scoring: Scoring, part: str = ""
) -> None:
    """Score all chunks, and show how that goes; `part` says what they are a part of.

    Raises
    ------
    StoppedError
        On Ctrl-C; the same call goes on from there.
    """
    n_wanted = request.space.size if request.only is None else len(request.only)
    networks = counted(scoring.n_total, "network")
    # Some build the same network; some are scored by one that is none of them.
    differ = "" if scoring.n_total == n_wanted else f", which takes {networks}"
    say(f"scoring {part}{counted(n_wanted, 'architecture')} on {scorer.device}{differ}")
    try:
        with progress(scoring.n_total, scoring.n_scored, share=scoring.share) as update:
            scoring.run_together(scorer.score_all, lambda n: update(n, share=scoring.share))
    except KeyboardInterrupt as error:
        raise StoppedError(
            f"interrupted: the work of {scoring.n_scored:,} of {networks} is done and kept in "
            f"{folder}; the same command goes on from there"
        ) from error


def write_columns(
    folder: Path,
    request: ScoreRequest | SharedRequest,
    scored: Mapping[str, FloatArray],
    how: Mapping[str, JSON],
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
        cls,
        space: str | Space,
        metric: str,
        settings: Settings,
        *,
        rank_of: Sequence[str] | None = None,
        engine: Engine | None = None,
        whole: bool = True,
    ) -> ProxySource:
        """Return the source of one metric by name; `engine`, `whole` as in `ScoreRequest`."""
        request = ScoreRequest.of(
            get_space(space), [metric], settings, rank_of=rank_of, engine=engine, whole=whole
        )
        return cls(request, request.metrics[find_name("metric", metric, request.metrics)])

    @property
    def space(self) -> Space:
        """The space."""
        return self.request.space

    @property
    def dataset(self) -> str:
        """The dataset, or noise: what has as many classes, and images as large."""
        return scored_on(self.request.plan)

    @property
    def name(self) -> str:
        """Space, metric, dataset and every setting that is not the default."""
        return self.request.folder_name(self.metric.name)

    @property
    def title(self) -> str:
        """Metric, space and dataset in their full names."""
        metric = self.metric.title or self.metric.name
        task = self.request.plan.task
        of = task.title if self.dataset == task.name else dataset_title(self.dataset)
        how = " (built in)" if self.request.is_built_in else ""
        return f"{metric} on {self.space.title}, {of}{how}"

    def table(self, run: Run, *, copy: bool = True) -> ScoreTable:
        """Return the scores, evaluating what no earlier run has; they are kept in any case."""
        return scores_in(run.folder, self.request)

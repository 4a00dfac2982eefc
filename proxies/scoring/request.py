"""Which columns of scores are asked for, and everything that changes what is in them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from landscape.datasets import BUILT_IN, non_default
from landscape.errors import OptionError
from landscape.scores.rank import RANK, RANK_MEMBERS, rank_sum
from proxies.plan import Plan
from proxies.proxy import PROXIES, get_proxy
from proxies.scoring.built_in import built_in_columns, fall_back, told_of_built_in

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from landscape.arrays import FloatArray, IntArray
    from landscape.disk.files import JSON
    from landscape.scores import Metric
    from landscape.spaces import Space
    from proxies.proxy import Proxy
    from proxies.settings import Settings

__all__ = ["ScoreRequest", "all_metrics", "metric_names"]


def metric_names() -> list[str]:
    """Return the names of all metrics: proxies, the sum of ranks, and variants last."""
    variants = [name for name, proxy in PROXIES.items() if proxy.is_variant]
    return [*(name for name in PROXIES if name not in variants), RANK.name, *variants]


def all_metrics() -> list[str]:
    """Return what ``--metrics all`` stands for: every metric but variants of another."""
    return [n for n in metric_names() if n == RANK.name or not PROXIES[n].is_variant]


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
    """

    plan: Plan
    rank_of: tuple[str, ...] = ()
    only: IntArray | None = None

    @classmethod
    def of(
        cls,
        space: Space,
        names: Sequence[str],
        settings: Settings,
        *,
        rank_of: Sequence[str] | None = None,
        only: IntArray | None = None,
    ) -> ScoreRequest:
        """Return what is meant by the names of metrics.

        Raises
        ------
        UnknownNameError
            If a metric does not exist.
        OptionError
            If `rank_of` is given and the sum of ranks is not asked for.
        """
        names = [PROXIES.spelled(name, [RANK.name]) for name in names]
        if rank_of is not None and RANK.name not in names:
            raise OptionError(f"--rank-of says what the metric {RANK.name} is made of: ask for it")
        asked = [PROXIES.spelled(name) for name in rank_of or RANK_MEMBERS]
        members = tuple(asked) if RANK.name in names else ()
        needed = dict.fromkeys((*(name for name in names if name != RANK.name), *members))
        plan = Plan(space, [get_proxy(name) for name in needed], settings, only)
        return cls(plan, members, only)

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
        if not self.rank_of:
            return {}
        rows = slice(None) if self.only is None else self.only
        summed = np.full(self.space.size, np.nan)
        summed[rows] = rank_sum(
            [columns[name][rows] for name in self.rank_of],
            [self.metrics[name].minimize for name in self.rank_of],
        )
        return {RANK.name: summed}

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
        parts = [self.space.name, what, settings.task.name]
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

"""Where the scores of a landscape come from: proxies that are evaluated, or a user's table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from landscape.datasets import dataset_title
from landscape.names import find_name
from landscape.spaces import get_space
from proxies.scoring.evaluate import scores_in
from proxies.scoring.request import Wanted
from proxies.scoring.settings import scored_on

if TYPE_CHECKING:
    from collections.abc import Sequence

    from landscape.runs.run import Run
    from landscape.scores import Metric, ScoreTable
    from landscape.spaces import Space
    from proxies import Settings

__all__ = ["ProxySource", "Source"]


class Source(Protocol):
    """A column of scores of a space."""

    @property
    def dataset(self) -> str | None:
        """What the scores were measured on, if that is known."""

    @property
    def space(self) -> Space:
        """The space."""

    @property
    def metric(self) -> Metric:
        """What the scores mean."""

    @property
    def name(self) -> str:
        """Name of the run, for its folder."""

    @property
    def title(self) -> str:
        """Name of the run, for people."""

    def table(self, run: Run) -> ScoreTable:
        """Return the scores, those of an earlier run where they are the same."""


@dataclass(frozen=True, eq=False)
class ProxySource:
    """Scores of untrained networks.

    Attributes
    ----------
    wanted
        The columns that are evaluated.
    metric
        The one that is looked at.
    """

    wanted: Wanted
    metric: Metric

    @classmethod
    def of(
        cls, space: str, metric: str, settings: Settings, *, rank_of: Sequence[str] | None = None
    ) -> ProxySource:
        """Return the source of one metric by name."""
        wanted = Wanted.of(get_space(space), [metric], settings, rank_of=rank_of)
        return cls(wanted, wanted.metrics[find_name("metric", metric, wanted.metrics)])

    @property
    def space(self) -> Space:
        """The space."""
        return self.wanted.space

    @property
    def dataset(self) -> str:
        """The dataset, or noise: what has as many classes, and images as large."""
        return scored_on(self.wanted.plan.settings, self.wanted.plan.proxies)

    @property
    def name(self) -> str:
        """Space, metric, dataset and every setting that is not the default."""
        return self.wanted.folder_name(self.metric.name)

    @property
    def title(self) -> str:
        """Metric, space and dataset in their full names."""
        metric = self.metric.title or self.metric.name
        task = self.wanted.plan.settings.task
        of = task.title if self.dataset == task.name else dataset_title(self.dataset)
        return f"{metric} on {self.space.title}, {of}"

    def table(self, run: Run) -> ScoreTable:
        """Return the scores, evaluating what no earlier run has."""
        return scores_in(run.folder, self.wanted)

"""A landscape's scores from proxies that are evaluated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from landscape.datasets import dataset_title
from landscape.names import find_name
from landscape.spaces import get_space
from proxies.scoring.evaluate import scores_in
from proxies.scoring.request import ScoreRequest
from proxies.settings import scored_on

if TYPE_CHECKING:
    from collections.abc import Sequence

    from landscape.runs.run import Run
    from landscape.scores import Metric, ScoreTable
    from landscape.spaces import Space
    from proxies.settings import Settings

__all__ = ["ProxySource"]


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
        return f"{metric} on {self.space.title}, {of}"

    def table(self, run: Run) -> ScoreTable:
        """Return the scores, evaluating what no earlier run has."""
        return scores_in(run.folder, self.request)

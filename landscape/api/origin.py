"""Which of the three sources of scores the options of ``landscape build`` mean."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from landscape.benchmarks.metrics import TRAINED_METRICS
from landscape.errors import OptionError, unknown_name
from landscape.scores.rank import RANK
from proxies import PROXIES
from proxies.scoring.request import metric_names
from proxies.scoring.settings import scoring_settings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from landscape.benchmarks.choice import Question
    from landscape.sources.source import Source

__all__ = ["Origin"]


@dataclass(frozen=True)
class Origin:
    """What is asked for: proxies to evaluate, a user's table, or a benchmark.

    Attributes
    ----------
    space
        Name of the space.
    question
        Metric and dataset; schedule, epoch, run and benchmark if it is one of trained networks.
    table, key, minimize, missing
        A table of scores, and how it is read.
    rank_of, data
        How networks are scored.
    data_dir
        Where benchmarks and images are looked for first.
    how
        The other settings of scoring.
    """

    space: str
    question: Question
    table: Path | None = None
    key: str | None = None
    minimize: bool = False
    missing: Sequence[str] = ()
    rank_of: Sequence[str] | None = None
    data: str | None = None
    data_dir: Path | None = None
    how: Mapping[str, Any] = field(default_factory=dict)

    def source(self) -> Source:
        """Return the source of the scores.

        A metric that both a proxy and a benchmark have, such as ``params``, is the proxy's unless
        an option says more.

        Raises
        ------
        OptionError
            If options of different sources are mixed.
        UnknownNameError
            If no source has the metric.
        """
        if self.table is not None:
            return self._of_table(self.table)
        if self.key is not None or self.minimize or self.missing:
            raise OptionError(
                "--key, --minimize and --missing describe a table: give it with --scores FILE"
            )
        if self._asks_benchmark or (not self._is_proxy and self._is_trained):
            return self._of_benchmark()
        if not self._is_proxy:
            known = (*metric_names(), *TRAINED_METRICS)
            raise unknown_name("metric", self.question.metric, known)
        return self._of_proxy()

    @property
    def _asks_benchmark(self) -> bool:
        asked = self.question
        return any(x is not None for x in (asked.hp, asked.epoch, asked.run, asked.benchmark))

    @property
    def _is_proxy(self) -> bool:
        return PROXIES.match(self.question.metric, [RANK.name]) is not None

    @property
    def _is_trained(self) -> bool:
        from landscape.sources.benchmark import is_trained_metric

        return is_trained_metric(self.space, self.question.metric, self.data_dir)

    @property
    def _says_how_to_score(self) -> bool:
        unsaid = scoring_settings(None, None)
        return bool(self.rank_of or self.data) or scoring_settings(None, None, **self.how) != unsaid

    def _of_table(self, table: Path) -> Source:
        from landscape.sources.table import TableSource

        if self._says_how_to_score or self.data_dir is not None:
            raise OptionError(_MIXED.format("--scores FILE brings scores", "--data-dir, "))
        if self._asks_benchmark:
            raise OptionError(
                "--epoch, --hp, --run and --benchmark choose from a benchmark, and --scores FILE "
                "brings scores: leave one or the other out"
            )
        asked = self.question
        return TableSource.of(
            self.space,
            asked.metric,
            asked.dataset,
            table,
            key=self.key,
            minimize=self.minimize,
            missing=self.missing,
        )

    def _of_benchmark(self) -> Source:
        from landscape.sources.benchmark import BenchmarkSource

        if self._says_how_to_score:
            what = f"{self.question.metric} comes from a benchmark"
            raise OptionError(_MIXED.format(what, ""))
        return BenchmarkSource.of(self.space, self.question, self.data_dir)

    def _of_proxy(self) -> Source:
        from landscape.sources.source import ProxySource

        asked = self.question
        settings = scoring_settings(asked.dataset, self.data, data_dir=self.data_dir, **self.how)
        return ProxySource.of(self.space, asked.metric, settings, rank_of=self.rank_of)


_MIXED = (
    "--rank-of, --data, {1}--batch-size, --seed, --repeats, --init, --precision, --device and "
    "--at-once say how networks are scored, and {0}: leave one or the other out"
)

"""Which source of scores is meant: proxies to evaluate, a table of the user's, or a benchmark."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from landscape.benchmarks.choice import Measurement
from landscape.benchmarks.metrics import TRAINED_METRICS
from landscape.errors import OptionError, unknown_name
from landscape.scores.keys import AS_USUAL
from landscape.scores.rank import RANK
from landscape.sources.benchmark import BenchmarkSource, is_trained_metric
from landscape.sources.table import TableSource
from proxies.proxy import PROXIES
from proxies.scoring.evaluate import ProxySource
from proxies.scoring.request import metric_names
from proxies.settings import scoring_settings

if TYPE_CHECKING:
    from pathlib import Path

    from landscape.options.build import BuildOptions
    from landscape.sources.protocol import Source

__all__ = ["source_of"]


def source_of(options: BuildOptions) -> Source:
    """Return which source of scores is meant: proxies to evaluate, a table, or a benchmark.

    A metric that both a proxy and a benchmark have, such as ``params``, is the proxy's unless an
    option says more.

    Raises
    ------
    OptionError
        If options of different sources are mixed.
    UnknownNameError
        If no source has the metric.
    """
    if options.scores is not None:
        return _of_table(options, options.scores)
    if options.reading() != AS_USUAL or options.minimize:
        raise OptionError(
            "--key, --index-of, --minimize and --missing describe a table: give it with "
            "--scores FILE"
        )
    is_proxy = PROXIES.match(options.metric, [RANK.name]) is not None
    if _asks_benchmark(options) or (
        not is_proxy and is_trained_metric(options.space, options.metric, options.data_dir)
    ):
        return _of_benchmark(options)
    if not is_proxy:
        raise unknown_name("metric", options.metric, (*metric_names(), *TRAINED_METRICS))
    settings = scoring_settings(options.dataset, **options.scoring())
    asked = ProxySource.of(options.space, options.metric, settings, rank_of=options.rank_of)
    return replace(asked, request=asked.request.or_built_in())


def _asks_benchmark(options: BuildOptions) -> bool:
    asked = (options.hp, options.epoch, options.run, options.benchmark)
    return any(each is not None for each in asked)


def _says_how_to_score(options: BuildOptions) -> bool:
    how = options.scoring() | {"data": None, "data_dir": None}
    is_usual = scoring_settings(None, **how) == scoring_settings(None)
    return bool(options.rank_of or options.data) or not is_usual


def _of_table(options: BuildOptions, table: Path) -> Source:
    if _says_how_to_score(options) or options.data_dir is not None:
        raise OptionError(_MIXED.format("--scores FILE brings scores", "--data-dir, "))
    if _asks_benchmark(options):
        raise OptionError(
            "--epoch, --hp, --run and --benchmark choose from a benchmark, and --scores FILE "
            "brings scores: leave one or the other out"
        )
    return TableSource.of(
        options.space,
        options.metric,
        options.dataset,
        table,
        reading=options.reading(),
        minimize=options.minimize,
        known={proxy.name: proxy.metric for proxy in PROXIES.here()},
    )


def _of_benchmark(options: BuildOptions) -> Source:
    if _says_how_to_score(options):
        raise OptionError(_MIXED.format(f"{options.metric} comes from a benchmark", ""))
    measurement = Measurement(
        options.metric,
        options.dataset,
        options.hp,
        options.epoch,
        options.run,
        options.benchmark,
    )
    return BenchmarkSource.of(options.space, measurement, options.data_dir)


_MIXED = (
    "--rank-of, --data, {1}--batch-size, --seed, --repeats, --init, --precision, --device and "
    "--at-once say how networks are scored, and {0}: leave one or the other out"
)

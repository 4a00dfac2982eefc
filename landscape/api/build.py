"""`landscape.build`: scores of the source that is meant, a landscape of them, and its files."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from landscape.benchmarks.choice import Measurement
from landscape.benchmarks.metrics import TRAINED_METRICS
from landscape.errors import OptionError, unknown_name
from landscape.numbers import ESCAPE
from landscape.options.base import takes
from landscape.options.build import BuildOptions
from landscape.options.shared import is_merged
from landscape.runs.landscape_run import Files, build_run
from landscape.runs.run import run_folder
from landscape.scores.keys import AS_USUAL
from landscape.scores.rank import RANK
from landscape.sources.benchmark import BenchmarkSource, is_trained_metric
from landscape.sources.duplicates import CONFIGURATIONS, FilledSource, MergedSource
from landscape.sources.table import TableSource
from landscape.spaces import FunctionalSpace, get_space
from proxies.plan import scoring_settings
from proxies.proxy import PROXIES, metric_names
from proxies.scoring.evaluate import ProxySource

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from landscape.engines.protocol import Engine
    from landscape.landscape import Landscape
    from landscape.runs.landscape_run import LandscapeRun
    from landscape.sources.protocol import Source
    from landscape.tables.tabular import Tabular

__all__ = ["build", "draw", "meant", "shard_of", "shared_out", "source_of"]


@takes(BuildOptions)
def build(options: BuildOptions) -> LandscapeRun:
    """Score a space, climb from everywhere, and leave a monotonic local optima network.

    The files are those of ``landscape build``, in `out` or a folder of ``runs`` named after what
    was asked for. What an earlier run of the same left there is taken from there.

    Returns
    -------
    LandscapeRun
        The run: its landscape, scores, optima, edges and summary; a notebook shows its network.
        With `shard` it is a `landscape.runs.shards_run.ShardsRun`, and nothing is built yet.

    Raises
    ------
    UnknownNameError
        If there is no such space or metric, or dataset.
    OptionError
        If options of different sources of scores are mixed, or duplicates are to be merged or
        filled in where there are none.
    DataMissingError, DataError
        If a file is gone or damaged, or the folder holds another run.
    StoppedError
        On Ctrl-C; the same call goes on from there.

    Examples
    --------
    >>> import landscape, tempfile
    >>> folder = tempfile.mkdtemp()
    >>> run = landscape.build("params", space="nb201", out=folder)
    >>> run.landscape.n_plateau_optima
    1
    >>> landscape.load(folder) == run
    True

    A space and scores of one's own, where the command takes files:

    >>> valley = landscape.ProductSpace([3, 3], name="valley")
    >>> scores = [3, 1, 4, 1, 5, 9, 2, 6, 5]  # or a DataFrame, a Series, a dict
    >>> own = landscape.build("height", space=valley, scores=scores, out=tempfile.mkdtemp())
    >>> own.landscape.optima.tolist(), own.summary["provenance"]["settings"]["source"]
    ([5, 7], 'python')

    The functional landscape, of the networks that are built, each once:

    >>> merged = landscape.build("params", duplicates="merge", out=tempfile.mkdtemp())
    >>> merged.landscape.space.size, merged.summary["merged"]["n_differing"]
    (9445, 165)
    """
    options = _of_configurations(options)
    with options.opened() as engine:
        source, folder = meant(options, engine)
        if options.shard is not None:
            # Its type is that of calls without `shard`, which are the usual ones.
            shards: LandscapeRun = shard_of(source, folder, options.shard)
            return shards
        return build_run(
            source,
            folder,
            resolution=options.resolution,
            files=Files(draw, options.graphml, options.pictures),
            options=options.record(),
            escape=options.escape,
        )


def meant(options: BuildOptions, engine: Engine) -> tuple[Source, Path]:
    """Return the source that options stand for, and the folder that its run goes to.

    Proxies are evaluated by `engine`.
    """
    options = _of_configurations(options)
    source = _as_asked(source_of(options, engine), options)
    return source, run_folder(options.out, _name(source, options))


def _of_configurations(options: BuildOptions) -> BuildOptions:
    """Return options that name a functional space as those that merge what it is made of."""
    space = get_space(options.space)
    if not isinstance(space, FunctionalSpace):
        return options
    return replace(options, space=space.base.name, duplicates="merge")


def _as_asked(source: Source, options: BuildOptions) -> Source:
    """Return a source with its duplicates filled in or merged, where that is asked for."""
    merge = is_merged(options.duplicates)
    if options.fill_duplicates and options.where:
        raise OptionError(
            "--where and --fill-duplicates: what the one leaves out the other may fill in again; "
            "give one of them, or fill in the table"
        )
    if options.fill_duplicates:
        if isinstance(source, ProxySource):
            raise OptionError(
                f"--fill-duplicates is for tables and benchmarks, and {source.metric.name} is "
                "evaluated for every architecture: leave it out"
            )
        source = FilledSource(source)
    return MergedSource(source) if merge else source


def draw(landscape: Landscape, captions: Mapping[str, str], files: Sequence[Path]) -> None:
    """Draw the network of a landscape; see `landscape.runs.landscape_run.Draw`."""
    from viz.runs.networks import draw_landscape  # slow to import, and not needed before

    draw_landscape(landscape, captions, files)


def shard_of(source: Source, folder: Path, shard: str) -> Any:
    """Score the part of a shard of what a source is asked for, and leave it in a folder.

    Raises
    ------
    OptionError
        If nothing is scored for it, or there is no such shard.
    """
    from proxies.scoring.shards import score_shard  # few have shards

    scored, place = shared_out(source, folder, shard)
    return score_shard(place, scored.request, shard)


def shared_out(source: Source, folder: Path, shard: str) -> tuple[ProxySource, Path]:
    """Return whose scores shards share, and the folder that they leave them in.

    Raises
    ------
    OptionError
        If nothing is scored for the source.
    """
    scored = source.source if isinstance(source, MergedSource) else source
    if not isinstance(scored, ProxySource):
        raise OptionError(
            f"--shard {shard}: untrained networks are scored in parts, and {source.metric.name} is "
            "there already: leave it out"
        )
    return scored, folder if scored is source else folder / CONFIGURATIONS


def _name(source: Source, options: BuildOptions) -> str:
    resolution = source.metric.snapped(options.resolution).resolution
    is_usual = resolution == source.metric.resolution
    name = source.name + ("" if is_usual else f"-resolution{options.resolution}")
    return name + ("" if options.escape == ESCAPE else f"-escape{options.escape}")


def source_of(options: BuildOptions, engine: Engine | None = None, *, whole: bool = True) -> Source:
    """Return which source of scores is meant: proxies to evaluate, a table, or a benchmark.

    A metric that both a proxy and a benchmark have, such as ``params``, is the proxy's unless an
    option says more. Proxies are evaluated by `engine`; None for this process. Not `whole`, only
    some configurations will be, of a space that may be too large to list.

    Raises
    ------
    OptionError
        If options of different sources are mixed.
    UnknownNameError
        If no source has the metric.
    """
    if options.scores is not None:
        return _of_table(options, options.scores)
    reading = options.reading()
    if replace(reading, where=()) != AS_USUAL or options.minimize:
        raise OptionError(
            "--key, --index-of, --variables, --mean-over, --minimize and --missing describe a "
            "table: give it with --scores FILE"
        )
    is_proxy = PROXIES.match(options.metric, [RANK.name]) is not None
    if _asks_benchmark(options) or (
        not is_proxy and is_trained_metric(options.space, options.metric, options.data_dir)
    ):
        return _of_benchmark(options, reading.where)
    if reading.where:
        raise OptionError(
            f"--where {reading.where[0]}: {options.metric} is evaluated, and there is no table "
            "with such a column; leave a table of both with landscape score, and give it with "
            "--scores FILE"
        )
    if not is_proxy:
        raise unknown_name("metric", options.metric, (*metric_names(), *TRAINED_METRICS))
    settings = scoring_settings(options.dataset, **options.scoring())
    asked = ProxySource.of(
        options.space,
        options.metric,
        settings,
        rank_of=options.rank_of,
        engine=engine,
        whole=whole,
    )
    return replace(asked, request=asked.request.or_built_in())


def _asks_benchmark(options: BuildOptions) -> bool:
    asked = (options.hp, options.epoch, options.run, options.benchmark)
    return any(each is not None for each in asked)


def _says_how_to_score(options: BuildOptions) -> bool:
    how = options.scoring() | {"data": None, "data_dir": None}
    is_usual = scoring_settings(None, **how) == scoring_settings(None)
    return bool(options.rank_of or options.data) or not (is_usual and options.is_local)


def _of_table(options: BuildOptions, table: Path | Tabular) -> Source:
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


def _of_benchmark(options: BuildOptions, where: Sequence[str]) -> Source:
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
    source = BenchmarkSource.of(options.space, measurement, options.data_dir)
    if not where:
        return source
    from landscape.sources.constrained import ConstrainedSource  # few are

    return ConstrainedSource.of(source, where, options.data_dir)


_MIXED = (
    "--rank-of, --data, {1}--batch-size, --seed, --repeats, --init, --precision, --device, "
    "--at-once and --engine say how networks are scored, and {0}: leave one or the other out"
)

"""`landscape.stability`: how much of a metric's landscape stays from seed to seed."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, Any

from landscape.api.build import shard_of
from landscape.comparison.stability import Stability, stability_of
from landscape.disk.files import locked, write_bytes
from landscape.errors import OptionError
from landscape.landscape import Landscape
from landscape.options.base import takes
from landscape.options.shared import is_merged
from landscape.options.stability import StabilityOptions
from landscape.reporter import say
from landscape.runs.run import Run, refuse_other, run_folder, summary_json, versions
from landscape.runs.shards_run import ShardsRun
from landscape.runs.stability_run import StabilityRun
from landscape.sources.duplicates import MergedSource
from proxies.plan import scoring_settings
from proxies.scoring.evaluate import ProxySource

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from landscape.engines.protocol import Engine
    from landscape.sources.protocol import Source

__all__ = ["asked", "meant", "stability"]


@takes(StabilityOptions)
def stability(options: StabilityOptions) -> StabilityRun:
    """Build the landscape of a metric under several seeds, and say how much of it stays.

    The files are those of ``landscape stability``, in `out` or a folder of ``runs`` named after
    what was asked for. Scores are kept by seed, in ``seedN/scores.parquet``.

    Returns
    -------
    StabilityRun
        The summary, and tables of optima and of pairs of seeds. With `shard` it is a
        `landscape.runs.shards_run.ShardsRun`, and nothing is compared yet.

    Raises
    ------
    UnknownNameError
        If there is no such space, metric or dataset.
    OptionError
        If there are fewer than two seeds, or the metric depends on none.
    DataError
        If the folder holds another stability, or scores of other settings.
    StoppedError
        On Ctrl-C; the same call goes on from there.

    Examples
    --------
    Scoring the space twice takes some seconds:

    >>> import landscape, tempfile
    >>> run = landscape.stability("l2_norm", 2, out=tempfile.mkdtemp())
    >>> run.pairs["spearman"].round(2).tolist()
    [0.96]
    """
    with options.opened() as engine:
        return _compared(options, *meant(options, engine))


def _compared(
    options: StabilityOptions, sources: Mapping[int, ProxySource], folder: Path
) -> StabilityRun:
    """Build the landscapes of all seeds, and leave how alike they are."""
    merge = is_merged(options.duplicates)
    if options.shard is not None:
        refuse_other(folder / "stability.json", "landscape stability", asked(sources, options))
        # Its type is that of calls without `shard`, which are the usual ones.
        shards: StabilityRun = _shard(sources, folder, options.shard, merge=merge)
        return shards
    with locked(folder):
        refuse_other(folder / "stability.json", "landscape stability", asked(sources, options))
        landscapes = []
        for seed, source in sources.items():
            say(f"seed {seed}")
            own = MergedSource(source) if merge else source
            landscapes.append(_landscape(own, folder / f"seed{seed}", options.resolution))
        found = stability_of(landscapes)
        write_bytes(folder / "stability.csv", found.table().to_csv(index=False).encode())
        # Not summary.json: the folder may be that of a build.
        summary = _summary(sources, found, options) | {"space": landscapes[0].space.name}
        write_bytes(folder / "stability.json", summary_json(summary))
    return StabilityRun(folder)


def meant(
    options: StabilityOptions, engine: Engine | None = None
) -> tuple[dict[int, ProxySource], Path]:
    """Return seed → where the scores under it come from, and the folder that all of it goes to."""
    sources = _sources(options, engine)
    first = next(iter(sources.values()))
    return sources, run_folder(options.out, _name(first, options))


def _sources(options: StabilityOptions, engine: Engine | None) -> dict[int, ProxySource]:
    """Return seed → where the scores under it come from; seeds count up from that of `options`."""
    settings = scoring_settings(options.dataset, **options.scoring())
    if options.seeds < 2:
        raise OptionError(f"--seeds {options.seeds}: expected at least 2, to compare")
    sources = {
        seed: ProxySource.of(
            options.space,
            options.metric,
            replace(settings, seed=seed),
            rank_of=options.rank_of,
            engine=engine,
        )
        for seed in range(settings.seed, settings.seed + options.seeds)
    }
    if not sources[settings.seed].request.plan.is_random:
        raise OptionError(
            f"{options.metric} depends on no random numbers: every seed gives the same"
        )
    return sources


def _shard(sources: Mapping[int, ProxySource], folder: Path, shard: str, *, merge: bool) -> Any:
    """Score the part of a shard under every seed."""
    for seed, source in sources.items():
        say(f"seed {seed}")
        asked = MergedSource(source) if merge else source
        found = shard_of(asked, folder / f"seed{seed}", shard)
    return ShardsRun(folder) if isinstance(found, ShardsRun) else found


def _name(source: ProxySource, options: StabilityOptions) -> str:
    more = [] if options.resolution is None else [f"resolution{options.resolution}"]
    more += ["merged"] if is_merged(options.duplicates) else []
    return source.request.folder_name(source.metric.name, f"stability{options.seeds}", *more)


def _landscape(source: Source, folder: Path, resolution: str | None) -> Landscape:
    metric = source.metric
    return Landscape(
        source.space,
        source.table(Run(folder)).column(metric.name),
        metric=metric.name,
        minimize=metric.minimize,
        resolution=metric.snapped(resolution).resolution,
    )


def asked(sources: Mapping[int, ProxySource], options: StabilityOptions) -> dict[str, Any]:
    """Return what tells this result from another; the settings of scores are kept with them."""
    source = next(iter(sources.values()))
    return {
        "space": source.space.name,
        "metric": source.metric.name,
        "dataset": source.dataset,
        "resolution": source.metric.snapped(options.resolution).resolution,
        "seeds": list(sources),
    }


def _summary(
    sources: Mapping[int, ProxySource], found: Stability, options: StabilityOptions
) -> dict[str, Any]:
    source = next(iter(sources.values()))
    pairs = zip(combinations(sources, 2), found.pairs(), strict=True)
    return {
        **asked(sources, options),
        "options": options.record(),
        **found.summary(),
        "pairs": [{"first": one, "second": other, **alike} for (one, other), alike in pairs],
        "conventions": {
            "mean": "over all pairs of seeds; null if a pair has none",
            "jaccard": "local optima of both seeds divided by those of either",
            "adjusted_rand": "of the basins, over configurations missing under neither seed; "
            "Hubert and Arabie, 1985",
            "spearman": "of fitness, over configurations missing under neither seed",
            "n_optima": "configurations without a strictly better neighbour",
            "n_plateau_optima": "connected sets of equal fitness with no strictly better neighbour "
            "anywhere on their rim",
        },
        "provenance": {
            "settings": source.request.settings[source.metric.name],  # others differ in their seed
            "versions": versions(),
        },
    }

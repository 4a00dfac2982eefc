"""``landscape stability``: how much of a metric's landscape stays from seed to seed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import typer

from landscape.cli.console import show_columns, show_table
from landscape.comparison.stability import Stability, compare
from landscape.disk.files import folder_name, write_bytes
from landscape.disk.lock import locked
from landscape.errors import OptionError
from landscape.landscape import Landscape
from landscape.numbers import counted
from landscape.reporter import say
from landscape.runs.run import Run, summary_json
from landscape.runs.versions import versions
from proxies.scoring.source import ProxySource

if TYPE_CHECKING:
    from collections.abc import Sequence

    from landscape.arrays import FloatArray
    from proxies import Settings

__all__ = ["stability_run"]

_SHOWN = 20
_HEADER = ("optimum", "global", "index", "architecture")


def stability_run(
    space: str,
    metric: str,
    settings: Settings,
    *,
    n_seeds: int,
    rank_of: Sequence[str] | None,
    resolution: str | None,
    out: Path | None,
) -> None:
    """Build the landscape of a metric under several seeds, and say what they have in common.

    Seeds count up from that of `settings`. Scores are kept by seed, in ``seedN/scores.parquet``.
    """
    if n_seeds < 2:
        raise OptionError(f"--seeds {n_seeds}: expected at least 2, to compare")
    seeds = list(range(settings.seed, settings.seed + n_seeds))
    sources = {
        seed: ProxySource.of(space, metric, replace(settings, seed=seed), rank_of=rank_of)
        for seed in seeds
    }
    first = sources[settings.seed]
    if not first.request.plan.is_random:
        raise OptionError(f"{metric} depends on no random numbers: every seed gives the same")
    named = folder_name(_name(first, n_seeds, resolution))
    folder = out if out is not None else Path("runs") / named
    with locked(folder):
        landscapes = []
        for seed, source in sources.items():
            say(f"seed {seed}")
            landscapes.append(_landscape(source, folder / f"seed{seed}", resolution))
        stability = compare(landscapes)
        summary = _summary(first, seeds, stability, resolution)
        write_bytes(folder / "stability.csv", stability.table().to_csv(index=False).encode())
        made = first.request.settings[first.metric.name]  # the others differ in their seed
        provenance = {"settings": made, "versions": versions()}
        # Not summary.json: the folder may be that of a build.
        write_bytes(folder / "stability.json", summary_json(summary | {"provenance": provenance}))
    show_table(_screen(summary))
    typer.echo()
    _show_optima(stability)
    show_table({"results": str(folder)})


def _name(source: ProxySource, n_seeds: int, resolution: str | None) -> str:
    more = [] if resolution is None else [f"resolution{resolution}"]
    return source.request.folder_name(source.metric.name, f"stability{n_seeds}", *more)


def _landscape(source: ProxySource, folder: Path, resolution: str | None) -> Landscape:
    metric = source.metric
    return Landscape(
        source.space,
        source.table(Run(folder)).column(metric.name),
        metric=metric.name,
        minimize=metric.minimize,
        resolution=metric.snapped(resolution).resolution,
    )


def _summary(
    source: ProxySource, seeds: Sequence[int], stability: Stability, resolution: str | None
) -> dict[str, Any]:
    n_always = int(np.count_nonzero(stability.times_optimum == len(seeds)))
    return {
        "space": source.space.name,
        "metric": source.metric.name,
        "dataset": source.dataset,
        "resolution": source.metric.snapped(resolution).resolution,
        "seeds": list(seeds),
        "n_optima": stability.n_optima.tolist(),
        "n_plateau_optima": stability.n_plateau_optima.tolist(),
        "n_ever_optimum": len(stability.index),
        "n_always_optimum": n_always,
        "n_ever_global": int(np.count_nonzero(stability.times_global)),
        "mean_jaccard": _mean(stability.jaccard),
        "mean_adjusted_rand": _mean(stability.rand),
        "mean_spearman": _mean(stability.spearman),
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
    }


def _mean(values: FloatArray) -> float | None:
    mean = float(values.mean())
    return None if np.isnan(mean) else mean


def _screen(summary: dict[str, Any]) -> dict[str, str]:
    """Return the lines that say how alike the landscapes are."""
    ever = counted(summary["n_ever_optimum"], "architecture")
    alike = {
        "overlap of optima": "mean_jaccard",
        "likeness of basins": "mean_adjusted_rand",
        "Spearman of scores": "mean_spearman",
    }
    return {
        "stability": "{metric} on {space}, {dataset}".format(**summary),
        "seeds": ", ".join(map(str, summary["seeds"])),
        "local optima": ", ".join(f"{count:,}" for count in summary["n_optima"]),
        "plateaus": ", ".join(f"{count:,}" for count in summary["n_plateau_optima"]),
        "ever optimum": f"{ever} under some seed, {summary['n_always_optimum']:,} under all",
        "ever global": f"{summary['n_ever_global']:,}",
        **{
            label: "-" if summary[key] is None else f"{summary[key]:.4f}"
            for label, key in alike.items()
        },
    }


def _show_optima(stability: Stability) -> None:
    """Print how often each architecture is an optimum, the most frequent ones."""
    of = len(stability.n_optima)
    rows = [
        [f"{local}/{of}", f"{best}/{of}", str(index), stability.space.format(index)]
        for local, best, index in zip(
            stability.times_optimum[:_SHOWN].tolist(),
            stability.times_global[:_SHOWN].tolist(),
            stability.index[:_SHOWN].tolist(),
            strict=True,
        )
    ]
    show_columns(_HEADER, rows, "optimum global index")
    more = len(stability.index) - len(rows)
    if more:
        typer.echo(f"and {more:,} more in stability.csv")

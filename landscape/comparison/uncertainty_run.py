"""``landscape uncertainty``: how much of a benchmark's landscape is due to its training runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import typer

from landscape.cli.console import show_columns, show_table
from landscape.comparison.resampling import resample_runs
from landscape.disk.files import folder_name, write_bytes
from landscape.disk.lock import locked
from landscape.errors import OptionError
from landscape.numbers import caution, counted
from landscape.reporter import say
from landscape.runs.run import summary_json
from landscape.runs.versions import versions
from landscape.sources.benchmark import BenchmarkSource

if TYPE_CHECKING:
    from collections.abc import Mapping

    from landscape.benchmarks.choice import Question
    from landscape.comparison.uncertainty import Uncertainty
    from landscape.scores import Metric

__all__ = ["uncertainty_run"]

_SHOWN = 20
_HEADER = ("optimum", "sink", "global", "of the means", "runs", "index", "architecture")


def uncertainty_run(
    space: str,
    question: Question,
    *,
    data_dir: Path | None,
    resolution: str | None,
    resamples: int,
    seed: int,
    out: Path | None,
) -> None:
    """Resample the training runs of a benchmark, and say what of the landscape survives.

    Raises
    ------
    OptionError
        If the benchmark has one run only.
    """
    source = BenchmarkSource.of(space, question, data_dir)
    columns = source.choice.columns
    if len(columns) < 2:
        raise OptionError(
            f"{question.metric} ({source.meaning}) has one training run: expected several to "
            "resample; `landscape data show` says which there are"
        )
    metric = source.metric.snapped(resolution)
    more = "" if resolution is None else f"-resolution{resolution}"
    name = f"{source.name}-uncertainty{more}-resamples{resamples}-seed{seed}"
    folder = out if out is not None else Path("runs") / folder_name(name)
    with locked(folder):
        found = resample_runs(
            source.space,
            np.array(source.choice.table.read(columns)),
            metric=metric.name,
            minimize=metric.minimize,
            resolution=metric.resolution,
            resamples=resamples,
            rng=seed,
        )
        summary = _summary(source, metric, seed, found)
        _write(folder, found, summary)
    show_table(_screen(source, summary))
    typer.echo()
    _show_optima(found)
    show_table({"results": str(folder)})
    if (told := caution(found.landscape.n_scored, source.space.size)) is not None:
        say(told)


def _summary(
    source: BenchmarkSource, metric: Metric, seed: int, found: Uncertainty
) -> dict[str, Any]:
    return {
        "space": source.space.name,
        "metric": metric.name,
        "dataset": source.dataset,
        "resolution": metric.resolution,
        "seed": seed,
        **found.summary(),
        "conventions": {
            "resample": "each architecture draws as many runs as it has, with replacement among "
            "its own, and their mean is its score",
            "survival": "share of the resamples in which what the landscape of the means has is "
            "there again; means are over its optima, sinks, funnels and tied global optima",
            "funnel": "survives if one of the optima that make up its sink is a sink again",
            "low, high": "2.5 % and 97.5 % quantiles of the resamples",
        },
        "provenance": {"settings": source.choice.settings(), "versions": versions()},
    }


def _write(folder: Path, found: Uncertainty, summary: dict[str, Any]) -> None:
    write_bytes(folder / "uncertainty.csv", found.table().to_csv(index=False).encode())
    write_bytes(folder / "funnels.csv", found.funnel_table().to_csv(index=False).encode())
    write_bytes(folder / "uncertainty.json", summary_json(summary))


def _screen(source: BenchmarkSource, summary: dict[str, Any]) -> dict[str, str]:
    survival = {
        "optima survive": "mean_optimum_survival",
        "sinks survive": "mean_sink_survival",
        "funnels survive": "mean_funnel_survival",
        "global survives": "global_survival",
    }
    by_runs = summary["configurations_by_runs"].items()
    return {
        "uncertainty": f"{summary['metric']} on {summary['space']}, {source.meaning}",
        "resamples": f"{summary['resamples']:,}",
        "configurations": ", ".join(
            f"{count:,} of {counted(int(runs), 'run')}" for runs, count in by_runs
        ),
        "local optima": _range(summary["n_optima"]),
        "plateaus": _range(summary["n_plateau_optima"]),
        "sinks": _range(summary["n_sinks"]),
        "funnels": _range(summary["n_funnels"]),
        **{
            label: "-" if summary[key] is None else f"{summary[key]:.1%} of the resamples"
            for label, key in survival.items()
        },
        "ever optimum": counted(summary["n_ever_optimum"], "architecture"),
        "ever global": counted(summary["n_ever_global"], "architecture"),
    }


def _range(spread: dict[str, float]) -> str:
    text = "{of_means:,} of the means, {low:,.6g} to {high:,.6g} in 95 % of the resamples"
    return text.format(**spread)


def _kind(row: Mapping[Any, Any]) -> str:
    """Return what a configuration is in the landscape of the means."""
    kinds = ("global", "sink", "optimum")
    return next((kind for kind in kinds if row[f"is_{kind}"]), "-")


def _show_optima(found: Uncertainty) -> None:
    """Print how often each architecture is an optimum, the most frequent ones."""
    table = found.table()
    rows = [
        [
            f"{row['share_optimum']:.1%}",
            f"{row['share_sink']:.1%}",
            f"{row['share_global']:.1%}",
            _kind(row),
            str(row["runs"]),
            str(row["index"]),
            row["arch"],
        ]
        for row in table.head(_SHOWN).to_dict("records")
    ]
    show_columns(_HEADER, rows, "optimum sink global runs index")
    more = len(table) - len(rows)
    if more:
        typer.echo(f"and {more:,} more in uncertainty.csv")

"""``landscape stability``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

import landscape
from landscape.cli.console import show_columns, show_dry_run, show_shard, show_table
from landscape.options.shared import DryRunOptions
from landscape.options.stability import StabilityOptions

if TYPE_CHECKING:
    from landscape.runs.stability_run import StabilityRun

__all__ = ["stability"]

_SHOWN = 20
_HEADER = ("optimum", "global", "index", "architecture")


@dataclass(frozen=True)
class _Options(DryRunOptions, StabilityOptions):
    """The options of the command: those of the function, and whether anything is done."""


def stability(options: _Options) -> None:
    """Build the landscape of a metric under several seeds, and say how much of it stays."""
    if options.dry_run:
        show_dry_run(landscape.stability, options)
        return
    run = landscape.stability(**options.asked())
    if options.shard is not None:
        show_shard(run)
        return
    show_table({"stability": run.title, **run.in_words()})
    typer.echo()
    _show_optima(run)
    show_table({"results": str(run.folder)})


def _show_optima(run: StabilityRun) -> None:
    """Print how often each architecture is an optimum, the most frequent ones."""
    of = len(run.summary["seeds"])
    rows = [
        [
            f"{row['times_optimum']}/{of}",
            f"{row['times_global']}/{of}",
            f"{row['index']}",
            row["arch"],
        ]
        for row in run.optima.head(_SHOWN).to_dict("records")
    ]
    show_columns(_HEADER, rows, "optimum global index")
    more = len(run.optima) - len(rows)
    if more:
        typer.echo(f"and {more:,} more in stability.csv")

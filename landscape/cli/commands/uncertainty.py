"""``landscape uncertainty``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

import landscape
from landscape.cli.console import show_columns, show_table
from landscape.options.uncertainty import UncertaintyOptions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from landscape.runs.uncertainty_run import UncertaintyRun

__all__ = ["uncertainty"]

_SHOWN = 20
_HEADER = ("optimum", "sink", "global", "of the means", "runs", "index", "architecture")


def uncertainty(options: UncertaintyOptions) -> None:
    """Resample the training runs of a benchmark, and say how much of its landscape stays."""
    run = landscape.uncertainty(**options.arguments())
    show_table({"uncertainty": run.title, **run.in_words()})
    typer.echo()
    _show_optima(run)
    show_table({"results": str(run.folder)})


def _show_optima(run: UncertaintyRun) -> None:
    """Print how often each architecture is an optimum, the most frequent ones."""
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
        for row in run.optima.head(_SHOWN).to_dict("records")
    ]
    show_columns(_HEADER, rows, "optimum sink global runs index")
    more = len(run.optima) - len(rows)
    if more:
        typer.echo(f"and {more:,} more in uncertainty.csv")


def _kind(row: Mapping[Any, Any]) -> str:
    """Return what a configuration is in the landscape of the means."""
    kinds = ("global", "sink", "optimum")
    return next((kind for kind in kinds if row[f"is_{kind}"]), "-")

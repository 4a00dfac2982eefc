"""``landscape score``."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import proxies
from landscape.cli.console import show_columns, show_dry_run, show_shard, show_table
from landscape.options.score import ScoreOptions
from landscape.options.shared import DryRunOptions

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["score"]

_HEADER = ("metric", "min", "median", "max", "missing", "-inf", "+inf", "best")


@dataclass(frozen=True)
class _Options(DryRunOptions, ScoreOptions):
    """The options of the command: those of the function, and whether anything is done."""


def score(options: _Options) -> None:
    """Score architectures with many metrics at once, and leave a table that build takes."""
    scored = proxies.score  # loads what it needs, which is not counted
    if options.dry_run:
        show_dry_run(scored, options)
        return
    start = time.perf_counter()
    run = scored(**options.asked())
    if options.shard is not None:
        show_shard(run)
        return
    show_columns(_HEADER, [_cells(row) for row in run.ranges().to_dict("records")], _HEADER[1:])
    show_table(
        {
            "architectures": f"{run.n_architectures:,}",
            "seconds": f"{time.perf_counter() - start:.2f}",
            "results": str(run.folder),
        }
    )


def _cells(row: Mapping[Any, Any]) -> list[str]:
    """Return what the screen says of a metric."""
    import pandas as pd

    from landscape.numbers import number_text

    return [
        row["metric"],
        *("-" if pd.isna(row[name]) else number_text(row[name]) for name in _HEADER[1:4]),
        *(f"{row[name]:,}" for name in _HEADER[4:7]),
        "-" if pd.isna(row["best"]) else str(row["best"]),
    ]

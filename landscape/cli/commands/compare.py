"""``landscape compare`` and its options."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from landscape.cli.options import Labels, Resamples, SampleSeed, Verbose, path

__all__ = ["compare"]


def compare(
    runs: Annotated[
        list[Path],
        typer.Argument(
            parser=path,
            metavar="RUN RUN...",
            help="Folders that landscape build left: each is compared with the last one. Or those "
            "of landscape search: each is compared with the best of its dataset.",
        ),
    ],
    quality: Annotated[
        Path | None,
        typer.Option(
            parser=path,
            metavar="RUN",
            help="Run whose fitness says how good an architecture is; by default the last RUN.",
        ),
    ] = None,
    resamples: Resamples = 200,
    seed: SampleSeed = 0,
    out: Annotated[
        Path | None,
        typer.Option(
            parser=path,
            metavar="DIR",
            help="Folder for compare.json, .csv, .md and .tex and, of landscapes, "
            "optima.csv and overlap.csv.",
        ),
    ] = None,
    label: Labels = None,
    verbose: Verbose = 0,
) -> None:
    """Compare saved landscapes with the last one, or searches of the same datasets."""
    from landscape.comparison.runs import compare_runs

    compare_runs(runs, quality, resamples=resamples, seed=seed, out=out, labels=label or ())

"""``landscape uncertainty`` and its options."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from landscape.cli.options import (
    Benchmark,
    Epoch,
    Hp,
    Out,
    Resamples,
    Resolution,
    SampleSeed,
    SpaceName,
    Verbose,
    path,
)

__all__ = ["uncertainty"]


def uncertainty(
    metric: Annotated[
        str, typer.Option(metavar="NAME", help="Metric of a benchmark, such as val_acc.")
    ],
    space: SpaceName = "nb201",
    dataset: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Dataset, as the benchmark names it."),
    ] = None,
    epoch: Epoch = None,
    hp: Hp = None,
    benchmark: Benchmark = None,
    resolution: Resolution = None,
    resamples: Resamples = 200,
    seed: SampleSeed = 0,
    data_dir: Annotated[
        Path | None,
        typer.Option(parser=path, metavar="DIR", help="Folder to look for benchmarks in first."),
    ] = None,
    out: Out = None,
    verbose: Verbose = 0,
) -> None:
    """Resample the training runs of a benchmark, and say how much of its landscape stays."""
    from landscape.benchmarks.choice import Measurement
    from landscape.comparison.uncertainty_run import uncertainty_run

    uncertainty_run(
        space,
        Measurement(metric, dataset, hp, epoch, None, benchmark),
        data_dir=data_dir,
        resolution=resolution,
        resamples=resamples,
        seed=seed,
        out=out,
    )

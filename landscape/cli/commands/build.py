"""``landscape build`` and its options."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from landscape.cli.options import (
    AtOnce,
    BatchSize,
    Benchmark,
    Data,
    DataDir,
    DatasetName,
    Device,
    Epoch,
    Hp,
    Init,
    Missing,
    Out,
    Precision,
    RankOf,
    Repeats,
    Resolution,
    Seed,
    SpaceName,
    TrainingRun,
    Verbose,
    path,
    split_names,
)

__all__ = ["build"]


def build(
    metric: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="What to climb on: {metrics}; a metric of a benchmark, such as val_acc; or a "
            "column of --scores.",
        ),
    ],
    space: SpaceName = "nb201",
    dataset: DatasetName = None,
    scores: Annotated[
        Path | None,
        typer.Option(
            parser=path,
            metavar="FILE",
            help="Parquet or CSV file with scores of your own, one row an architecture; "
            "--dataset is then a label, and known of tables that landscape score wrote.",
        ),
    ] = None,
    key: Annotated[
        str | None,
        typer.Option(
            metavar="COLUMN", help="Column of --scores with the architectures, in any notation."
        ),
    ] = None,
    minimize: Annotated[
        bool, typer.Option("--minimize", help="Lower values of --scores are better.")
    ] = False,
    missing: Missing = None,
    epoch: Epoch = None,
    hp: Hp = None,
    run: TrainingRun = None,
    benchmark: Benchmark = None,
    rank_of: RankOf = None,
    resolution: Resolution = None,
    data: Data = None,
    data_dir: DataDir = None,
    batch_size: BatchSize = 32,
    seed: Seed = 0,
    repeats: Repeats = 1,
    init: Init = "shared",
    precision: Precision = "single",
    device: Device = "auto",
    at_once: AtOnce = None,
    graphml: Annotated[
        bool | None,
        typer.Option(
            "--graphml/--no-graphml",
            show_default=False,
            help="Write the networks as GraphML; by default up to half a million edges.",
        ),
    ] = None,
    pictures: Annotated[
        bool | None,
        typer.Option(
            "--pictures/--no-pictures",
            show_default=False,
            help="Draw the network; by default up to half a million edges.",
        ),
    ] = None,
    out: Out = None,
    verbose: Verbose = 0,
) -> None:
    """Score a space, climb from everywhere, and leave a monotonic local optima network."""
    from landscape.api.origin import Origin
    from landscape.benchmarks.choice import Question
    from landscape.runs.build import build_run

    how = {
        "batch_size": batch_size, "seed": seed, "repeats": repeats, "init": init,
        "precision": precision, "device": device, "at_once": at_once,
    }  # fmt: skip
    origin = Origin(
        space,
        Question(metric, dataset, hp, epoch, run, benchmark),
        table=scores,
        key=key,
        minimize=minimize,
        missing=missing or (),
        rank_of=None if rank_of is None else split_names("--rank-of", rank_of),
        data=data,
        data_dir=data_dir,
        how=how,
    )
    build_run(origin.source(), resolution, out, graphml=graphml, pictures=pictures)

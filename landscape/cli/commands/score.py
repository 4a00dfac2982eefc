"""``landscape score`` and its options."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from landscape.cli.options import (
    AtOnce,
    BatchSize,
    Data,
    DataDir,
    DatasetName,
    Device,
    Init,
    Out,
    Precision,
    RankOf,
    Repeats,
    Seed,
    SpaceName,
    Verbose,
    path,
    split_names,
    whole,
)

__all__ = ["score"]


def score(
    metrics: Annotated[
        str, typer.Option(metavar="NAME,NAME,...", help="What to score: all, or of {metrics}.")
    ],
    space: SpaceName = "nb201",
    dataset: DatasetName = None,
    archs: Annotated[
        Path | None,
        typer.Option(
            parser=path,
            metavar="FILE",
            help="Score these only: one architecture a line in any notation, or a table.",
        ),
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(parser=whole, metavar="N", help="Score the first N configurations only."),
    ] = None,
    sample: Annotated[
        int | None,
        typer.Option(parser=whole, metavar="N", help="Score N drawn by --seed only."),
    ] = None,
    rank_of: RankOf = None,
    data: Data = None,
    data_dir: DataDir = None,
    batch_size: BatchSize = 32,
    seed: Seed = 0,
    repeats: Repeats = 1,
    init: Init = "shared",
    precision: Precision = "single",
    device: Device = "auto",
    at_once: AtOnce = None,
    out: Out = None,
    verbose: Verbose = 0,
) -> None:
    """Score architectures with many metrics at once, and leave a table that build takes."""
    from landscape.spaces import get_space
    from proxies.scoring.score import score_run, some_architectures
    from proxies.settings import scoring_settings

    settings = scoring_settings(
        dataset, data, data_dir=data_dir, batch_size=batch_size, seed=seed, repeats=repeats,
        init=init, precision=precision, device=device, at_once=at_once,
    )  # fmt: skip
    searched = get_space(space)
    score_run(
        searched,
        split_names("--metrics", metrics),
        settings,
        rank_of=None if rank_of is None else split_names("--rank-of", rank_of),
        picked=some_architectures(searched, archs, limit, sample, settings.seed),
        out=out,
    )

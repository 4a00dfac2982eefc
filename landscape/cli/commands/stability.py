"""``landscape stability`` and its options."""

from __future__ import annotations

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
    Resolution,
    Seed,
    SpaceName,
    Verbose,
    split_names,
    whole,
)

__all__ = ["stability"]


def stability(
    metric: Annotated[str, typer.Option(metavar="NAME", help="What to climb on: {metrics}.")],
    seeds: Annotated[
        int, typer.Option(parser=whole, metavar="K", help="How many seeds, from --seed on.")
    ],
    space: SpaceName = "nb201",
    dataset: DatasetName = None,
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
    out: Out = None,
    verbose: Verbose = 0,
) -> None:
    """Build the landscape of a metric under several seeds, and say how much of it stays."""
    from landscape.api.stability import stability_run
    from proxies.settings import scoring_settings

    settings = scoring_settings(
        dataset, data, data_dir=data_dir, batch_size=batch_size, seed=seed, repeats=repeats,
        init=init, precision=precision, device=device, at_once=at_once,
    )  # fmt: skip
    stability_run(
        space,
        metric,
        settings,
        n_seeds=seeds,
        rank_of=None if rank_of is None else split_names("--rank-of", rank_of),
        resolution=resolution,
        out=out,
    )

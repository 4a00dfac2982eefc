"""``landscape search`` and its options."""

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
    Hp,
    Init,
    Missing,
    Out,
    Precision,
    Repeats,
    SpaceName,
    TrainingRun,
    Verbose,
    path,
    split_names,
    whole,
)

__all__ = ["search"]


def search(
    algorithm: Annotated[
        str, typer.Argument(metavar="ALGORITHM", help="One of landscape list algorithms.")
    ],
    space: SpaceName = "nb201",
    dataset: DatasetName = None,
    proxy: Annotated[
        str | None,
        typer.Option(
            metavar="NAME,...",
            help="Scores of untrained networks that guide it, or columns of --scores.",
        ),
    ] = None,
    metric: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="What trained networks are compared by; default val_acc."
        ),
    ] = None,
    epoch: Annotated[
        int | None,
        typer.Option(
            parser=whole, metavar="N", help="Epochs that all networks are trained for; default 12."
        ),
    ] = None,
    rungs: Annotated[
        str | None,
        typer.Option(
            metavar="N,N,...",
            help="Epochs after which the better half of networks is trained on; by default those "
            "published for the space.",
        ),
    ] = None,
    budget: Annotated[
        str | None,
        typer.Option(
            metavar="AMOUNT",
            help="What a trial may spend: evaluations (2000), seconds (20000s), epochs (300e), or "
            "several with commas.",
        ),
    ] = None,
    trials: Annotated[
        int | None,
        typer.Option(
            parser=whole,
            metavar="N",
            help="How many independent searches; default 500, or 1 with --train.",
        ),
    ] = None,
    seed: Annotated[
        int, typer.Option(parser=whole, metavar="N", help="Picks the chance of all trials.")
    ] = 0,
    setting: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="NAME=VALUE",
            help="Setting of the algorithm; landscape list algorithms has them. May be given "
            "several times.",
        ),
    ] = None,
    k: Annotated[
        int | None,
        typer.Option("--k", parser=whole, metavar="N", help="The same as --set k=N."),
    ] = None,
    acceptance: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The same as --set acceptance=NAME."),
    ] = None,
    benchmark: Benchmark = None,
    hp: Hp = None,
    run: TrainingRun = None,
    train: Annotated[
        bool,
        typer.Option(
            "--train",
            help="Train networks for real, on the images of --data or of the dataset, instead of "
            "looking them up in a benchmark.",
        ),
    ] = False,
    augment: Annotated[
        str | None,
        typer.Option(
            metavar="NAME,...",
            help="How training images are varied: none, flip, crop; default flip,crop.",
        ),
    ] = None,
    learning_rate: Annotated[
        float | None,
        typer.Option(metavar="RATE", help="What training starts with; default 0.1."),
    ] = None,
    train_batch: Annotated[
        int | None,
        typer.Option(parser=whole, metavar="N", help="Images a step of training; default 256."),
    ] = None,
    scores: Annotated[
        Path | None,
        typer.Option(
            parser=path,
            metavar="FILE",
            help="Parquet or CSV file with scores of proxies, and their seconds in COLUMN_seconds.",
        ),
    ] = None,
    key: Annotated[
        str | None,
        typer.Option(metavar="COLUMN", help="Column of --scores with the architectures."),
    ] = None,
    minimize: Annotated[
        str | None,
        typer.Option(metavar="NAME,...", help="Columns of --scores whose lower values are better."),
    ] = None,
    missing: Missing = None,
    data: Data = None,
    data_dir: DataDir = None,
    batch_size: BatchSize = 32,
    weights: Annotated[
        int, typer.Option(parser=whole, metavar="N", help="Picks the random initial weights.")
    ] = 0,
    repeats: Repeats = 1,
    init: Init = "shared",
    precision: Precision = "single",
    device: Device = "auto",
    at_once: AtOnce = None,
    out: Out = None,
    verbose: Verbose = 0,
) -> None:
    """Search a space many times, and say what the searches found and cost."""
    from search.api import Order, search_run

    how = {
        "batch_size": batch_size, "seed": weights, "repeats": repeats, "init": init,
        "precision": precision, "device": device, "at_once": at_once,
    }  # fmt: skip
    same = {"k": k, "acceptance": acceptance}
    settings = [f"{name}={value}" for name, value in same.items() if value is not None]
    order = Order(
        algorithm, space, dataset, proxy=proxy, metric=metric, epoch=epoch, hp=hp, run=run,
        benchmark=benchmark, rungs=rungs, scores=scores, key=key,
        minimize=split_names("--minimize", minimize) if minimize else (), missing=missing or (),
        settings=[*settings, *(setting or ())], trials=_trials(trials, train), budget=budget,
        seed=seed, data=data, data_dir=data_dir, how=how, train=train, augment=augment,
        learning_rate=learning_rate, train_batch=train_batch,
    )  # fmt: skip
    search_run(order, out)


def _trials(asked: int | None, train: bool) -> int:
    """Return how many trials there are: tables are cheap, training is not."""
    if asked is not None:
        return asked
    return 1 if train else 500

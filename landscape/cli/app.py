"""The commands and their options; the work is imported by the command that does it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from landscape import __version__
from landscape.cli.browse import data_app, list_app
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
    Listing,
    Out,
    Precision,
    RankOf,
    Repeats,
    Resolution,
    Seed,
    SpaceName,
    TrainingRun,
    Verbose,
    split_names,
    whole,
)

__all__ = ["app"]

app = typer.Typer(
    help="Fitness landscapes and local optima networks of neural architecture search spaces.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _main(
    verbose: Verbose = 0,
    load: Annotated[
        Optional[list[Path]],  # noqa: UP045 - typer reads it at run time
        typer.Option(
            metavar="FILE",
            envvar="LANDSCAPE_LOAD",
            help="Python file that registers metrics or analyses of your own; may be given several "
            "times.",
        ),
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    if load:
        from landscape.cli.load import load_file

        for file in load:
            load_file(file)


@app.command(cls=Listing)
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
        Optional[Path],  # noqa: UP045 - typer reads it at run time
        typer.Option(
            metavar="FILE",
            help="Parquet or CSV file with scores of your own, one row an architecture; "
            "--dataset is then a label.",
        ),
    ] = None,
    key: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(
            metavar="COLUMN", help="Column of --scores with the architectures, in any notation."
        ),
    ] = None,
    minimize: Annotated[
        bool, typer.Option("--minimize", help="Lower values of --scores are better.")
    ] = False,
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
    out: Out = None,
    verbose: Verbose = 0,
) -> None:
    """Score a space, climb from everywhere, and leave a monotonic local optima network."""
    from landscape.benchmarks.choice import Question
    from landscape.cli.build import build_run
    from landscape.cli.origin import Origin

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
        rank_of=None if rank_of is None else split_names("--rank-of", rank_of),
        data=data,
        data_dir=data_dir,
        how=how,
    )
    build_run(origin.source(), resolution, out)


@app.command(cls=Listing)
def score(
    metrics: Annotated[
        str, typer.Option(metavar="NAME,NAME,...", help="What to score: all, or of {metrics}.")
    ],
    space: SpaceName = "nb201",
    dataset: DatasetName = None,
    archs: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(
            metavar="FILE",
            help="Score these only: one architecture a line in any notation, or a table.",
        ),
    ] = None,
    limit: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option(parser=whole, metavar="N", help="Score the first N configurations only."),
    ] = None,
    sample: Annotated[
        Optional[int],  # noqa: UP045
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
    from landscape.cli.score import score_run, some_architectures
    from landscape.cli.settings import scoring_settings
    from landscape.spaces import get_space

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


@app.command(cls=Listing)
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
    from landscape.cli.settings import scoring_settings
    from landscape.cli.stability import stability_run

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


@app.command(cls=Listing)
def info(
    architecture: Annotated[
        Optional[str],  # noqa: UP045
        typer.Argument(
            metavar="ARCHITECTURE", help="An architecture in any notation; without it, the space."
        ),
    ] = None,
    space: SpaceName = "nb201",
    verbose: Verbose = 0,
) -> None:
    """Say what a space is, or show an architecture in every notation."""
    from landscape.cli.info import show_architecture, show_space

    if architecture is None:
        show_space(space)
    else:
        show_architecture(space, architecture)


@app.command()
def analyse(
    runs: Annotated[
        list[Path], typer.Argument(metavar="RUN", help="Folders that landscape build left.")
    ],
    out: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(metavar="DIR", help="Folder for profile.csv, one row a run."),
    ] = None,
    verbose: Verbose = 0,
) -> None:
    """Describe the landscapes of saved runs by numbers, and leave them as profile.json."""
    from landscape.cli.analyse import analyse_runs

    analyse_runs(runs, out)


_Figure = Optional[Path]  # noqa: UP045


@app.command()
def plot(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="Folder that landscape build left.")],
    png: Annotated[_Figure, typer.Option(metavar="FILE", help="File to draw, 300 dpi.")] = None,
    html: Annotated[
        _Figure, typer.Option(metavar="FILE", help="File to draw, interactive.")
    ] = None,
    pdf: Annotated[_Figure, typer.Option(metavar="FILE", help="File to draw, vectors.")] = None,
    svg: Annotated[_Figure, typer.Option(metavar="FILE", help="File to draw, vectors.")] = None,
    layout: Annotated[
        str, typer.Option(metavar="NAME", help="force, or fitness for heights that show it.")
    ] = "force",
    verbose: Verbose = 0,
) -> None:
    """Redraw the network of a saved run; without a file, the pictures in its folder."""
    from landscape.cli.plot import redraw

    files = {"png": png, "html": html, "pdf": pdf, "svg": svg}
    redraw(run, {kind: file for kind, file in files.items() if file is not None}, layout)


app.add_typer(list_app, name="list")
app.add_typer(data_app, name="data")

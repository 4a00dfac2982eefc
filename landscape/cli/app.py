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


Resamples = Annotated[
    int, typer.Option(parser=whole, metavar="N", help="How often the bootstrap draws anew.")
]
SampleSeed = Annotated[
    int, typer.Option(parser=whole, metavar="N", help="Picks what the bootstrap draws.")
]


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
def search(
    algorithm: Annotated[
        str, typer.Argument(metavar="ALGORITHM", help="One of landscape list algorithms.")
    ],
    space: SpaceName = "nb201",
    dataset: DatasetName = None,
    proxy: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(
            metavar="NAME,...",
            help="Scores of untrained networks that guide it, or columns of --scores.",
        ),
    ] = None,
    metric: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(
            metavar="NAME", help="What trained networks are compared by; default val_acc."
        ),
    ] = None,
    epoch: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option(
            parser=whole, metavar="N", help="Epochs that all networks are trained for; default 12."
        ),
    ] = None,
    rungs: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(
            metavar="N,N,...",
            help="Epochs after which the better half of networks is trained on; by default those "
            "published for the space.",
        ),
    ] = None,
    budget: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(
            metavar="AMOUNT",
            help="What a trial may spend: evaluations (2000), seconds (20000s), epochs (300e), or "
            "several with commas.",
        ),
    ] = None,
    trials: Annotated[
        int, typer.Option(parser=whole, metavar="N", help="How many independent searches.")
    ] = 500,
    seed: Annotated[
        int, typer.Option(parser=whole, metavar="N", help="Picks the chance of all trials.")
    ] = 0,
    setting: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option(
            "--set",
            metavar="NAME=VALUE",
            help="Setting of the algorithm; landscape list algorithms has them. May be given "
            "several times.",
        ),
    ] = None,
    k: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option("--k", parser=whole, metavar="N", help="The same as --set k=N."),
    ] = None,
    acceptance: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="NAME", help="The same as --set acceptance=NAME."),
    ] = None,
    benchmark: Benchmark = None,
    hp: Hp = None,
    run: TrainingRun = None,
    scores: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(
            metavar="FILE",
            help="Parquet or CSV file with scores of proxies, and their seconds in COLUMN_seconds.",
        ),
    ] = None,
    key: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="COLUMN", help="Column of --scores with the architectures."),
    ] = None,
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
    from landscape.cli.search import Order, search_run

    how = {
        "batch_size": batch_size, "seed": weights, "repeats": repeats, "init": init,
        "precision": precision, "device": device, "at_once": at_once,
    }  # fmt: skip
    same = {"k": k, "acceptance": acceptance}
    settings = [f"{name}={value}" for name, value in same.items() if value is not None]
    order = Order(
        algorithm, space, dataset, proxy=proxy, metric=metric, epoch=epoch, hp=hp, run=run,
        benchmark=benchmark, rungs=rungs, scores=scores, key=key,
        settings=[*settings, *(setting or ())], trials=trials, budget=budget, seed=seed, data=data,
        data_dir=data_dir, how=how,
    )  # fmt: skip
    search_run(order, out)


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


@app.command()
def compare(
    runs: Annotated[
        list[Path],
        typer.Argument(
            metavar="RUN RUN...",
            help="Folders that landscape build left: each is compared with the last one.",
        ),
    ],
    quality: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(
            metavar="RUN",
            help="Run whose fitness says how good an architecture is; by default the last RUN.",
        ),
    ] = None,
    resamples: Resamples = 200,
    seed: SampleSeed = 0,
    out: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(
            metavar="DIR",
            help="Folder for compare.json, compare.csv, compare.md, compare.tex, optima.csv and "
            "overlap.csv.",
        ),
    ] = None,
    verbose: Verbose = 0,
) -> None:
    """Compare landscapes of saved runs with that of the last: a proxy's with accuracy's, say."""
    from landscape.cli.compare import compare_runs

    compare_runs(runs, quality, resamples=resamples, seed=seed, out=out)


@app.command(cls=Listing)
def uncertainty(
    metric: Annotated[
        str, typer.Option(metavar="NAME", help="Metric of a benchmark, such as val_acc.")
    ],
    space: SpaceName = "nb201",
    dataset: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="NAME", help="Dataset, as the benchmark names it."),
    ] = None,
    epoch: Epoch = None,
    hp: Hp = None,
    benchmark: Benchmark = None,
    resolution: Resolution = None,
    resamples: Resamples = 200,
    seed: SampleSeed = 0,
    data_dir: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(metavar="DIR", help="Folder to look for benchmarks in first."),
    ] = None,
    out: Out = None,
    verbose: Verbose = 0,
) -> None:
    """Resample the training runs of a benchmark, and say how much of its landscape stays."""
    from landscape.benchmarks.choice import Question
    from landscape.cli.uncertainty import uncertainty_run

    uncertainty_run(
        space,
        Question(metric, dataset, hp, epoch, None, benchmark),
        data_dir=data_dir,
        resolution=resolution,
        resamples=resamples,
        seed=seed,
        out=out,
    )


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

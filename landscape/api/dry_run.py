"""`landscape.dry_run`: what a command would take and leave, without doing it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from landscape.errors import OptionError
from landscape.numbers import counted
from landscape.options.base import asked_of
from landscape.options.build import BuildOptions
from landscape.options.sample import SampleOptions
from landscape.options.score import ScoreOptions
from landscape.options.search import SearchOptions
from landscape.options.shared import is_merged
from landscape.options.stability import StabilityOptions
from landscape.runs.dry_run import DryRun
from landscape.runs.run import refuse_other, run_folder
from landscape.runs.sample_run import CALIBRATION
from landscape.scores.shards import Shard
from landscape.sources.duplicates import CONFIGURATIONS, MergedSource

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from landscape.engines.protocol import Engine
    from landscape.options.base import Options
    from landscape.options.shared import EngineOptions, ShardOptions
    from landscape.sources.protocol import Source
    from proxies.scoring.forecast import Forecast, Timings

__all__ = ["dry_run"]


def dry_run(command: Callable[..., object], *values: object, **options: object) -> DryRun:
    """Say what a command would take and leave, without doing it: ``--dry-run``.

    A few networks are timed, pass by pass, to estimate how long the others take. What lies in the
    folder that the results would go to is read; nothing is written.

    Parameters
    ----------
    command
        `landscape.build`, `landscape.sample`, `landscape.stability`, `proxies.score` or
        `search.search`.
    values, options
        What it would be called with.

    Returns
    -------
    DryRun
        How many evaluations, time, memory, what is there, folder and files; a notebook shows it.

    Raises
    ------
    OptionError
        If the command is another one.
    LandscapeError
        What the command would refuse before it evaluates anything.

    Examples
    --------
    >>> import landscape
    >>> plan = landscape.dry_run(landscape.build, "params", space="nb201", out="new")
    >>> plan.evaluations, plan.time.seconds < 60, plan.folder.exists()
    (9445, True, False)
    """
    asked = asked_of(command, *values, **options)
    for kind, how in _KINDS.items():
        if isinstance(asked, kind):
            with cast("EngineOptions", asked).opened() as engine:
                return how(asked, engine)
    raise OptionError(
        f"{getattr(command, '__name__', command)}: a dry run is of build, score, stability, "
        "search or sample; others have none"
    )


def _score(options: Any, engine: Engine) -> DryRun:
    from proxies.scoring.forecast import forecast_scores
    from proxies.scoring.score import meant

    request, folder = meant(options, engine)
    found = forecast_scores(folder, request, add=True, shard=options.shard)
    count = request.space.size if request.only is None else len(request.only)
    names = ", ".join(request.metrics)
    title = f"score {names} of {count:,} architectures of {request.space.title}"
    whole = _dry_run(title, folder, ("scores.parquet",), found)
    return _of_shard(options, whole, [found.work_folder])


def _build(options: Any, engine: Engine) -> DryRun:
    from landscape.api.build import meant

    source, folder = meant(options, engine)
    title = f"build the landscape of {source.title}"
    files = ["scores.parquet", "optima.csv", "lon.parquet", "summary.json"]
    if isinstance(source, MergedSource):
        files.insert(0, f"{CONFIGURATIONS}/scores.parquet")
    wanted = {
        ("lon.graphml", "mlon.graphml"): options.graphml,
        ("mlon.html", "mlon.png"): options.pictures,
    }
    files += [name for names, wish in wanted.items() if wish is not False for name in names]
    found = _of_source(source, folder, options.shard)
    whole, place = _dry_run(title, folder, tuple(files), found), found.work_folder
    below = f"{CONFIGURATIONS}/" if isinstance(source, MergedSource) else ""
    return _of_shard(options, whole, [place and f"{below}{place}"])


def _of_shard(options: ShardOptions, whole: DryRun, places: Sequence[str]) -> DryRun:
    """Return what is to be done as a shard does it, if one is asked for: it leaves chunks alone.

    Parameters
    ----------
    options, whole
        What is asked for, and what would be done of it without shards.
    places
        The folders that chunks go to; empty where there is nothing to do.
    """
    if options.shard is None:
        return whole
    title = f"shard {Shard.parse(options.shard)}, to {whole.title}"
    return replace(whole, title=title, files=tuple(f"{place}/" for place in places if place))


def _of_source(
    source: Source,
    folder: Path,
    shard: str | None,
    timings: Mapping[str, Timings] | None = None,
) -> Forecast:
    """Return what the scores of a source take: those of tables and benchmarks nothing."""
    from proxies.scoring.evaluate import ProxySource
    from proxies.scoring.forecast import Forecast, forecast_scores

    if shard is not None:
        from landscape.api.build import shared_out

        source, folder = shared_out(source, folder, shard)
    elif isinstance(source, MergedSource):
        source, folder = source.source, folder / CONFIGURATIONS
    if isinstance(source, ProxySource):
        return forecast_scores(folder, source.request, shard=shard, timings=timings)
    return Forecast(there=(f"the scores: {source.title}",))


def _stability(options: Any, engine: Engine) -> DryRun:
    from landscape.api.stability import asked, meant
    from proxies.scoring.forecast import Forecast

    sources, folder = meant(options, engine)
    refuse_other(folder / "stability.json", "landscape stability", asked(sources, options))
    whole, places = Forecast(), []
    below = f"{CONFIGURATIONS}/" if is_merged(options.duplicates) else ""
    for seed, source in sources.items():
        place = f"seed{seed}/{below}"
        part = _of_source(source, folder / place, options.shard, whole.timings)
        places.append(part.work_folder and f"{place}{part.work_folder}")
        whole = replace(
            part,
            work=(*whole.work, *(replace(w, what=f"{w.what}, seed {seed}") for w in part.work)),
            there=(*whole.there, *(f"seed {seed}: {text}" for text in part.there)),
            n_timed=whole.n_timed + part.n_timed,
            memory=part.memory or whole.memory,
            timings=part.timings or whole.timings,
        )
    first = next(iter(sources.values()))
    title = f"build the landscape of {first.title} under {len(sources)} seeds"
    files = (*(f"seed{seed}/scores.parquet" for seed in sources), *_OF_STABILITY)
    return _of_shard(options, _dry_run(title, folder, files, whole), places)


_OF_STABILITY = ("stability.csv", "stability.json")


def _search(options: Any, engine: Engine) -> DryRun:
    from landscape.api.search import is_there
    from proxies.scoring.forecast import Forecast
    from search.driver.trials import n_trials_done
    from search.experiment import Experiment
    from search.forecast import forecast_search
    from search.plan import SearchPlan

    experiment = Experiment.of(SearchPlan(options), engine)
    plan = experiment.plan
    folder = run_folder(options.out, experiment.name)
    count, n_done = plan.options.n_trials, 0
    if is_there(folder, experiment.settings):
        found = Forecast(there=(f"{counted(count, 'trial')}, finished",))
    else:
        n_done = n_trials_done(folder, experiment.settings, count)
        found = forecast_search(experiment, n_done)
        there = f"{n_done:,} of {counted(count, 'trial')}"
        found = replace(found, there=(there,) if n_done else ())
    title = f"{counted(count, 'trial')} of {plan.algorithm.title} on {plan.space.title}"
    files = ["trials.parquet", "trajectories.parquet", "summary.json"]
    if experiment.evaluator.training is not None:
        files += ["history.csv", "best.pt", "checkpoints/"]
    return _dry_run(title, folder, tuple(files), found)


def _sample(options: Any, engine: Engine) -> DryRun:
    from landscape.api.sample import forecast, meant

    if options.trace is not None:
        raise OptionError("a dry run of a trace: it brings a sample, and nothing is evaluated")
    source, folder = meant(options, engine)
    files = [*_OF_SAMPLES, *(_OF_WALKS if options.method == "ils" else ())]
    if options.calibrate is not None:
        files.append(CALIBRATION)
    if source.column is not None:
        found = _of_source(source.column, folder, None)
        files += ["scores.parquet"] if found.work else []
    else:
        found = forecast(options, source, folder)
    return _dry_run(f"sample {source.title}", folder, tuple(files), found)


_OF_SAMPLES = (
    *("starts.parquet", "optima.csv", "edges.csv", "lon.parquet", "lon.graphml", "mlon.graphml"),
    *("mlon.html", "mlon.png", "summary.json"),
)
_OF_WALKS = ("visits.parquet", "trace.csv")


def _dry_run(title: str, folder: Path, files: tuple[str, ...], found: Forecast) -> DryRun:
    return DryRun(title, found.work, folder, files, found.there, found.memory, found.basis)


_KINDS: dict[type[Options], Callable[[Any, Engine], DryRun]] = {
    BuildOptions: _build,
    ScoreOptions: _score,
    StabilityOptions: _stability,
    SearchOptions: _search,
    SampleOptions: _sample,
}

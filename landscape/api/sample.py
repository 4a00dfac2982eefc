"""`landscape.sample`: a local optima network of a space that nobody can enumerate."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from landscape.api.sample_source import Answering, SampledSource, sampled_source
from landscape.disk.files import locked, read_bytes, write_bytes
from landscape.disk.work_folder import (
    Parts,
    begin_work,
    discard,
    work_folder,
    work_key,
)
from landscape.errors import DataError, OptionError, StoppedError
from landscape.landscape import Landscape
from landscape.numbers import counted
from landscape.options.base import takes
from landscape.options.sample import SampleOptions
from landscape.reporter import progress
from landscape.runs.dry_run import Work
from landscape.runs.landscape_run import fitness_label
from landscape.runs.run import Run, is_finished, run_folder
from landscape.runs.sample_run import CALIBRATION, SampleRun, write_sample
from landscape.sampled import from_trace
from landscape.sampled.estimates import check_level
from landscape.scores.table import Metric
from landscape.spaces import get_space
from search.driver.budget import Budget
from search.sampling import calibrate, sampler_of, take
from search.sampling.taking import check_budget

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import pandas as pd

    from landscape.disk.files import JSON
    from landscape.engines.protocol import Engine
    from landscape.network import Network
    from landscape.sampled import Sample
    from landscape.spaces import Space
    from proxies.scorer import Scorer
    from proxies.scoring.forecast import Forecast
    from search.sampling.taking import Sampler

__all__ = ["forecast", "meant", "sample"]


@takes(SampleOptions)
def sample(options: SampleOptions) -> SampleRun:
    """Climb from some places of a space, and say what that tells of its landscape.

    The files are those of ``landscape sample``, in `out` or a folder of ``runs`` named after what
    was asked for. Every number of the whole is an estimate, and has an interval. A run that was
    stopped goes on where it was.

    Returns
    -------
    SampleRun
        The run: its sample, with networks and estimates; a notebook shows what was seen.

    Raises
    ------
    UnknownNameError
        If there is no such space, metric, method or dataset.
    OptionError
        If options contradict each other, or the budget is smaller than one climb.
    DataMissingError, DataError
        If a table, benchmark, function or images are gone or damaged, nothing that was looked at
        has a score, or the folder holds another run.
    StoppedError
        On Ctrl-C; the same call goes on from there.

    Examples
    --------
    A landscape of 60 bits:

    >>> import landscape, tempfile
    >>> space = landscape.ProductSpace([2] * 60, name="bits")
    >>> def ones(configuration):
    ...     return bin(configuration.index).count("1") % 7
    >>> folder = tempfile.mkdtemp()
    >>> how = {"starts": 3, "escapes": 2, "budget": 2000}
    >>> run = landscape.sample("ones", space=space, function=ones, **how, out=folder)
    >>> run.summary["n_starts"], run.summary["coverage"]["value"]
    (3, 0.0)
    """
    if options.trace is not None:
        return _read_trace(options, options.trace)
    with options.opened() as engine:
        source, folder = meant(options, engine)
        with locked(folder):
            _sample(source, options, folder)
    return SampleRun(folder)


def meant(options: SampleOptions, engine: Engine) -> tuple[SampledSource, Path]:
    """Return what is sampled, and the folder that the sample goes to; proxies an engine runs.

    What cannot be is refused here, before there is a folder.
    """
    budget = _budget(options)
    if options.calibrate is not None and options.calibrate < 1:
        raise OptionError(f"calibrate {options.calibrate}: expected 1 sample or more")
    whole = options.calibrate is not None
    source = sampled_source(options, options.metric, engine, whole=whole)
    if budget.seconds is not None and not source.has_seconds:
        raise OptionError(
            f"--budget {options.budget} counts seconds, and nothing says how many it takes to "
            f"know {source.metric.name}: give evaluations"
        )
    _sampler(source, options)
    return source, run_folder(options.out, _name(source, options))


def forecast(options: SampleOptions, source: SampledSource, folder: Path) -> Forecast:
    """Return what a sample takes at most whose scores are asked for one by one."""
    from proxies.scoring.forecast import Forecast
    from search.answers.live import LiveScores
    from search.forecast import forecast_sample, n_networks

    budget, answering = _budget(options), source.open(folder)
    settings = _settings(source, options) | answering.settings
    if _is_there(folder, settings):
        return Forecast(there=("the sample",))
    if isinstance(answering.evaluate, LiveScores):
        return forecast_sample(cast("Scorer", answering.evaluate.scorer), budget)
    most = min(budget.evaluations or 0, n_networks(source.space))
    return Forecast((Work(f"{source.metric.name}, at most", most),))


_OF_TRACES = ("metric", "space", "dataset", "minimize", "level", "out", "trace")
"""What is asked of a trace."""


def _read_trace(options: SampleOptions, given: object) -> SampleRun:
    """Leave what a trace tells as a sample."""
    check_level(options.level)
    usual = SampleOptions(options.metric)
    for name, value in options.arguments().items():
        if name not in _OF_TRACES and value != getattr(usual, name):
            raise OptionError(
                f"--{name.replace('_', '-')} says how to sample, and --trace brings a sample: "
                "leave one of them out"
            )
    space = get_space(options.space)
    metric = Metric(options.metric, minimize=options.minimize)
    content = _trace_of(given)
    settings: dict[str, JSON] = {
        **{"space": space.name, "metric": metric.name, "minimize": metric.minimize},
        **{"level": options.level, "trace": sha256(content.to_csv().encode()).hexdigest()},
    }
    try:
        seen = from_trace(content, space, metric=metric.name, minimize=metric.minimize)
    except DataError as error:
        raise DataError(f"{given}: {error}" if isinstance(given, Path) else str(error)) from error
    folder = run_folder(options.out, f"{space.name}-{metric.name}-trace")
    with locked(folder):
        if not _is_there(folder, settings):
            title = f"{metric.label} on {space.title}, sampled by another program"
            about = {"dataset": options.dataset, "settings": settings, "options": options.record()}
            captions = {"title": title, "fitness_label": fitness_label(metric)}
            how: dict[str, Any] = {"level": options.level, "draw": _draw}
            write_sample(Run(folder), seen, about=about, captions=captions, **how)
    return SampleRun(folder)


def _trace_of(given: object) -> pd.DataFrame:
    """Return the rows of a trace; of a file, too."""
    import pandas as pd  # slow to import: only who reads a trace pays

    if isinstance(given, pd.DataFrame):
        return given
    if not isinstance(given, Path):
        raise OptionError(f"trace {given!r:.60}: expected a CSV file, or a DataFrame")
    content = read_bytes(given)
    try:
        return pd.read_csv(BytesIO(content), dtype={"node1": str, "node2": str})
    except (ValueError, UnicodeDecodeError) as error:
        reason = str(error).splitlines()[0]
        raise DataError(f"{given} is no CSV file ({reason}): expected a trace") from error


def _sample(source: SampledSource, options: SampleOptions, folder: Path) -> None:
    """Leave a sample in a folder that is held."""
    answering = source.open(folder)
    settings = _settings(source, options) | answering.settings
    # What is of another sample is not touched.
    is_there = _is_there(folder, settings)
    if options.calibrate is not None:
        _calibrate(source, answering, options, folder)
    if is_there:
        return
    sampler, budget = _sampler(source, options), _budget(options)
    with _kept(folder, settings, answering.keep):
        with _shown(sampler, options, source.space, folder) as on_answers:
            seen = take(sampler, answering.evaluate, budget=budget, on_answers=on_answers)
        about = {"dataset": source.dataset, "settings": settings, "options": options.record()}
        title = f"{source.title}, sampled"
        captions = {"title": title, "fitness_label": fitness_label(source.metric)}
        how: dict[str, Any] = {"level": options.level, "draw": _draw}
        how["done_by"] = answering.done_by
        write_sample(Run(folder), seen, about=about, captions=captions, **how)


def _draw(network: Network, captions: Mapping[str, str], files: Sequence[Path]) -> None:
    from viz.runs.networks import draw_network  # slow to import, and not needed before

    draw_network(network, captions, files)


def _budget(options: SampleOptions) -> Budget:
    check_level(options.level)
    return check_budget(Budget.parse(options.budget))


def _sampler(source: SampledSource, options: SampleOptions) -> Sampler:
    if options.method == "ils" and options.until is not None:
        raise OptionError("--until says nothing about the method ils: leave it out")
    return sampler_of(
        source.space,
        source.metric.name,
        options.method,
        starts=options.starts,
        escapes=options.escapes,
        coverage=_coverage(options.until),
        failures=options.failures,
        seed=options.seed,
    )


def _calibrate(
    source: SampledSource, answering: Answering, options: SampleOptions, folder: Path
) -> None:
    """Leave a table of how far estimates are from the truth."""
    assert answering.fitness is not None, "what is calibrated is known whole"
    n_runs, budget = options.calibrate or 0, _budget(options)
    landscape = Landscape(source.space, answering.fitness, metric=source.metric.name)
    with progress(n_runs, 0, "calibrating", "samples") as update:

        def taken(seed: int) -> Sample:
            sampler = _sampler(source, replace(options, seed=seed))
            seen = take(sampler, answering.evaluate, budget=budget)
            update(seed + 1)
            return seen

        table = calibrate(landscape, taken, n_runs, level=options.level)
    write_bytes(folder / CALIBRATION, table.to_csv().encode())


def _coverage(until: str | None) -> float | None:
    """Return the share of ``coverage=SHARE``."""
    if until is None:
        return None
    name, _, share = until.partition("=")
    try:
        if name.strip() == "coverage":
            return float(share)
    except ValueError:
        pass
    raise OptionError(f"--until {until!r:.60}: expected coverage=SHARE, such as coverage=0.95")


def _settings(source: SampledSource, options: SampleOptions) -> dict[str, JSON]:
    """Return all that changes what is seen, but for who answers."""
    how = ("method", "budget", "until", "starts", "escapes", "failures", "seed", "level")
    said: dict[str, JSON] = {name: getattr(options, name) for name in how}
    return {"space": source.space.name, "metric": source.metric.name} | said


def _name(source: SampledSource, options: SampleOptions) -> str:
    """Return the name of the folder: what is climbed, and all that is not as by default."""
    parts = [source.name, "sample"]
    parts += [] if options.method == "snowball" else [options.method]
    usual = {"budget": SampleOptions.budget}
    for name in ("budget", "starts", "escapes", "failures"):
        value = getattr(options, name)
        parts += [] if value == usual.get(name) else [f"{name}{value}"]
    parts += [options.until.replace("=", "")] if options.until else []
    parts += [f"weights{options.weights}"] if options.weights else []
    parts += [f"seed{options.seed}"] if options.seed else []
    return "-".join(parts)


def _is_there(folder: Path, settings: Mapping[str, JSON]) -> bool:
    """Tell whether a sample with these settings is finished in `folder`; see `is_finished`."""
    return is_finished(folder, "sample", SampleRun, settings, "the sample is there already")


@contextmanager
def _kept(
    folder: Path, settings: Mapping[str, JSON], keep: Callable[[Parts], None]
) -> Iterator[None]:
    """Keep what is answered until the sample is written."""
    work = work_folder(folder, work_key({"sample": dict(settings)}))
    begin_work(work)
    with Parts(work / "evaluations.part", f"evaluations of {work.name}") as parts:
        keep(parts)
        yield
    discard(work)


@contextmanager
def _shown(
    sampler: Sampler, options: SampleOptions, space: Space, folder: Path
) -> Iterator[Callable[[int, float], None]]:
    """Show how it goes, by what it has seen; a stop keeps that."""
    most, given = _budget(options).evaluations or 0, options.budget != SampleOptions.budget
    # Nobody knows where climbs end: how far it is shows a budget that somebody means to spend.
    total = most if given and most < space.size else 0
    done = {"evaluations": 0}
    try:
        with progress(total, 0, "sampling", "evaluations") as update:

            def on_answers(evaluations: int, seconds: float) -> None:
                done["evaluations"] = evaluations
                update(evaluations, sampler.told)

            yield on_answers
    except KeyboardInterrupt as error:
        n = counted(done["evaluations"], "configuration")
        raise StoppedError(
            f"interrupted: {n} were looked at; the same command goes on from what is kept in "
            f"{folder}"
        ) from error

"""Who says what a configuration scores, for a sample: tables, benchmarks, proxies, functions."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from landscape.api.build import source_of
from landscape.datasets import BUILT_IN
from landscape.disk.work_folder import Parts, part_key
from landscape.errors import DataError, OptionError
from landscape.options.build import BuildOptions
from landscape.runs.run import Run
from landscape.scores.rank import RANK
from landscape.scores.table import Metric, to_fitness
from landscape.sources.duplicates import FilledSource
from landscape.spaces import get_space
from landscape.spaces.space import MOST_LISTED
from landscape.user_code import code_identity, failing_named, find_function
from proxies.scoring.evaluate import ProxySource
from search.driver.walks import Codes, on_configurations

if TYPE_CHECKING:
    from collections.abc import Callable

    from landscape.arrays import FloatArray, IntArray
    from landscape.disk.files import JSON
    from landscape.engines.protocol import Engine
    from landscape.options.sample import AnsweringOptions
    from landscape.sources.protocol import Source
    from landscape.spaces import Space
    from search.driver.protocol import Evaluate, Objective

__all__ = ["Answering", "SampledSource", "sampled_source"]


@dataclass(frozen=True, eq=False)
class Answering:
    """Who is asked for the fitness of configurations.

    Attributes
    ----------
    evaluate
        Says it, and what that costs if it is known.
    settings
        All that changes the answers.
    fitness
        Shape ``(space.size,)``, where it is known of all.
    keep
        Takes what answers are to be kept in, so that nothing is asked for twice after a stop.
    done_by
        Who scores networks, for the record; empty if nobody does.
    """

    evaluate: Evaluate
    settings: dict[str, JSON]
    fitness: FloatArray | None = None
    keep: Callable[[Parts], None] = lambda parts: None
    done_by: str = ""


@dataclass(frozen=True, eq=False)
class SampledSource:
    """What is climbed, and who can say it.

    Attributes
    ----------
    space, metric
        What is climbed.
    title, name
        For people, and for a folder.
    dataset
        What is measured on, if that is known.
    open
        Given the folder of the run, returns who is asked.
    column
        Who brings the scores of all of the space at once; None if they are asked for one by one.
    has_seconds
        Whether a budget may count seconds.
    """

    space: Space
    metric: Metric
    title: str
    name: str
    dataset: str | None
    open: Callable[[Path], Answering]
    column: Source | None = None
    has_seconds: bool = False


def sampled_source(
    options: AnsweringOptions, metric: str, engine: Engine, *, whole: bool = False
) -> SampledSource:
    """Return who is meant: a function, a table, a benchmark, or proxies that are run when asked.

    These an engine evaluates. With `whole` all of the space is scored, to be compared with.

    Raises
    ------
    LandscapeError
        See `landscape.sample`.
    """
    if options.function is not None:
        if whole:
            raise OptionError(
                "--calibrate compares with scores of the whole space: give them with --scores FILE"
            )
        return _of_function(options, metric, options.function)
    space = get_space(options.space)
    if isinstance(space, Codes):
        if whole:
            raise OptionError(
                f"--calibrate compares with the whole landscape, and {space.title} has too many "
                f"codes: sample {space.codes_of}"
            )
        of_cells = sampled_source(replace(options, space=space.codes_of), metric, engine)
        return _by_codes(space, of_cells)
    if whole:
        _check_listable(space)
    source = source_of(_as_of_a_build(options, metric), engine, whole=whole)
    if isinstance(source, ProxySource) and not whole:
        return _of_proxies(source, engine)
    if options.fill_duplicates:
        source = FilledSource(source)
    return _of_table(source, options.resolution)


def _check_listable(space: Space) -> None:
    if not space.is_listable:
        raise OptionError(
            f"{space.title} has {space.size:,} configurations: --calibrate compares with scores of "
            f"all of them, and is possible up to {MOST_LISTED:,}; leave it out"
        )


def _by_codes(codes: Space, cells: SampledSource) -> SampledSource:
    """Return who says what codes score: what the cells do that they stand for."""

    def answering(folder: Path) -> Answering:
        known = cells.open(folder)
        return replace(known, evaluate=on_configurations(codes, known.evaluate), fitness=None)

    return replace(
        cells,
        space=codes,
        title=cells.title.replace(cells.space.title, codes.title, 1),
        name=f"{codes.name}{cells.name.removeprefix(cells.space.name)}",
        open=answering,
        column=None,
    )


def _as_of_a_build(options: AnsweringOptions, metric: str) -> BuildOptions:
    """Return the options that say where scores come from, as those of a build."""
    shared = {f.name for f in fields(BuildOptions)} & {f.name for f in fields(options)}
    said = {name: getattr(options, name) for name in shared}
    return BuildOptions(**said | {"metric": metric, "seed": options.weights, "out": None})


def _of_source(
    source: Source,
    metric: Metric,
    answering: Callable[[Path], Answering],
    column: Source | None = None,
) -> SampledSource:
    about = source.space, metric, source.title, source.name, source.dataset
    return SampledSource(*about, answering, column)


def _of_table(source: Source, resolution: str | None) -> SampledSource:
    metric = source.metric.snapped(resolution)

    def answering(folder: Path) -> Answering:
        table = source.table(Run(folder), copy=False)
        fitness = to_fitness(
            table.column(metric.name), minimize=metric.minimize, resolution=metric.resolution
        )
        if np.isnan(fitness).all():
            raise DataError(
                f"every {metric.name} is missing, so there is nothing to climb: expected a finite "
                "score of at least one architecture"
            )
        made = dict(table.settings.get(metric.name, {}))
        return Answering(
            lambda objective, indices: fitness[indices],
            {"scores": made, "resolution": metric.resolution},
            fitness,
        )

    return _of_source(source, metric, answering, source)


def _of_proxies(source: ProxySource, engine: Engine) -> SampledSource:
    request, metric = source.request, source.metric
    if request.plan.settings.data == BUILT_IN:
        return _of_table(source, None)
    if metric.name == RANK.name:
        raise OptionError(
            f"{RANK.name} compares all architectures, and a climb sees some: choose another metric"
        )

    def answering(folder: Path) -> Answering:
        from proxies.scorer import Scorer  # PyTorch is slow to import: only who scores pays
        from search.answers.live import LiveScores

        plan = request.plan
        images = plan.images
        scorer = Scorer(request.space, plan.proxies, plan.settings, images=images, engine=engine)
        live = LiveScores(scorer, {metric.name: metric.minimize})
        how: dict[str, JSON] = {"device": scorer.device.type, "at_once": plan.settings.at_once}
        settings = {"proxies": dict(request.settings), **how}
        keep = partial(setattr, live, "parts")
        return Answering(live, settings, keep=keep, done_by=scorer.done_by)

    return replace(_of_source(source, metric, answering), has_seconds=True)


def _of_function(options: AnsweringOptions, name: str, given: Any) -> SampledSource:
    """Return a function of the user's as a source."""
    if options.scores is not None or options.benchmark is not None:
        raise OptionError("--function says what a configuration scores: leave --scores out")
    space = get_space(options.space)
    function, identity = _function(given)
    metric = Metric(name, minimize=options.minimize).snapped(options.resolution)
    asked = _Function(space, metric, function)
    settings: dict[str, JSON] = {
        "function": identity,
        "minimize": metric.minimize,
        "resolution": metric.resolution,
    }
    of = f", {options.dataset}" if options.dataset else ""
    return SampledSource(
        space,
        metric,
        f"{metric.label} on {space.title}{of}",
        "-".join(filter(None, (space.name, metric.name, options.dataset))),
        options.dataset,
        lambda folder: Answering(asked, settings, keep=asked.keep),
    )


def _function(given: Any) -> tuple[Callable[..., Any], JSON]:
    """Return a function, and what tells it from another, and from itself when it was edited."""
    if callable(given):
        return given, {**code_identity(given)}
    file, _, name = str(given).rpartition(":")
    if not file.endswith(".py") or not name:
        raise OptionError(
            f"--function {str(given)!r:.80}: expected FILE.py:NAME, such as mine.py:score"
        )
    function = find_function(str(given), "--function")
    return function, {"file": Path(file).name, **code_identity(function)}


class _Function:
    """Asks a function of the user's, one configuration after the other."""

    def __init__(self, space: Space, metric: Metric, function: Callable[..., Any]) -> None:
        self._space, self._metric, self._function = space, metric, function
        self._parts = Parts()

    def keep(self, parts: Parts) -> None:
        """Keep what it says."""
        self._parts = parts

    def __call__(self, objective: Objective, indices: IntArray) -> FloatArray:
        """Return the fitness of configurations."""
        key = part_key(self._metric.name, indices)
        kept = self._parts.get(key)
        if kept is not None:
            return kept[1]
        scores = np.array([self._score(index) for index in indices.tolist()], dtype=np.float64)
        metric = self._metric
        fitness = to_fitness(scores, minimize=metric.minimize, resolution=metric.resolution)
        self._parts.put(key, indices, fitness)
        self._parts.advance(0.0)
        return fitness

    def _score(self, index: int) -> float:
        chosen = self._space.chosen(index)
        with failing_named(f"--function on {chosen}, whose scores so far are kept,"):
            score = self._function(chosen)
            return math.nan if score is None else float(score)

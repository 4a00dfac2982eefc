"""What a figure or table of a paper is made from: runs that all parts of a report share."""

from __future__ import annotations

import hashlib
import json
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from landscape import builtin
from landscape.api.build import build
from landscape.api.papers.report import Cell
from landscape.benchmarks.metrics import TRAINED_METRICS
from landscape.benchmarks.sources import BENCHMARKS
from landscape.benchmarks.store import tables_of
from landscape.datasets import BUILT_IN, whole_dataset
from landscape.disk.files import canonical_json, folder_name, locked, make_folder, read_bytes
from landscape.errors import (
    DataMissingError,
    LandscapeError,
    OptionError,
    UnknownNameError,
)
from landscape.options.search import SearchOptions
from landscape.reporter import progress
from landscape.spaces import get_space, record_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    import numpy.typing as npt

    from landscape.disk.files import JSON
    from landscape.runs.landscape_run import LandscapeRun
    from search.runs.saved import SearchRun

__all__ = ["QUICK", "Context", "data_digest"]

QUICK = ("params", "flops", "skip")
"""Proxies that need no network: a whole space is scored in a moment."""


@dataclass(frozen=True, eq=False)
class Context:
    """The runs behind a report, each made when it is asked for first.

    Attributes
    ----------
    folder
        Where runs are kept: what was made once is there for all parts, and for the next call.
    trials
        Of each search.
    seed
        Picks the chance of all searches.
    data_dir
        Folder to look for benchmarks and images in first.
    images
        Name of a dataset → file of images to score networks on, in place of its own.
    update
        Takes what is being done, in a few words.
    """

    folder: Path
    trials: int
    seed: int = 0
    data_dir: Path | None = None
    images: Mapping[str, Path] = field(default_factory=dict)
    update: Callable[[str], None] = field(default=lambda what: None, repr=False)
    _known: dict[str, Any] = field(default_factory=dict, repr=False)

    def search(self, algorithm: str, **options: Any) -> SearchRun:
        """Return a search of `trials` trials.

        Parameters
        ----------
        algorithm, options
            As `search.search` takes them.

        Raises
        ------
        LandscapeError
            If something that it needs is not there.
        """
        asked = {"trials": self.trials, "seed": self.seed, **options}
        space, name = options.get("space", "nb201"), _name(algorithm, asked)
        metric = options.get("metric", record_of(get_space(space)).metric)
        with _file_named(space, metric):
            run: SearchRun = self._run(
                name, lambda place: _searched(place, algorithm, self._here(asked))
            )
        return run

    def landscape(self, metric: str, dataset: str, **options: Any) -> LandscapeRun:
        """Return the landscape of a metric.

        Parameters
        ----------
        metric, dataset, options
            As `landscape.build` takes them.

        Raises
        ------
        LandscapeError
            If something that it needs is not there.
        """
        asked = {"metric": metric, "dataset": dataset, **options}
        space, name = options.get("space", "nb201"), _name("landscape", asked)
        with _file_named(space, metric):
            run: LandscapeRun = self._run(
                name,
                lambda place: build(out=place, graphml=False, pictures=False, **self._here(asked)),
            )
        return run

    def proxy_landscape(self, metric: str, dataset: str, **options: Any) -> LandscapeRun:
        """Return the landscape of a proxy: of the scores built in, or counted on the spot.

        Raises
        ------
        LandscapeError
            If its scores are not built in, and to compute them takes longer than `QUICK`.
        """
        live = {} if metric in QUICK else {"data": BUILT_IN}
        return self.landscape(metric, dataset, **live, **options)

    def cell(self, values: Callable[[], npt.ArrayLike], **more: Any) -> Cell:
        """Return mean and deviation of what a function returns, or what that needs.

        Parameters
        ----------
        values
            Raises `LandscapeError` where something is not there.
        more
            Of `Cell`.
        """
        try:
            return Cell.of(values(), **more)
        except LandscapeError as error:
            return Cell(missing=str(error), **more)

    def landscapes(
        self, asked: Iterable[dict[str, Any]]
    ) -> tuple[list[LandscapeRun], dict[str, str]]:
        """Return landscapes, as far as there are data, and metric and dataset → what others need.

        Parameters
        ----------
        asked
            Keywords of `landscape` for each; a proxy is one that has no epoch.
        """
        found, missing = [], {}
        for one in asked:
            try:
                make = self.landscape if "epoch" in one else self.proxy_landscape
                found.append(make(**one))
            except LandscapeError as error:
                missing[f"{one['metric']} on {one['dataset']}"] = str(error)
        return found, missing

    def scores_of(self, proxy: str) -> dict[str, str]:
        """Return where a search takes the scores of a proxy from, as options of it."""
        return {} if proxy in QUICK else {"data": BUILT_IN}

    def rungs(self, dataset: str, space: str = "nb201", metric: str = "val_acc") -> str | None:
        """Return the epochs after which networks can be compared; None for those of the paper.

        Of NATS-Bench, what is built in has the last of each schedule.
        """
        tables = tables_of(get_space(space), self.data_dir)
        known = {
            column.epoch
            for table in tables
            if whole_dataset(table.dataset) == dataset
            for column in table.columns
            if column.metric == metric
        }
        wanted = record_of(get_space(space)).rungs
        there = [str(epoch) for epoch in wanted if epoch in known]
        return None if len(there) in (0, len(wanted)) else ",".join(there)

    def named(self, run: SearchRun, name: str) -> SearchRun:
        """Return a search under another name."""
        return replace(run, name=name)

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """Return what a function returns, called the first time only."""
        if name not in self._known:
            self.update(name)
            self._known[name] = make()
        return self._known[name]

    def _here(self, options: dict[str, Any]) -> dict[str, Any]:
        return {"data_dir": self.data_dir, **options}

    def _run(self, name: str, make: Callable[[Path], Any]) -> Any:
        """Return a run, made if this is the first time it is asked for; or raise as then."""
        if name not in self._known:
            self.update(name)
            try:
                self._known[name] = make(make_folder(self.folder) / folder_name(name))
            except LandscapeError as error:
                self._known[name] = error
        found = self._known[name]
        if isinstance(found, LandscapeError):
            raise found
        return found


@contextmanager
def _file_named(space: str, metric: str) -> Iterator[None]:
    """Say of a metric of trained networks that is not there which file has it.

    Of scores that are not built in, that they are not computed here.
    """
    from proxies.scoring.built_in import ADVICE

    try:
        yield
    except (DataMissingError, OptionError, UnknownNameError) as error:
        told = str(error).removesuffix(f": {ADVICE}")
        if told != str(error):
            told = f"{told}, and a report computes none, which would take hours"
            raise DataMissingError(told) from error
        benchmark = next((one for one in BENCHMARKS.values() if one.space == space), None)
        if benchmark is None or metric not in str(error) or metric not in TRAINED_METRICS:
            raise
        raise DataMissingError(
            f"needs all of {benchmark.title}: {benchmark.files} from {benchmark.origin} "
            f"(landscape data import {benchmark.name} PATH)"
        ) from error


def _name(what: str, options: dict[str, Any]) -> str:
    """Return the name of a run: what it is, and every option."""
    parts = [what]
    for name, value in options.items():
        if isinstance(value, dict):
            parts += [f"{key}{one}" for key, one in value.items()]
        elif isinstance(value, list | tuple):
            parts.append("-".join(map(str, value)))
        elif value is not None:
            short = name in ("metric", "dataset", "proxy", "space")
            parts.append(str(value) if short else f"{name}{value}")
    return "-".join(parts)


def _searched(folder: Path, algorithm: str, options: dict[str, Any]) -> SearchRun:
    """Search as `search.search` does, and draw nothing."""
    from search.driver.trials import discard_trials, resumable_trials
    from search.experiment import Experiment
    from search.plan import SearchPlan
    from search.runs.files import write_search
    from search.runs.saved import SearchRun

    experiment = Experiment.of(SearchPlan(SearchOptions(algorithm, **options)))
    plan = experiment.plan
    if _is_searched(folder, experiment.settings):
        return SearchRun(folder)
    with (
        locked(folder),
        resumable_trials(folder, experiment.settings, plan.options.n_trials) as trials,
    ):
        answer, seed = experiment.evaluator.evaluate, plan.options.seed
        with progress(trials.count, trials.n_done, "searching", "trials") as update:
            trials.run(experiment.start, plan.walked, answer, plan.budget, seed, update)
        write_search(experiment, folder, *trials.result(), lambda run: None)
    discard_trials(folder, experiment.settings)
    return SearchRun(folder)


def _is_searched(folder: Path, settings: Any) -> bool:
    from search.runs.saved import SearchRun

    if not (folder / "summary.json").exists():
        return False
    saved = SearchRun(folder).summary["settings"]
    return bool(saved == json.loads(canonical_json(dict(settings))))


def data_digest(
    spaces: Iterable[str], data_dir: Path | None, given: Mapping[str, Path] | None = None
) -> str:
    """Return what stands for all data there are: tables of some spaces, what is built in, images.

    Without any images, found or `given`, it is that of the tables alone.
    """
    from proxies.images import list_images  # slow to import

    found = hashlib.sha256()
    for path in sorted(builtin.FOLDER.rglob("*.*")):
        if path.suffix != ".py":
            found.update(hashlib.sha256(read_bytes(path)).digest())
    for space in spaces:
        for table in tables_of(get_space(space), data_dir):
            about = {"table": f"{space} {table.benchmark} {table.dataset} {table.hp}"}
            found.update(canonical_json({**about, "identity": dict(table.identity)}).encode())
    images: list[JSON] = [row[0] for row in list_images(data_dir).rows if row[2] == "there"]
    if images:
        found.update(canonical_json({"images": images}).encode())
    for dataset, path in sorted((given or {}).items()):
        digest = hashlib.sha256(read_bytes(path)).hexdigest()
        found.update(canonical_json({"images": dataset, "of": path.name, "is": digest}).encode())
    return found.hexdigest()[:16]

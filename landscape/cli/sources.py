"""Where the scores of a run come from: a proxy that is evaluated, or a table the user brings."""

from __future__ import annotations

import hashlib
import platform
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from landscape.cli.console import progress, say
from landscape.datasets import DATASETS
from landscape.errors import DataError, LandscapeError
from landscape.files import read_bytes
from landscape.fitness import to_fitness
from landscape.scores import (
    Metric,
    ScoreTable,
    load_matching,
    read_scores,
    read_user_scores,
    resumable_scoring,
    write_scores,
)
from landscape.scores.lock import locked
from landscape.spaces import get_space
from proxies import Plan, Settings, get_proxy

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from landscape.run import Run
    from landscape.scores.settings import JSON
    from landscape.spaces import Space

__all__ = ["ProxySource", "ScoringInterruptedError", "Source", "TableSource", "versions"]


class ScoringInterruptedError(LandscapeError):
    """The user pressed Ctrl-C."""

    exit_code = 130


class Source(Protocol):
    """A column of scores of a space."""

    @property
    def dataset(self) -> str | None:
        """What the scores were measured on, if that is known."""

    @property
    def space(self) -> Space:
        """The space."""

    @property
    def metric(self) -> Metric:
        """What the scores mean."""

    @property
    def name(self) -> str:
        """Name of the run, for its folder."""

    @property
    def title(self) -> str:
        """Name of the run, for people."""

    def table(self, run: Run) -> ScoreTable:
        """Return the scores, those of an earlier run where they are the same."""


@dataclass(frozen=True)
class ProxySource:
    """Scores of untrained networks."""

    plan: Plan

    @classmethod
    def of(cls, space: str, metric: str, settings: Settings) -> ProxySource:
        """Return the source of one metric by name."""
        return cls(Plan(get_space(space), [get_proxy(metric)], settings))

    @property
    def space(self) -> Space:
        """The space."""
        return self.plan.space

    @property
    def metric(self) -> Metric:
        """What the scores mean."""
        return self.plan.proxies[0].metric

    @property
    def dataset(self) -> str:
        """The dataset whose classes and image size the networks have."""
        return self.plan.settings.dataset

    @property
    def name(self) -> str:
        """Space, metric, dataset and every setting that is not the default."""
        parts = [self.space.name, self.metric.name, self.dataset]
        settings, default = self.plan.settings, Settings()
        if self.plan.is_random:
            if settings.init != default.init:
                parts.append(settings.init)
            parts += [
                f"{name}{getattr(settings, name)}"
                for name in ("seed", "repeats")
                if getattr(settings, name) != getattr(default, name)
            ]
        return "-".join(parts)

    @property
    def title(self) -> str:
        """Metric, space and dataset in their full names."""
        metric = self.metric.title or self.metric.name
        return f"{metric} on {self.space.title}, {_title(self.dataset)}"

    @property
    def identity(self) -> dict[str, JSON]:
        """Every setting that changes a score."""
        return {"source": "proxy", **self.plan.identity}

    def table(self, run: Run) -> ScoreTable:
        """Return the scores, evaluating what no earlier run has."""
        table = load_matching(run.scores, self.space, self.identity)
        if table is not None:
            say(f"scores are there already: {run.scores}")
            return table
        return self._evaluate(run)

    def _evaluate(self, run: Run) -> ScoreTable:
        from proxies import Scorer  # PyTorch is slow to import: only who scores pays

        scorer = Scorer(self.space, self.plan.proxies, self.plan.settings)
        # Chunks of different devices or batches are equal to rounding only: not to be mixed.
        how: dict[str, JSON] = {"device": scorer.device.type, "batch": self.plan.settings.batch}
        with resumable_scoring(
            run.folder, settings=self.identity | how, chunks=scorer.chunks()
        ) as scoring:
            say(f"scoring {scoring.n_total:,} architectures on {scorer.device}")
            try:
                with progress(scoring.n_total, scoring.n_scored) as update:
                    scoring.run(scorer.score, update)
            except KeyboardInterrupt as error:
                raise ScoringInterruptedError(
                    f"interrupted: {scoring.n_scored:,} of {scoring.n_total:,} architectures are "
                    f"scored and kept in {run.folder}; the same command goes on from there"
                ) from error
            columns = self.plan.spread(*scoring.result())
            table = ScoreTable(
                self.space.name,
                columns,
                {self.metric.name: self.metric},
                self.identity,
                {"device": str(scorer.device), "batch": self.plan.settings.batch, **_now()},
            )
            write_scores(run.scores, table, self.space)
        return table


@dataclass(frozen=True)
class TableSource:
    """A column of a table that the user brings."""

    space: Space
    metric: Metric
    dataset: str | None
    file: Path
    key: str | None

    @classmethod
    def of(
        cls,
        space: str,
        metric: str,
        dataset: str | None,
        file: Path,
        *,
        key: str | None,
        minimize: bool,
    ) -> TableSource:
        """Return the source of one column by name."""
        return cls(get_space(space), Metric(metric, minimize=minimize), dataset, file, key)

    @property
    def name(self) -> str:
        """Space, column and, if given, dataset."""
        return "-".join(filter(None, (self.space.name, self.metric.name, self.dataset)))

    @property
    def title(self) -> str:
        """Column, space and, if given, dataset."""
        of = f", {_title(self.dataset)}" if self.dataset else ""
        return f"{self.metric.name} on {self.space.title}{of}"

    def table(self, run: Run) -> ScoreTable:
        """Return the scores, and keep a copy with the run."""
        name = self.metric.name
        scores = read_user_scores(self.file, self.space, name, key=self.key)
        if np.isnan(to_fitness(scores, minimize=self.metric.minimize)).all():
            raise DataError(
                f"{self.file}: every {name} is missing, so there is nothing to climb: "
                "expected a finite number in at least one row"
            )
        digest = hashlib.sha256(read_bytes(self.file)).hexdigest()
        identity: dict[str, JSON] = {"source": "table", "file": self.file.name, "sha256": digest}
        table = ScoreTable(
            self.space.name, {name: scores}, {name: self.metric}, identity, dict(_now())
        )
        with locked(run.folder):
            _refuse_to_overwrite_evaluated(run, self.space)
            write_scores(run.scores, table, self.space)
        return table


def _refuse_to_overwrite_evaluated(run: Run, space: Space) -> None:
    """Let a copy of a table be replaced, but not scores that cost something."""
    if run.scores.exists() and read_scores(run.scores, space).settings.get("source") != "table":
        raise DataError(
            f"{run.scores} holds scores that were evaluated: choose another --out, "
            "or delete the file"
        )


def _title(dataset: str) -> str:
    return DATASETS[dataset].title if dataset in DATASETS else dataset


def _now() -> dict[str, Any]:
    return {"created": datetime.now(UTC).isoformat(timespec="seconds"), "versions": versions()}


def versions() -> dict[str, str]:
    """Return the versions of everything that has a part in a result."""
    names: Sequence[str] = ("nas-landscape", "torch", "numpy", "igraph")
    return {"python": platform.python_version()} | {name: version(name) for name in names}

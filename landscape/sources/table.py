"""A landscape's scores from a table that the user brings."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from landscape.datasets import (
    NOISE,
    dataset_of,
    dataset_title,
    flattened,
    known_spelling,
    non_default,
)
from landscape.errors import DataError, OptionError
from landscape.registry import match_name
from landscape.runs.run import now
from landscape.scores import Metric, ScoreTable
from landscape.scores.rank import RANK_MEMBERS
from landscape.scores.table import to_fitness
from landscape.scores.user import described_metric, read_user_table
from landscape.sources.copy import keep_copy
from landscape.sources.direction import is_known_cost, is_minimized
from landscape.spaces import get_space
from landscape.tables.tabular import open_tabular

if TYPE_CHECKING:
    from landscape.disk.files import JSON
    from landscape.runs.run import Run
    from landscape.scores.keys import Reading
    from landscape.spaces import Space
    from landscape.tables.tabular import Tabular

__all__ = ["TableSource"]


@dataclass(frozen=True, eq=False)
class TableSource:
    """A column of a table that the user brings.

    Attributes
    ----------
    dataset
        What the scores were measured on: as the user says, or as a table of our own does.
    content
        The table, opened once.
    reading
        How it is read.
    made
        How its scores were made, if the table is one of our own.
    negated
        Whether only the user says that lower is better.
    """

    space: Space
    metric: Metric
    dataset: str | None
    content: Tabular
    reading: Reading
    made: Mapping[str, JSON] = field(default_factory=dict)
    negated: bool = False

    @classmethod
    def of(
        cls,
        space: str | Space,
        metric: str,
        dataset: str | None,
        file: Path | Tabular,
        *,
        reading: Reading,
        minimize: bool,
        known: Mapping[str, Metric] | None = None,
    ) -> TableSource:
        """Return the source of one column by name.

        Direction, unit and title are those that a table of our own gives; of another table, a
        name that is known, such as ``val_loss`` or one of `known`, says that lower is better.

        Raises
        ------
        OptionError
            If it says that higher is better, and `minimize` that lower is, or that the scores are
            of another dataset.
        """
        content = open_tabular(file)
        metric = match_name(metric, content.names) or metric
        key = reading.key and (match_name(reading.key, content.names) or reading.key)
        described = described_metric(content, metric)
        negated = minimize and described is None and not is_known_cost(metric, known)
        if described is None:
            lower = is_minimized(metric, asked=minimize, advice="--minimize", known=known)
            described = Metric(metric, minimize=lower), {}
        meaning, made = described
        if minimize and not meaning.minimize:
            raise OptionError(
                f"{content.path} says that higher values of {metric} are better, and --minimize "
                "that lower ones are: leave it out"
            )
        measured_on = _dataset(content, meaning, made, dataset)
        searched = get_space(space)
        reading = replace(reading, key=key)
        return cls(searched, meaning, measured_on, content, reading, made, negated)

    @property
    def name(self) -> str:
        """Space, column and dataset, if known; how it was made and is read, if unusually; and file.

        The end tells it from the run that evaluates the same.
        """
        parts = [self.space.name, self.metric.name, self.dataset]
        made = _made_parts(self.made) if self.made else ()
        read = ["minimize"] if self.negated else []
        read += [f"missing{value}" for value in self.reading.missing]
        read += self.reading.in_names()
        return "-".join(filter(None, (*parts, *made, *read, self.content.file_name.split(".")[0])))

    @property
    def title(self) -> str:
        """Column, space and dataset, if known; and of which rows the scores are."""
        on = f"{self.metric.title or self.metric.name} on {self.space.title}"
        of = dataset_title(self.dataset) if self.dataset else ""
        return ", ".join(filter(None, (on, of, self.reading.title)))

    def table(self, run: Run, *, copy: bool = True) -> ScoreTable:
        """Return the scores, and keep a copy with the run if that is wanted."""
        name = self.metric.name
        found = read_user_table(self.content, self.space, [name], self.reading)
        (scores,) = found.columns
        if np.isnan(to_fitness(scores, minimize=self.metric.minimize)).all():
            raise DataError(
                f"{self.content.path}: every {name} is missing, so there is nothing to climb: "
                "expected a finite number in at least one row"
            )
        settings = _origin(self.content) | self.reading.recorded()
        if found.n_excluded is not None:
            settings["n_excluded"] = found.n_excluded
        if self.made:
            settings["made"] = self.made
        table = ScoreTable(
            self.space.name, {name: scores}, {name: self.metric}, {name: settings}, now()
        )
        if copy:
            keep_copy(table, run, self.space)
        return table


def _origin(table: Tabular) -> dict[str, JSON]:
    """Return where a table comes from: a file, or a program that has it at hand."""
    if isinstance(table.path, str):
        return {"source": "python", "given": table.path, "sha256": table.sha256}
    place = hashlib.sha256(str(table.path.resolve()).encode()).hexdigest()
    of = {"source": "table", "file": table.path.name}
    return {**of, "sha256": table.sha256, "place": place}


def _dataset(
    table: Tabular, metric: Metric, made: Mapping[str, JSON], asked: str | None
) -> str | None:
    """Return what scores were measured on: as the table says, and the user does not deny."""
    told = dataset_of(made)
    known = None if asked is None else known_spelling(asked)
    if None not in (told, known) and told != known:
        raise OptionError(
            f"{table.path} says that {metric.name} is of {told}, and --dataset that it is of "
            f"{asked}: leave it out"
        )
    return known or told


def _made_parts(made: Mapping[str, JSON]) -> list[str]:
    how, members = flattened(made), made.get("members")
    parts = []
    if isinstance(members, Mapping) and set(members) != set(RANK_MEMBERS):
        parts += ["of", *members]
    dataset = how.get("dataset")
    # Of noise the dataset's name tells already.
    if how.get("data", dataset) not in (dataset, NOISE):
        parts.append(Path(str(how["data"])).stem)
    return [*parts, *non_default(how)]

"""What becomes of configurations that build the same network: merged, or filled in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from landscape.disk.files import locked
from landscape.errors import DataError, OptionError
from landscape.reporter import say
from landscape.runs.run import Run
from landscape.scores import ScoreTable, write_scores
from landscape.scores.table_file import space_of_scores
from landscape.spaces import FunctionalSpace

if TYPE_CHECKING:
    from collections.abc import Mapping

    from landscape.arrays import FloatArray
    from landscape.disk.files import JSON
    from landscape.scores import Metric
    from landscape.sources.protocol import Source
    from landscape.spaces import Space

__all__ = [
    "CONFIGURATIONS",
    "FilledSource",
    "MergedSource",
    "WrappedSource",
    "differences",
    "filled",
    "merged_space",
]

CONFIGURATIONS = "configurations"
"""Folder, in that of a merged run, with the scores of the configurations behind its networks."""


def merged_space(space: Space) -> FunctionalSpace:
    """Return the functional space of a space that has one beside itself.

    Raises
    ------
    OptionError
        If every configuration stands for a network of its own.

    Examples
    --------
    >>> from landscape import get_space
    >>> merged_space(get_space("nb201")).size
    9445
    """
    functional = space.functional()
    if not isinstance(functional, FunctionalSpace):
        raise OptionError(
            f"--duplicates merge: every configuration of {space.title} stands for a network of its "
            "own, so there is nothing to merge; leave it out"
        )
    return functional


def filled(space: Space, scores: FloatArray) -> FloatArray:
    """Return scores with those of the canonical configurations where duplicates have none.

    Parameters
    ----------
    space
        The space.
    scores
        Shape ``(space.size,)``; NaN is missing.

    Examples
    --------
    >>> import numpy as np
    >>> from landscape import get_space
    >>> scores = np.full(15625, np.nan)
    >>> scores[0] = 10.0  # of the network without a path, which 341 configurations build
    >>> int(np.count_nonzero(~np.isnan(filled(get_space("nb201"), scores))))
    341
    """
    space.check_listable("filling in duplicates")
    canonical = space.canonical(np.arange(space.size, dtype=space.dtype))
    return np.where(np.isnan(scores), scores[canonical], scores)


def differences(space: FunctionalSpace, scores: FloatArray) -> dict[str, JSON]:
    """Return how members of the same network differ in their scores.

    Parameters
    ----------
    space
        The networks.
    scores
        Of the configurations, shape ``(space.base.size,)``; NaN is missing.

    Returns
    -------
    dict
        ``n_configurations`` of the base space; ``n_groups``, networks of several members with
        scores; ``n_differing``, those whose members' scores are not all equal; ``mean_difference``
        and ``largest_difference``, over these, from the canonical configuration's score to that of
        the member furthest from it, where both are finite; None if there is none;
        ``n_left_out``, networks without a score of the canonical configuration, but of a member.

    Examples
    --------
    >>> import numpy as np
    >>> from landscape import get_space
    >>> nb201 = get_space("nb201")
    >>> scores = np.zeros(nb201.size)
    >>> scores[1] = 2.0  # a duplicate of the first
    >>> found = differences(nb201.functional(), scores)
    >>> found["n_groups"], found["n_differing"], found["largest_difference"]
    (165, 1, 2.0)
    """
    node, there = space.node_of, ~np.isnan(scores)
    canonical = scores[space.representatives]
    counts = np.bincount(node[there], minlength=space.size)
    own = canonical[node]
    differs = there & ~np.isnan(own) & (scores != own)
    furthest = np.zeros(space.size)
    finite = differs & np.isfinite(scores) & np.isfinite(own)
    np.maximum.at(furthest, node[finite], np.abs(scores[finite] - own[finite]))
    measured = furthest[furthest > 0]
    return {
        "n_configurations": space.base.size,
        "n_groups": int(np.count_nonzero((counts > 1) & ~np.isnan(canonical))),
        "n_differing": len(np.unique(node[differs])),
        "mean_difference": float(measured.mean()) if len(measured) else None,
        "largest_difference": float(measured.max()) if len(measured) else None,
        "n_left_out": int(np.count_nonzero((counts > 0) & np.isnan(canonical))),
    }


@dataclass(frozen=True, eq=False)
class WrappedSource:
    """A source of scores of which something else is made.

    Attributes
    ----------
    source
        Of the scores of configurations.
    """

    source: Source

    @property
    def dataset(self) -> str | None:
        """What the scores were measured on, if that is known."""
        return self.source.dataset

    @property
    def space(self) -> Space:
        """The space."""
        return self.source.space

    @property
    def metric(self) -> Metric:
        """What the scores mean."""
        return self.source.metric

    @property
    def title(self) -> str:
        """Name of the run, for people."""
        return self.source.title


class FilledSource(WrappedSource):
    """Scores of a table, where duplicates without one take that of the canonical configuration."""

    @property
    def name(self) -> str:
        """Name of the run, for its folder."""
        return f"{self.source.name}-filled"

    def table(self, run: Run, *, copy: bool = True) -> ScoreTable:
        """Return the scores, and keep them with the run if that is wanted."""
        table, name = self.source.table(run, copy=copy), self.metric.name
        scores = filled(self.space, table.column(name))
        n_filled = int(np.count_nonzero(np.isnan(table.column(name)) & ~np.isnan(scores)))
        say(f"{n_filled:,} duplicates take the {name} of the canonical configuration")
        table = _with(table, name, scores, {"n_filled_duplicates": n_filled})
        if copy:
            with locked(run.folder):
                write_scores(run.scores, table, self.space)
        return table


@dataclass(frozen=True, eq=False)
class MergedSource(WrappedSource):
    """Scores of networks: each that of its canonical configuration.

    The scores of the configurations stay in `CONFIGURATIONS`.

    Raises
    ------
    OptionError
        If every configuration of the space stands for a network of its own.
    """

    def __post_init__(self) -> None:
        self.space  # noqa: B018 - complains before anything is scored

    @cached_property
    def space(self) -> FunctionalSpace:
        """The functional space."""
        return merged_space(self.source.space)

    @property
    def name(self) -> str:
        """Name of the run, for its folder."""
        return f"{self.source.name}-merged"

    @property
    def title(self) -> str:
        """Name of the run, for people."""
        return f"{self.source.title}, duplicates merged"

    def table(self, run: Run, *, copy: bool = True) -> ScoreTable:
        """Return the scores, those of an earlier run where they are the same, kept in any case.

        Raises
        ------
        DataError
            If the folder holds the landscape of configurations.
        """
        name, space = self.metric.name, self.space
        if run.scores.exists() and (found := space_of_scores(run.scores)) != space.name:
            raise DataError(
                f"{run.folder} holds a landscape of {found}, and this one is of {space.name}: "
                "choose another folder (--out), or delete it"
            )
        table = self.source.table(Run(run.folder / CONFIGURATIONS))
        scores = table.column(name)
        merged = _with(
            table,
            name,
            scores[space.representatives],
            {"duplicates": "merge", "merged": {**differences(space, scores)}},
        )
        merged = replace(merged, space=space.name)
        with locked(run.folder):
            write_scores(run.scores, merged, space)
        return merged


def _with(table: ScoreTable, name: str, scores: FloatArray, said: Mapping[str, JSON]) -> ScoreTable:
    """Return the table of one column alone, with other scores, and more said of how it was made."""
    settings = {name: {**table.settings.get(name, {}), **said}}
    metrics = {name: table.metric(name)}
    return replace(table, columns={name: scores}, metrics=metrics, settings=settings)

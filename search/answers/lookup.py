"""Who answers searches: fitness of many architectures at once, and what it costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from landscape.errors import DataError, OptionError, UnknownNameError, unknown_name
from landscape.plain_numbers import plain_numbers
from search.driver.protocol import Fidelity, Question

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import numpy.typing as npt

    from landscape.arrays import FloatArray, IntArray

__all__ = ["Answers", "Evaluate", "lookup"]


@dataclass(frozen=True, eq=False)
class Answers:
    """Fitness of architectures, and the seconds each of them costs.

    Attributes
    ----------
    fitness, seconds
        Shape ``(n,)`` each. Seconds are never missing.
    """

    fitness: npt.ArrayLike
    seconds: npt.ArrayLike


Evaluate: TypeAlias = "Callable[[Question, IntArray], npt.ArrayLike | Answers]"
"""Called as ``evaluate(question, indices)``; returns one fitness an index, or `Answers`."""


def lookup(
    columns: Mapping[Question, npt.ArrayLike] | Mapping[str, npt.ArrayLike],
    *,
    seconds: Mapping[str, npt.ArrayLike] | None = None,
    training: Mapping[int, npt.ArrayLike] | None = None,
) -> Evaluate:
    """Return the evaluation that reads tables of a whole space.

    Parameters
    ----------
    columns
        Fitness, shape ``(space.size,)``, by question: a name, or a `Fidelity` of a network
        trained anew. `landscape.scores_of` lines up what is labelled by architecture.
    seconds
        What asking for a score by name costs; for a metric of trained networks, one evaluation
        of the trained network.
    training
        What training from scratch for some epochs costs. A network that is trained for some
        epochs already is charged the difference.

    Raises
    ------
    DataError
        If a column is no numbers (see `landscape.plain_numbers`), or they are not all of one
        length; by the evaluation, if they are too few.
    UnknownNameError
        By the evaluation, if there is no such score.
    OptionError
        By the evaluation, if there is no measurement after so many epochs.
    """
    known = _numbers(columns)
    prices, training_prices = _numbers(seconds or {}), _numbers(training or {})
    size = _size(known, prices, training_prices)

    def evaluate(question: Question, indices: IntArray) -> FloatArray | Answers:
        column = _column(known, question)
        if indices.max(initial=-1) >= size:
            raise DataError(
                f"there are {size:,} scores, and architecture {indices.max()} is asked for: "
                "expected one a configuration of the space"
            )
        fitness = column[indices]
        parts = list(_prices(question, prices, training_prices))
        if not parts:
            return fitness
        return Answers(fitness, np.sum([part[indices] for part in parts], axis=0))

    return evaluate


def _numbers(columns: Mapping[Any, npt.ArrayLike]) -> dict[Any, FloatArray]:
    return {name: plain_numbers(given, what=f"scores {name!r}") for name, given in columns.items()}


def _size(*tables: Mapping[Any, FloatArray]) -> int:
    """Return how many scores all columns have."""
    shapes = {column.shape for table in tables for column in table.values()}
    if len(shapes) > 1 or any(len(shape) != 1 for shape in shapes):
        raise DataError(
            f"columns of shapes {', '.join(map(str, sorted(shapes)))}: expected one score a "
            "configuration in each"
        )
    return next(iter(shapes))[0] if shapes else 0


def _column(columns: Mapping[Question, FloatArray], question: Question) -> FloatArray:
    asked = Fidelity(*question[:2]) if isinstance(question, Fidelity) else question
    if asked not in columns:
        raise _unknown(asked, columns)
    return columns[asked]


def _prices(
    question: Question, seconds: Mapping[str, FloatArray], training: Mapping[int, FloatArray]
) -> Iterable[FloatArray]:
    """Yield what a question costs, architecture by architecture, in parts."""
    name = question.metric if isinstance(question, Fidelity) else question
    if name in seconds:
        yield seconds[name]
    if isinstance(question, Fidelity) and question.epochs in training:
        so_far = training[question.epochs]
        # Between schedules, or beside a time that was filled in, more epochs may have taken less.
        yield np.maximum(so_far - training[question.after], 0) if question.after else so_far


def _unknown(question: Question, columns: Iterable[Question]) -> UnknownNameError | OptionError:
    if isinstance(question, str):
        return unknown_name("metric", question, (q for q in columns if isinstance(q, str)))
    trained = [asked for asked in columns if isinstance(asked, Fidelity)]
    epochs = sorted(asked.epochs for asked in trained if asked.metric == question.metric)
    if not epochs:
        return unknown_name(
            "metric of trained networks", question.metric, {q.metric for q in trained}
        )
    return OptionError(
        f"there is no {question.metric} after {question.epochs} epochs: "
        f"there is one after {', '.join(map(str, epochs))}"
    )

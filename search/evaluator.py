"""Who answers searches: fitness of many architectures at once, and what it costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from landscape.errors import OptionError, UnknownNameError, unknown_name
from search.protocol import Fidelity, Question

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
    columns: Mapping[Question, FloatArray] | Mapping[str, FloatArray],
    *,
    seconds: Mapping[str, FloatArray] | None = None,
    training: Mapping[int, FloatArray] | None = None,
) -> Evaluate:
    """Return the evaluation that reads tables of a whole space.

    Parameters
    ----------
    columns
        Fitness, shape ``(space.size,)``, by question: a name, or a `Fidelity` of a network
        trained anew.
    seconds
        What asking for a score by name costs; for a metric of trained networks, one evaluation
        of the trained network.
    training
        What training from scratch for some epochs costs. A network that is trained for some
        epochs already is charged the difference.

    Raises
    ------
    UnknownNameError
        By the evaluation, if there is no such score.
    OptionError
        By the evaluation, if there is no measurement after so many epochs.
    """
    seconds, training = seconds or {}, training or {}
    known: dict[Question, FloatArray] = {}
    known.update(columns)

    def evaluate(question: Question, indices: IntArray) -> FloatArray | Answers:
        fitness = _column(known, question)[indices]
        parts = list(_prices(question, seconds, training))
        if not parts:
            return fitness
        return Answers(fitness, np.sum([part[indices] for part in parts], axis=0))

    return evaluate


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

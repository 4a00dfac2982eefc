"""Answers from tables of a whole space: fitness of many architectures, and what it costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from landscape.arrays import plain_numbers
from landscape.errors import DataError, OptionError, UnknownNameError, unknown_name
from search.driver.protocol import Answers, Fidelity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import numpy.typing as npt

    from landscape.arrays import FloatArray, IntArray
    from search.driver.protocol import Evaluate, Objective

__all__ = ["lookup"]


def lookup(
    columns: Mapping[Objective, npt.ArrayLike] | Mapping[str, npt.ArrayLike],
    *,
    seconds: Mapping[str, npt.ArrayLike] | None = None,
    training: Mapping[int, npt.ArrayLike] | None = None,
) -> Evaluate:
    """Return the evaluation that reads tables of a whole space.

    Parameters
    ----------
    columns
        Fitness, shape ``(space.size,)``, by objective: a name, or a `Fidelity` of a network
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
        If a column is no numbers (see `landscape.arrays`), or they are not all of one
        length; by the evaluation, if they are too few.
    UnknownNameError
        By the evaluation, if there is no such score.
    OptionError
        By the evaluation, if there is no measurement after so many epochs.

    Examples
    --------
    >>> import numpy as np
    >>> from search import lookup
    >>> evaluate = lookup({"acc": [70, 80, 90]})
    >>> evaluate("acc", np.array([0, 2])).tolist()
    [70.0, 90.0]
    >>> evaluate = lookup({"acc": [70, 80, 90]}, seconds={"acc": [1, 2, 3]})
    >>> answers = evaluate("acc", np.array([0, 2]))
    >>> answers.fitness.tolist(), answers.seconds.tolist()
    ([70.0, 90.0], [1.0, 3.0])
    """
    known = _numbers(columns)
    by_name, by_epochs = _numbers(seconds or {}), _numbers(training or {})
    size = _size(known, by_name, by_epochs)

    def evaluate(objective: Objective, indices: IntArray) -> FloatArray | Answers:
        column = _column(known, objective)
        if indices.max(initial=-1) >= size:
            raise DataError(
                f"there are {size:,} scores, and architecture {indices.max()} is asked for: "
                "expected one a configuration of the space"
            )
        fitness = column[indices]
        parts = list(_costs(objective, by_name, by_epochs))
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


def _column(columns: Mapping[Objective, FloatArray], objective: Objective) -> FloatArray:
    asked = Fidelity(*objective[:2]) if isinstance(objective, Fidelity) else objective
    if asked not in columns:
        raise _unknown(asked, columns)
    return columns[asked]


def _costs(
    objective: Objective, seconds: Mapping[str, FloatArray], training: Mapping[int, FloatArray]
) -> Iterable[FloatArray]:
    """Yield what an objective costs, architecture by architecture, in parts."""
    name = objective.metric if isinstance(objective, Fidelity) else objective
    if name in seconds:
        yield seconds[name]
    if isinstance(objective, Fidelity) and objective.epochs in training:
        so_far = training[objective.epochs]
        # Between schedules, or beside a time that was filled in, more epochs may have taken less.
        yield np.maximum(so_far - training[objective.after], 0) if objective.after else so_far


def _unknown(objective: Objective, columns: Iterable[Objective]) -> UnknownNameError | OptionError:
    if isinstance(objective, str):
        return unknown_name("metric", objective, (q for q in columns if isinstance(q, str)))
    trained = [asked for asked in columns if isinstance(asked, Fidelity)]
    epochs = sorted(asked.epochs for asked in trained if asked.metric == objective.metric)
    if not epochs:
        return unknown_name(
            "metric of trained networks", objective.metric, {q.metric for q in trained}
        )
    return OptionError(
        f"there is no {objective.metric} after {objective.epochs} epochs: "
        f"there is one after {', '.join(map(str, epochs))}"
    )

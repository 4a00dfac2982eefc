"""What is said about a search afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from landscape.display import html_table, short_repr

__all__ = ["Result", "Step"]


class Step(NamedTuple):
    """A move and when it happened.

    Attributes
    ----------
    evaluations, epochs, seconds
        What was charged up to and including the evaluation that led to this move: answers, epochs
        of training, and seconds of proxies and training together.
    architecture, fitness
        Where the search stands from here on: the current solution.
    best_architecture, best
        The best solution so far and its fitness.

    Examples
    --------
    >>> from search import Ask, Move, lookup, run
    >>> def down():
    ...     for architecture in (0, 1, 2):
    ...         yield Move(architecture, *(yield Ask([architecture], "acc")))
    >>> (result,) = run([down()], lookup({"acc": [90, 80, 70]}), budget=9)
    >>> last = result.trajectory[-1]
    >>> last.evaluations, last.architecture, last.fitness, last.best_architecture, last.best
    (3, 2, 70.0, 0, 90.0)
    """

    evaluations: int
    architecture: int
    fitness: float
    best_architecture: int
    best: float
    epochs: int = 0
    seconds: float = 0.0


@dataclass(frozen=True)
class Result:
    """What a search found, and what it cost.

    Attributes
    ----------
    architecture
        The best it moved to in its last stage, the first of equals; None if all it met were
        missing.
    fitness
        Fitness of that; NaN if there is none.
    stage
        The stage it was found in; -1 if there is none.
    evaluations
        How many answers it was charged, repeated ones included.
    epochs
        Epochs of training.
    proxy_seconds, train_seconds
        Seconds of scores by name, and of training with its evaluations.
    trajectory
        Its moves in order; ``pandas.DataFrame(result.trajectory)`` is a table of them.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> from landscape import ProductSpace
    >>> from search import local_search, lookup, run
    >>> search = local_search(ProductSpace([2] * 6), "number", np.random.default_rng(0))
    >>> (result,) = run([search], lookup({"number": np.arange(64)}), budget=100)
    >>> result.architecture, result.fitness, result.evaluations, result.epochs
    (63, 63.0, 100, 0)
    >>> pd.DataFrame(result.trajectory)["best"].max().item()
    63.0
    """

    architecture: int | None
    fitness: float
    stage: int
    evaluations: int
    epochs: int
    proxy_seconds: float
    train_seconds: float
    trajectory: tuple[Step, ...]

    __repr__ = short_repr

    def _repr_html_(self) -> str:
        rows: dict[str, object] = {
            name: getattr(self, name)
            for name in ("architecture", "fitness", "stage", "evaluations", "epochs")
        }
        rows |= {"proxy seconds": self.proxy_seconds, "train seconds": self.train_seconds}
        return html_table("Result of a search", rows | {"moves": len(self.trajectory)})

"""Results of many trials as columns: what is kept on disk, and what is said of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from search.driver.walks import configurations

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from landscape.arrays import ByNumber, FloatArray, IntArray
    from landscape.spaces import Space
    from search.driver.result import Result

__all__ = [
    "COSTS",
    "NONE_FOUND",
    "TEST_METRICS",
    "Columns",
    "mean_and_std",
    "reported_columns",
    "step_columns",
    "trial_columns",
]

NONE_FOUND = -1
"""The configuration of a trial that found none."""

Columns: TypeAlias = "dict[str, npt.NDArray[Any]]"
"""Columns of numbers by name, of the same length."""

COSTS = ("evaluations", "epochs", "proxy_seconds", "train_seconds")
"""What a trial is charged, each a column."""

TEST_METRICS = ("test_acc", "test_per")
"""What is reported of architectures, and no search sees."""


def trial_columns(results: Sequence[Result], walked: Space, first: int = 0) -> Columns:
    """Return one row a trial: number, configuration found, its fitness and stage, and costs.

    Parameters
    ----------
    results
        What `run` returned.
    walked
        The `walk_space` the searches were on.
    first
        Number of the first trial.
    """
    found = [NONE_FOUND if r.architecture is None else r.architecture for r in results]
    costs = {name: np.array([getattr(r, name) for r in results]) for name in COSTS}
    return {
        "trial": np.arange(first, first + len(results)),
        "configuration": _configurations(walked, found),
        "fitness": np.array([r.fitness for r in results], dtype=np.float64),
        "stage": np.array([r.stage for r in results], dtype=np.int64),
        **costs,
    }


def step_columns(results: Sequence[Result], walked: Space, first: int = 0) -> Columns:
    """Return one row a move: trial, number of the move, costs so far, current and best."""
    trajectories = [result.trajectory for result in results]
    lengths = [len(trajectory) for trajectory in trajectories]
    rows = [step for trajectory in trajectories for step in trajectory]
    return {
        "trial": np.repeat(np.arange(first, first + len(results)), lengths),
        "step": np.concatenate([np.arange(0), *map(np.arange, lengths)]),
        "evaluations": np.array([step.evaluations for step in rows], dtype=np.int64),
        "epochs": np.array([step.epochs for step in rows], dtype=np.int64),
        "seconds": np.array([step.seconds for step in rows], dtype=np.float64),
        "configuration": _configurations(walked, [step.architecture for step in rows]),
        "fitness": np.array([step.fitness for step in rows], dtype=np.float64),
        "best_configuration": _configurations(walked, [step.best_architecture for step in rows]),
        "best": np.array([step.best for step in rows], dtype=np.float64),
    }


def reported_columns(
    columns: Columns, reported: Mapping[str, FloatArray] | Mapping[str, ByNumber]
) -> Columns:
    """Return what is reported of the configurations in columns, and of the best in a trajectory.

    Parameters
    ----------
    columns
        Of `trial_columns` or `step_columns`.
    reported
        Name → score of every configuration, shape ``(space.size,)``, such as ``test_acc``, or
        of some by their numbers.
    """
    more: Columns = {}
    for name, scores in reported.items():
        more[name] = _looked_up(scores, columns["configuration"])
        if "best_configuration" in columns:
            more[f"best_{name}"] = _looked_up(scores, columns["best_configuration"])
    return more


def mean_and_std(values: npt.NDArray[Any]) -> dict[str, float | int | None]:
    """Return mean and standard deviation (of the population) over trials that have a value."""
    known = np.asarray(values, dtype=np.float64)
    known = known[~np.isnan(known)]
    if not len(known):
        return {"mean": None, "std": None, "n": 0}
    if np.all(known == known[0]):  # without the rounding of a sum
        return {"mean": float(known[0]), "std": 0.0, "n": len(known)}
    with np.errstate(invalid="ignore"):  # -inf is a value too
        return {"mean": float(known.mean()), "std": float(known.std()), "n": len(known)}


def _configurations(walked: Space, numbers: Sequence[int]) -> IntArray:
    """Return configurations, `NONE_FOUND` where there is none."""
    walks = np.array(numbers, dtype=np.int64)
    found = walks != NONE_FOUND
    walks[found] = configurations(walked, walks[found])
    return walks


def _looked_up(scores: FloatArray | ByNumber, numbers: npt.NDArray[Any]) -> FloatArray:
    rows = numbers.astype(np.int64)
    return np.where(rows == NONE_FOUND, np.nan, scores[rows])

"""The sum of an architecture's ranks under several metrics, as one more metric.

Source: Hsieh and Tsai, 2023, Algorithm 1, which sorts in descending order and takes the smallest
sum; here ranks ascend, so that higher is better, and ties and missing scores have a rule.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.arrays import plain_numbers
from landscape.errors import DataError, OptionError
from landscape.scores.table import Metric, column_of, to_fitness

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from landscape.arrays import FloatArray, IntArray
    from landscape.spaces import Space

__all__ = ["RANK", "RANK_FORMULA", "RANK_MEMBERS", "rank_column", "rank_sum"]

RANK = Metric("rank", title="Rank sum", source="Hsieh and Tsai, 2023")
"""What the sum of ranks is, as a column."""

RANK_FORMULA = "Σ rank among all architectures scored, over the metrics it is made of"

RANK_MEMBERS = ("ni_na", "nwot", "logsynflow")
"""The metrics it is made of, unless others are asked for."""


def rank_sum(columns: Sequence[npt.ArrayLike], minimize: Sequence[bool]) -> FloatArray:
    """Return the sum over metrics of each architecture's rank.

    A metric ranks the architectures it has a score of from 1, the worst, to their number, the
    best; equally good ones share the mean of their ranks. Which scores are missing, and that -inf
    fitness is the worst, is said by `to_fitness`.

    Parameters
    ----------
    columns
        Scores under each metric, every one of shape ``(n,)``; NaN is missing. Labelled ones are
        lined up first, by `landscape.scores_of`.
    minimize
        Whether lower scores are better, for each metric.

    Returns
    -------
    array of shape (n,)
        Higher is better; NaN where any of the scores is missing. Without metrics, of shape (0,).

    Raises
    ------
    OptionError
        If there is not one direction a column.
    DataError
        If columns differ in shape, or are no numbers.

    Examples
    --------
    >>> import numpy as np
    >>> from landscape.scores import rank_sum
    >>> accuracy, loss = np.array([70.0, 90.0, 80.0]), np.array([2.0, 1.0, 1.0])
    >>> rank_sum([accuracy, loss], [False, True]).tolist()
    [2.0, 5.5, 4.5]
    """
    if len(columns) != len(minimize):
        raise OptionError(
            f"{len(columns)} columns and {len(minimize)} directions: expected one each"
        )
    numbers = [plain_numbers(column) for column in columns]
    shapes = {column.shape for column in numbers}
    if len(shapes) > 1:
        raise DataError(f"columns of shapes {sorted(shapes)}: expected one score an architecture")
    from scipy.stats import rankdata  # slow to import: only who ranks pays

    ranks = [
        rankdata(to_fitness(column, minimize=lower_is_better), nan_policy="omit")
        for column, lower_is_better in zip(numbers, minimize, strict=True)
    ]
    return np.sum(ranks, axis=0) if ranks else np.empty(0)


def rank_column(
    columns: Mapping[str, FloatArray],
    members: Mapping[str, Metric],
    only: IntArray | None,
    space: Space,
) -> dict[str, FloatArray]:
    """Return the sum of ranks as a column, beside those it is made of; nothing without members.

    Parameters
    ----------
    columns
        Name → scores of a whole space, shape ``(space.size,)``.
    members
        Name of each metric it is made of → its meaning.
    only
        The configurations that are ranked; None for all.
    space
        The space.
    """
    if not members:
        return {}
    rows = np.arange(space.size) if only is None else only
    summed = rank_sum(
        [columns[name][rows] for name in members], [each.minimize for each in members.values()]
    )
    return {RANK.name: column_of(space, rows, summed)}

"""Traces of walks from optimum to optimum, as other programs write and read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.errors import ArchitectureError, DataError, OptionError
from landscape.sampled.sample import Sample
from landscape.spaces.product import ProductSpace

if TYPE_CHECKING:
    import pandas as pd

    from landscape.arrays import FloatArray, IntArray
    from landscape.spaces import Space

__all__ = ["TRACE", "from_trace", "to_trace"]

TRACE = ("run", "fit1", "node1", "fit2", "node2")
"""Columns of a trace: a move a row, in the order of each run."""


def to_trace(sample: Sample) -> pd.DataFrame:
    """Return the moves of walks as a trace: a row a move from one optimum to the next.

    Fitness is maximised, as everywhere here. A walk that never moved leaves no row.

    Parameters
    ----------
    sample
        One of the method ``"ils"``.

    Raises
    ------
    OptionError
        If it is one of another method, which does not walk.

    Examples
    --------
    >>> import numpy as np
    >>> from landscape import ProductSpace
    >>> from landscape.sampled import from_trace, to_trace
    >>> from search.sampling import sample
    >>> space, heights = ProductSpace([3, 3]), np.array([9.0, 1, 0, 1, 2, 1, 0, 1, 7])
    >>> walked = sample(space, lambda metric, i: heights[i], method="ils", starts=5, failures=9)
    >>> trace = to_trace(walked)
    >>> set(trace["node2"]) <= {"0", "4", "8"}, from_trace(trace, space).n_optima
    (True, 3)
    """
    import pandas as pd  # slow to import: only who asks pays

    if sample.visits is None:
        raise OptionError(
            f"a sample of the method {sample.method} has no walks to write as a trace: sample "
            "with the method ils"
        )
    visits = sample.visits[np.argsort(sample.visits[:, 0], kind="stable")]
    before, after = visits[:-1], visits[1:]
    moves = before[:, 0] == after[:, 0]
    ends = {1: before[moves, 1], 2: after[moves, 1]}
    names = np.array([sample.space.format(index) for index in sample.optima.tolist()], dtype=object)
    columns = {"run": before[moves, 0]}
    for number, places in ends.items():
        columns |= {f"fit{number}": sample.fitness[places], f"node{number}": names[places]}
    return pd.DataFrame(columns, columns=list(TRACE))


def from_trace(
    trace: pd.DataFrame, space: Space, *, metric: str = "fitness", minimize: bool = False
) -> Sample:
    """Return what a trace tells of a landscape.

    It has the optima at which walks were, their edges, and of each walk the optimum in which its
    first climb ended. It tells not where that started, so that numbers of starts and of climbs'
    lengths are unknown; nor of escapes that were not accepted, so that weights count moves.
    `Sample.evaluations` are those that it shows, the optima.

    Parameters
    ----------
    trace
        Columns `TRACE` in any order: integer runs, fitness, and nodes in a notation of the space,
        or as digits, one a variable, such as the bit string ``"0110"``.
        The rows of each run in the order of its moves.
    space
        What the nodes are of.
    metric
        What fitness is called.
    minimize
        Whether lower fitness is better, as lonkit has it by default.

    Raises
    ------
    DataError
        If columns are missing, a value is none, a node is none of the space or has two
        fitnesses, or a run does not go on where it was.
    """
    missing = [name for name in TRACE if name not in trace]
    if missing:
        raise DataError(
            f"a trace without a column {missing[0]!r}: expected {', '.join(TRACE)}, a move a row"
        )
    if not len(trace):
        raise DataError("a trace without rows: expected a move a row")
    run, nodes, fitness = _runs(trace), _nodes(trace, space), _fitness(trace)
    order = np.argsort(run, kind="stable")
    run, nodes, fitness = run[order], nodes[order], fitness[order]
    begins = np.append(True, run[1:] != run[:-1])
    torn = np.flatnonzero(~begins[1:] & (nodes[1:, 0] != nodes[:-1, 1]))
    if len(torn):
        row = int(order[torn[0] + 1])
        raise DataError(
            f"row {row + 1} of the trace starts at {trace['node1'].iloc[row]}, and run "
            f"{run[torn[0]]} was somewhere else: expected the moves of a run in their order"
        )
    optima, place = np.unique(nodes, return_inverse=True)
    place = place.reshape(nodes.shape)
    heights = _one_each(optima, place, -fitness if minimize else fitness, space)
    walk = np.cumsum(begins) - 1
    first = np.column_stack([walk[begins], place[begins, 0]])
    pairs, weight = np.unique(place, axis=0, return_counts=True)
    back = pairs[:, 0] == pairs[:, 1]
    nothing = np.zeros(len(optima), dtype=np.int64)
    return Sample(
        space=space,
        metric=metric,
        method="ils",
        starts=nodes[begins, 0],
        start_fitness=np.full(len(first), np.nan),
        steps=np.full(len(first), -1),
        ends=first[:, 1],
        optima=optima.astype(space.dtype),
        fitness=heights,
        drawn=nothing,
        escapes=nothing,
        source=pairs[~back, 0],
        target=pairs[~back, 1],
        weight=weight[~back],
        self_weight=np.bincount(pairs[back, 0], weight[back], len(optima)).astype(np.int64),
        evaluations=len(optima),
        climbs=len(first) + len(trace),
        visits=np.concatenate([first, np.column_stack([walk, place[:, 1]])]),
    )


def _runs(trace: pd.DataFrame) -> IntArray:
    values = _numbers(trace, "run")
    if (values % 1 != 0).any():
        row = int(np.flatnonzero(values % 1 != 0)[0])
        raise DataError(f"row {row + 1} of the trace has run {values[row]}: expected whole numbers")
    return values.astype(np.int64)


def _fitness(trace: pd.DataFrame) -> FloatArray:
    return np.column_stack([_numbers(trace, name) for name in ("fit1", "fit2")])


def _numbers(trace: pd.DataFrame, name: str) -> FloatArray:
    import pandas as pd  # slow to import: only who reads a trace pays

    values = pd.to_numeric(trace[name], errors="coerce").to_numpy(np.float64)
    if not np.isfinite(values).all():
        row = int(np.flatnonzero(~np.isfinite(values))[0])
        there = trace[name].iloc[row]
        raise DataError(f"row {row + 1} of the trace has {name} {there!r:.40}: expected a number")
    return values


def _nodes(trace: pd.DataFrame, space: Space) -> IntArray:
    """Return the configurations of both nodes of each row, shape ``(n, 2)``."""
    known: dict[object, int] = {}
    found = np.empty((len(trace), 2), dtype=np.int64)
    for column, name in enumerate(("node1", "node2")):
        for row, node in enumerate(trace[name].tolist()):
            if node not in known:
                try:
                    known[node] = _parsed(space, node)
                except ArchitectureError as error:
                    raise DataError(f"row {row + 1} of the trace, {name}: {error}") from error
            found[row, column] = known[node]
    return found


def _parsed(space: Space, node: object) -> int:
    """Return the configuration of a node; digits may be options, one a variable: ``0110``."""
    text = str(node).strip()
    shape = space.shape if isinstance(space, ProductSpace) else ()
    if text.isdecimal() and len(text) == len(shape) > 1:
        codes = [int(digit) for digit in text]
        if all(code < count for code, count in zip(codes, shape, strict=True)):
            return int(space.encode(codes))  # type: ignore[attr-defined]  # it is a ProductSpace
    return space.parse(node)


def _one_each(optima: IntArray, place: IntArray, fitness: FloatArray, space: Space) -> FloatArray:
    """Return the fitness of each optimum; raises `DataError` if one has two."""
    heights = np.empty(len(optima), dtype=np.float64)
    heights[place.ravel()] = fitness.ravel()
    other = np.flatnonzero((heights[place] != fitness).any(axis=1))
    if len(other):
        row = place[other[0]], fitness[other[0]]
        node, value = next(pair for pair in zip(*row, strict=True) if heights[pair[0]] != pair[1])
        raise DataError(
            f"{space.format(int(optima[node]))} has fitness {value} and {heights[node]} in the "
            "trace: expected one"
        )
    return heights

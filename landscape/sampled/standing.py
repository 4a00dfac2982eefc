"""Where one configuration stands in a landscape: its neighbours, its climb, where escapes lead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from landscape.numbers import counted, number_text
from landscape.sampled.estimates import edge_weight

if TYPE_CHECKING:
    import pandas as pd

    from landscape.arrays import FloatArray, IntArray
    from landscape.spaces import Space

__all__ = ["Standing"]


@dataclass(frozen=True, eq=False)
class Standing:
    """What its neighbours, its climb and the escapes of its optimum say of a configuration.

    All of it is exact, whatever the size of the space, but the weights of escapes where some of
    them were drawn.

    Attributes
    ----------
    space, metric
        The space, and the name of what is climbed.
    n_better, n_equal, n_worse, n_missing
        How many neighbours of the configuration are so: strictly better, equally good, worse, and
        without a score.
    path, path_fitness
        Shape ``(steps + 1,)`` each: configuration numbers from the configuration to the optimum in
        which its best-improvement climb ends, and what they score.
    n_escapes
        How many escapes the optimum has.
    n_drawn
        How many of them were climbed.
    targets, target_fitness, counts
        Shape ``(n_targets,)`` each: the optima in which those climbs ended, the most frequent
        first; what they score; and how many ended there. The rest of `n_drawn` have no score.

    Examples
    --------
    >>> import numpy as np
    >>> from landscape import ProductSpace
    >>> from search.sampling import standing
    >>> fitness = np.array([9.0, 1, 0, 1, 2, 1, 0, 1, 7])
    >>> of_1 = standing(ProductSpace([3, 3]), lambda metric, indices: fitness[indices], 1)
    >>> of_1.is_optimum, of_1.path.tolist(), of_1.targets.tolist(), of_1.counts.tolist()
    (False, [1, 0], [8, 4], [3, 1])
    """

    space: Space
    metric: str
    n_better: int
    n_equal: int
    n_worse: int
    n_missing: int
    path: IntArray
    path_fitness: FloatArray
    n_escapes: int
    n_drawn: int
    targets: IntArray
    target_fitness: FloatArray
    counts: IntArray

    @property
    def fitness(self) -> float:
        """What the configuration scores."""
        return float(self.path_fitness[0])

    @property
    def is_optimum(self) -> bool:
        """Whether no neighbour is strictly better."""
        return self.n_better == 0

    @property
    def optimum(self) -> int:
        """Number of the optimum in which the climb ends."""
        return int(self.path[-1])

    def path_table(self) -> pd.DataFrame:
        """Return one row a step of the climb, with the start."""
        return self._table(self.path, self.path_fitness)

    def escapes_table(self, *, level: float = 0.95) -> pd.DataFrame:
        """Return one row an optimum that escapes lead to: how many of those drawn, and the weight.

        The weight is how many of all escapes lead there: exact where all were climbed, else an
        estimate with its interval; see `edge_weight`.
        """
        table = self._table(self.targets, self.target_fitness)
        table["seen"] = self.counts
        table["improves"] = self.target_fitness > self.path_fitness[-1]
        counts = self.counts.tolist()
        found = [edge_weight(n, self.n_drawn, self.n_escapes, level=level) for n in counts]
        for name, of in (("weight", "value"), ("weight_low", "low"), ("weight_high", "high")):
            table[name] = [getattr(each, of) for each in found]
        return table

    def _table(self, indices: IntArray, fitness: FloatArray) -> pd.DataFrame:
        import pandas as pd  # slow to import: only who asks pays

        names = [self.space.format(index) for index in indices.tolist()]
        return pd.DataFrame({"configuration": indices, "architecture": names, "fitness": fitness})

    def in_words(self) -> dict[str, str]:
        """Return what is to be said of it, by what it is about."""
        steps = len(self.path) - 1
        ends = self.space.format(self.optimum) if steps else "itself"
        said = f"{counted(steps, 'step')}, to {ends}" if steps else "none: it is an optimum"
        return {
            "fitness": number_text(self.fitness),
            "optimum": self._verdict(),
            "climb": said,
            "climb ends at": number_text(float(self.path_fitness[-1])),
            "escapes": self._escapes(),
        }

    def _verdict(self) -> str:
        there_are = self.n_better + self.n_equal + self.n_worse
        gone = f"; {self.n_missing} have no score" if self.n_missing else ""
        if not self.is_optimum:
            return f"no: {self.n_better} of {counted(there_are, 'neighbour')} are better{gone}"
        ties = f"{self.n_equal} equally good" if self.n_equal else "none equally good: strict"
        return f"yes: none of {counted(there_are, 'neighbour')} is better, {ties}{gone}"

    def _escapes(self) -> str:
        whose = "of it" if self.is_optimum else "of the optimum"
        if not self.n_drawn:
            return f"{self.n_escapes:,} {whose}, none climbed"
        back = int(self.counts[self.targets == self.optimum].sum())
        others = np.count_nonzero(self.targets != self.optimum)
        lost = self.n_drawn - int(self.counts.sum())
        gone = f", {lost:,} have no score" if lost else ""
        return (
            f"{self.n_escapes:,} {whose}, {self.n_drawn:,} climbed: {back:,} lead back, the others "
            f"to {counted(int(others), 'other optimum', 'other optima')}{gone}"
        )

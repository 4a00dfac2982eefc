"""What climbs from some starts, and from escapes of what they found, have seen of a landscape."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from landscape.display import html_table, mime_bundle, short_repr
from landscape.errors import OptionError
from landscape.network import Network
from landscape.sampled.estimates import (
    Estimate,
    coverage,
    edge_weight,
    number_of_optima,
    share,
    unseen_escapes,
)

if TYPE_CHECKING:
    import pandas as pd

    from landscape.arrays import FloatArray, IntArray
    from landscape.spaces import Space

__all__ = ["Sample", "plain_estimate"]


@dataclass(frozen=True, eq=False)
class Sample:
    """The climbs of a sampler, and what they say of the landscape that nobody has seen whole.

    Optima are numbered by their position in `optima`.

    Attributes
    ----------
    space, metric
        The space, and the name of what was climbed.
    method
        ``"snowball"`` or ``"ils"``.
    starts, start_fitness, steps, ends
        Shape ``(n_starts,)`` each: configurations drawn uniformly that have a score; what they
        score; the steps of the climb from each, and the position of the optimum in which it ended.
        Where nobody told where a climb started it is NaN and -1, and the start is its optimum.
    optima, fitness
        Shape ``(n_optima,)`` each: configuration numbers, ascending, and what they score.
    drawn, escapes
        Shape ``(n_optima,)`` each: how many of an optimum's escapes were climbed, and how many it
        has; 0 and 0 where none was drawn.
    source, target, weight
        Shape ``(n_edges,)`` each, sorted by source, then target, which differ: so many of the
        escapes drawn of `source` have a climb that ends in `target`.
    self_weight
        Shape ``(n_optima,)``: how many of those drawn have a climb that returns. The rest of
        `drawn` have no score.
    evaluations, climbs
        What it took: distinct configurations that were looked at, and climbs.
    visits
        For ``"ils"``, shape ``(n_visits, 2)``: the start, and the position of an optimum that its
        run came to, in order.

    Examples
    --------
    >>> import numpy as np
    >>> from landscape import ProductSpace
    >>> from search.sampling import sample
    >>> fitness = np.array([9.0, 1, 0, 1, 2, 1, 0, 1, 7])
    >>> seen = sample(ProductSpace([3, 3]), lambda metric, indices: fitness[indices], starts=20)
    >>> seen.optima.tolist(), seen.network("mlon").n_edges, seen.coverage().value
    ([0, 4, 8], 3, 1.0)
    """

    space: Space
    metric: str
    method: str
    starts: IntArray
    start_fitness: FloatArray
    steps: IntArray
    ends: IntArray
    optima: IntArray
    fitness: FloatArray
    drawn: IntArray
    escapes: IntArray
    source: IntArray
    target: IntArray
    weight: IntArray
    self_weight: IntArray
    evaluations: int
    climbs: int
    visits: IntArray | None = None

    __repr__ = short_repr

    @property
    def n_starts(self) -> int:
        """Number of starts."""
        return len(self.starts)

    @property
    def n_optima(self) -> int:
        """Number of optima that were seen."""
        return len(self.optima)

    @cached_property
    def hits(self) -> IntArray:
        """How many starts ended in each optimum, shape ``(n_optima,)``."""
        return np.bincount(self.ends, minlength=self.n_optima)

    # -- the network ------------------------------------------------------------------------

    def network(self, kind: str = "mlon") -> Network:
        """Return the part of a local optima network that was seen.

        Its weights count how often an edge was met: by escapes that were drawn, or by moves of
        walks. Its basins count the starts that ended in an optimum, of `n_starts` in all, whose
        shares estimate shares of the space.

        Raises
        ------
        OptionError
            If there is no such kind of network.
        """
        lon = self._lon
        made = {"lon": lambda: lon, "mlon": lon.monotonic, "cmlon": lon.compressed}
        if kind not in made:
            raise OptionError(f"network {kind!r}: expected one of {', '.join(made)}")
        return made[kind]()

    @cached_property
    def _lon(self) -> Network:
        return Network(
            name=[self.space.format(index) for index in self.optima.tolist()],
            index=self.optima,
            fitness=self.fitness,
            basin=self.hits,
            self_weight=self.self_weight,
            members=np.ones(self.n_optima, dtype=np.int64),
            source=self.source,
            target=self.target,
            weight=self.weight,
            kind="lon",
            space=self.space.name,
            metric=self.metric,
            n_configurations=self.space.size,
            n_starts=self.n_starts,
        )

    # -- estimates --------------------------------------------------------------------------

    def coverage(self, *, level: float = 0.95) -> Estimate:
        """Estimate which share of the space has its optimum among those that were seen.

        A start tells of it what it would have found alone: its optimum counts as seen once if no
        other start ends there, and none leads there by escapes.

        Raises
        ------
        OptionError
            If there are no starts.
        """
        f1, f2 = self._seen_once_and_twice
        return coverage(self.n_starts, f1, f2, level=level)

    @cached_property
    def _seen_once_and_twice(self) -> tuple[int, int]:
        if self.visits is not None:
            return self._by_visits(self.visits)
        few = np.flatnonzero((self.hits == 1) | (self.hits == 2))
        alone = [position for position in few.tolist() if not self._is_led_to(position)]
        counts = np.bincount(self.hits[alone], minlength=3)
        return int(counts[1]), int(counts[2])

    def _is_led_to(self, optimum: int) -> bool:
        """Tell whether edges lead to an optimum from another one in which a start ended."""
        begins, sources = self._backwards
        seen, queue = {optimum}, [optimum]
        while queue:
            at = queue.pop()
            for before in sources[begins[at] : begins[at + 1]].tolist():
                if before not in seen:
                    if self.hits[before]:
                        return True
                    seen.add(before)
                    queue.append(before)
        return False

    @cached_property
    def _backwards(self) -> tuple[IntArray, IntArray]:
        order = np.argsort(self.target, kind="stable")
        begins = np.searchsorted(self.target[order], np.arange(self.n_optima + 1))
        return begins, self.source[order]

    def _by_visits(self, visits: IntArray) -> tuple[int, int]:
        """Count optima in which a start ended that only its own run, or two runs, came to."""
        runs_of = np.unique(visits, axis=0)[:, 1]
        n_runs = np.bincount(runs_of, minlength=self.n_optima)
        alone = self.hits == n_runs  # no other run came by
        return int(np.sum(alone & (self.hits == 1))), int(np.sum(alone & (self.hits == 2)))

    def estimated_optima(self, *, level: float = 0.95) -> Estimate:
        """Estimate from below how many optima there are; see `number_of_optima`."""
        seen = int(np.count_nonzero(self.hits))
        f1, f2 = (int(np.count_nonzero(self.hits == count)) for count in (1, 2))
        also = self.n_optima - seen
        size = self.space.size
        return number_of_optima(self.n_starts, f1, f2, seen, also=also, most=size, level=level)

    def optima_table(self, *, level: float = 0.95) -> pd.DataFrame:
        """Return one row an optimum: share of its basin, unseen escapes, whether it is a sink."""
        import pandas as pd  # slow to import: only who asks pays

        basins = [share(count, self.n_starts, level=level) for count in self.hits.tolist()]
        unseen = self.unseen(level)
        lon = self._lon
        return pd.DataFrame(
            {
                "configuration": self.optima,
                "architecture": lon.name,
                "fitness": self.fitness,
                "sink": lon.sink,
                "starts": self.hits,
                "basin_share": [each.value for each in basins],
                "basin_share_low": [each.low for each in basins],
                "basin_share_high": [each.high for each in basins],
                "escapes": self.escapes,
                "escapes_drawn": self.drawn,
                "escapes_back": self.self_weight,
                "unseen_escapes": [each.value for each in unseen],
                "unseen_escapes_low": [each.low for each in unseen],
                "unseen_escapes_high": [each.high for each in unseen],
            }
        )

    def unseen(self, level: float = 0.95) -> list[Estimate]:
        """Estimate for each optimum which share of its escapes leads where none drawn led.

        It is NaN where none was drawn. See `unseen_escapes`.
        """
        once, twice = (
            np.bincount(self.source[self.weight == n], minlength=self.n_optima)
            + (self.self_weight == n)
            for n in (1, 2)
        )
        nothing = Estimate(np.nan, np.nan, np.nan, level)  # nothing was drawn
        columns = (once, twice, self.drawn, self.escapes)
        return [
            unseen_escapes(*row, level=level) if row[2] else nothing
            for row in zip(*(column.tolist() for column in columns), strict=True)
        ]

    def edges_table(self, *, level: float = 0.95) -> pd.DataFrame:
        """Return one row an edge: the escapes that were seen, and the weight they tell of.

        For ``"ils"``, which draws of an optimum as often as it comes by, there are no estimates.
        """
        import pandas as pd  # slow to import: only who asks pays

        table = pd.DataFrame(
            {
                "source": self.optima[self.source],
                "target": self.optima[self.target],
                "seen": self.weight,
                "improves": self.fitness[self.target] > self.fitness[self.source],
            }
        )
        if self.method == "ils":
            return table
        drawn, escapes = self.drawn[self.source], self.escapes[self.source]
        rows = zip(self.weight.tolist(), drawn.tolist(), escapes.tolist(), strict=True)
        found = [edge_weight(*row, level=level) for row in rows]
        for name in ("value", "low", "high"):
            column = "weight" if name == "value" else f"weight_{name}"
            table[column] = [getattr(each, name) for each in found]
        return table

    def summary(self, *, level: float = 0.95) -> dict[str, Any]:
        """Return what was seen, and what it says of the whole, for the record."""
        mlon = self.network("mlon")
        return {
            "sampled": True,
            "method": self.method,
            "level": level,
            "n_starts": self.n_starts,
            "climbs": self.climbs,
            "evaluations": self.evaluations,
            "optima_seen": self.n_optima,
            "edges_seen": len(self.source),
            "mlon_edges_seen": mlon.n_edges,
            "sinks_seen": int(mlon.sink.sum()),
            "best_fitness_seen": float(self.fitness.max()),
            "coverage": plain_estimate(self.coverage(level=level)),
            "n_optima_at_least": plain_estimate(self.estimated_optima(level=level)),
        }

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return mime_bundle(self, self.numbers_table)

    def numbers_table(self, *, level: float = 0.95) -> str:
        """Return an HTML table of what was seen, and what it says of the whole."""
        how = f"(estimate, {level:.0%} interval)"
        of_whole = {
            f"share of the space whose optimum was seen {how}": self.coverage(level=level),
            f"optima there are, at least {how}": self.estimated_optima(level=level),
        }
        about: dict[str, object] = {
            "starts": self.n_starts,
            "climbs": self.climbs,
            "configurations looked at": self.evaluations,
            "optima seen": self.n_optima,
            "edges seen": len(self.source),
            **{name: str(estimate) for name, estimate in of_whole.items()},
        }
        return html_table(f"{self.metric} on {self.space.title}, sampled", about)


def plain_estimate(estimate: Estimate) -> dict[str, float]:
    """Return an estimate as a summary has it."""
    return {"value": estimate.value, "low": estimate.low, "high": estimate.high}

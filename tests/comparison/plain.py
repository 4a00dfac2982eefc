"""The numbers of a comparison from their definitions: loops over pairs, sets and paths.

`first`, `second` and `quality` are lists with None for missing. What is not defined is None.
"""

from __future__ import annotations

import itertools
import math
from fractions import Fraction
from statistics import NormalDist

from tests.analysis.plain import ranked
from tests.landscape import oracle

NORMAL = NormalDist()


def known(*columns):
    return [i for i in range(len(columns[0])) if all(c[i] is not None for c in columns)]


def kendall(pairs):
    """Return tau-b by looking at every pair of pairs."""
    signs = [
        (sign(a[0], b[0]), sign(a[1], b[1])) for a, b in itertools.combinations(pairs, 2)
    ]  # fmt: skip
    untied = [sum(s[side] != 0 for s in signs) for side in (0, 1)]
    return sum(x * y for x, y in signs) / math.sqrt(math.prod(untied)) if all(untied) else None


def sign(a, b):
    return (a > b) - (a < b)


def top_sets(values, k):
    """Return all sets of the k best, equally likely."""
    bar = sorted(values, reverse=True)[k - 1]
    safe = {i for i, v in enumerate(values) if v > bar}
    tied = [i for i, v in enumerate(values) if v == bar]
    return [safe | set(more) for more in itertools.combinations(tied, k - len(safe))]


def overlap(x, y, k):
    pairs = list(itertools.product(top_sets(x, k), top_sets(y, k)))
    return sum(len(a & b) for a, b in pairs) / len(pairs)


def rand_index(one, other):
    pairs = [(a, b) for b in range(len(one)) for a in range(b)]
    same = [(one[a] == one[b], other[a] == other[b]) for a, b in pairs]
    both = sum(x and y for x, y in same)
    sides = [sum(pair[side] for pair in same) for side in (0, 1)]
    expected = math.prod(sides) / len(pairs) if pairs else 0
    if sum(sides) / 2 == expected:
        return 1.0
    return (both - expected) / (sum(sides) / 2 - expected)


def absorbed(world):
    """Return optimum → chance to end there, following every path of the MLON."""
    total = sum(world.basins.values())
    chance = dict.fromkeys(world.optima, Fraction(0))

    def follow(node, mass):
        out = {j: w for (i, j), w in world.mlon.items() if i == node}
        if not out:
            chance[node] += mass
        for j, weight in out.items():
            follow(j, mass * Fraction(weight, sum(out.values())))

    for optimum, basin in world.basins.items():
        follow(optimum, Fraction(basin, total))
    return chance


def places(fitness, world):
    best = max((fitness[i] for i in world.optima), default=None)
    goals = [i for i in world.optima if fitness[i] == best]
    total = sum(world.basins.values())
    return {
        "global": {i: Fraction(i in goals, len(goals)) for i in world.optima},
        "climb": {i: Fraction(basin, total) for i, basin in world.basins.items()},
        "escape": absorbed(world),
    }


def expected(chance, values):
    there = [i for i, p in chance.items() if p and values[i] is not None]
    if not there or any(values[i] == -math.inf for i in there):
        return None
    return float(sum(float(chance[i]) * values[i] for i in there) / sum(chance[i] for i in there))


def percentile(values, of, among):
    here = values[of]
    worse = sum(values[i] < here for i in among)
    return 100 * (worse + sum(values[i] == here for i in among) / 2) / len(among)


def found(first, quality, neighbours):
    """Return the numbers about quality."""
    world, own = (oracle.solve(fitness, neighbours) for fitness in (first, quality))
    chances = places(first, world)
    there = known(quality)
    best = max((quality[i] for i in there), default=-math.inf)
    unknown = [i for i in world.optima if quality[i] is None]
    numbers = {
        "n_quality": len(there),
        "best_quality": best if best > -math.inf else None,
        "mean_quality": expected(dict.fromkeys(there, 1), quality),
        "own_climb_quality": expected(own.basins, quality),
        "n_optima_without_quality": len(unknown),
    }
    for place, chance in chances.items():
        value = expected(chance, quality)
        numbers[f"{place}_quality"] = value
        numbers[f"{place}_regret"] = None if value is None else best - value
    for place in ("climb", "escape"):
        numbers[f"{place}_share_without_quality"] = float(sum(chances[place][i] for i in unknown))
    return numbers


def promised(first, quality, neighbours):
    """Return the numbers about what a correlation lets expect at the places."""
    both = known(first, quality)
    rho = ranked([(first[i], quality[i]) for i in both])
    if rho is None:
        return {}
    r = 2 * math.sin(math.pi * rho / 6)
    chances = places(first, oracle.solve(first, neighbours))
    scores, heights = {}, {}
    actual = [None] * len(first)
    for i in both:
        actual[i] = percentile(quality, i, both)
        scores[i] = NORMAL.inv_cdf(actual[i] / 100)
        heights[i] = r * NORMAL.inv_cdf(percentile(first, i, both) / 100)
    numbers = {"quality_spearman": rho}
    for place, chance in chances.items():
        mean = expected(chance, [heights.get(i) for i in range(len(first))])
        surprise = expected(
            chance,
            [
                (scores[i] - heights[i]) / math.sqrt(1 - r * r) if i in scores else None
                for i in range(len(first))
            ],
        ) if abs(r) < 1 - 1e-9 else (0.0 if mean is not None else None)  # fmt: skip
        numbers[f"{place}_percentile"] = expected(chance, actual)
        numbers[f"{place}_promise"] = None if mean is None else 100 * NORMAL.cdf(mean)
        numbers[f"{place}_surprise"] = surprise
    return numbers

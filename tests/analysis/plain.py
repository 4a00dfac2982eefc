"""The numbers of a profile from their definitions: plain loops and dense matrices.

`fitness` is a list with None for missing; `near(i)` lists the neighbours of `i` at distance 1. A
number that is not defined is None. The numbers of the network are in `plain_network`.
"""

from __future__ import annotations

import itertools
import math

import numpy as np
from scipy.stats import rankdata

from tests.landscape.oracle import components


def correlation(pairs):
    """Return Pearson's correlation, None if it is not defined."""
    x, y = (list(side) for side in zip(*pairs, strict=True)) if pairs else ([], [])
    if len(set(x)) < 2 or len(set(y)) < 2:
        return None
    return float(np.corrcoef(x, y)[0, 1])


def ranked(pairs):
    x, y = zip(*pairs, strict=True) if pairs else ((), ())
    return correlation(list(zip(rankdata(x), rankdata(y), strict=True)))


def mean(values):
    return sum(values) / len(values) if values else None


class Plain:
    """What is computed of a landscape before any network."""

    def __init__(self, landscape):
        space = landscape.space
        self.size = space.size
        self.fitness = [None if math.isnan(f) else f for f in landscape.fitness.tolist()]
        self.near = {i: space.neighbours(i, 1).tolist() for i in range(self.size)}
        self.present = [i for i, f in enumerate(self.fitness) if f is not None]
        self.finite = [i for i in self.present if self.fitness[i] > -math.inf]
        best = max((self.fitness[i] for i in self.present), default=None)
        self.goals = [i for i in self.present if self.fitness[i] == best]
        self.met = {
            i: [j for j in self.near[i] if self.fitness[j] is not None] for i in self.present
        }
        self.pairs = [(i, j) for i in self.present for j in self.met[i]]

    def distances(self, goals):
        distance, fresh = dict.fromkeys(goals, 0), list(goals)
        for i in fresh:  # grows while it is read
            for j in self.near[i]:
                if j not in distance:
                    distance[j] = distance[i] + 1
                    fresh.append(j)
        return distance

    # -- analyses ---------------------------------------------------------------------------

    def distribution(self):
        values = [self.fitness[i] for i in self.finite]
        n, varied = len(values), len(set(values)) > 1
        middle = mean(values)
        moments = [mean([(v - middle) ** k for v in values]) for k in (2, 3, 4)] if n else []
        quartiles = np.percentile(values, [25, 50, 75]).tolist() if n else [None] * 3
        return {
            "n_configurations": self.size,
            "n_missing": self.size - len(self.present),
            "n_scored": len(self.present),
            "scored_share": len(self.present) / self.size,
            "n_minus_infinity": len(self.present) - n,
            "n_distinct": len(set(values)),
            "fitness_mean": middle,
            "fitness_std": math.sqrt(moments[0]) if varied else (0.0 if n else None),
            "fitness_min": min(values, default=None),
            "fitness_max": max(values, default=None),
            "fitness_q1": quartiles[0],
            "fitness_median": quartiles[1],
            "fitness_q3": quartiles[2],
            "fitness_skewness": moments[1] / moments[0] ** 1.5 if varied else None,
            "fitness_kurtosis": moments[2] / moments[0] ** 2 - 3 if varied else None,
        }

    def random_walk(self):
        finite = set(self.finite)
        steps = {i: [j for j in self.near[i] if j in finite] for i in self.finite}
        visited = [i for i in self.finite if steps[i]]
        values = np.array([self.fitness[i] for i in visited])
        keys = [*(f"autocorrelation_{lag}" for lag in range(1, 11)), "correlation_length"]
        if len(set(values)) < 2:
            return dict.fromkeys(keys)
        step = np.array([[(j in steps[i]) / len(steps[i]) for j in visited] for i in visited])
        chance = np.array([len(steps[i]) for i in visited]) / sum(map(len, steps.values()))
        values = values - chance @ values
        later, found = values, []
        for _ in range(10):
            later = step @ later
            found.append(float(chance @ (values * later) / (chance @ values**2)))
        length = -1 / math.log(found[0]) if 1e-9 < found[0] < 1 - 1e-9 else None
        return dict(zip(keys, [*found, length], strict=True))

    def fitness_distance(self):
        found = {}
        for name, goals in (("first", self.goals[:1]), ("nearest", self.goals)):
            distance = self.distances(goals)
            both = {i: (self.fitness[i], distance[i]) for i in self.present if i in distance}
            found[f"fdc_pearson_{name}"] = correlation([both[i] for i in self.finite if i in both])
            found[f"fdc_spearman_{name}"] = ranked(list(both.values()))
        return found

    def neutrality(self):
        level = [(i, j) for i, j in self.pairs if self.fitness[i] == self.fitness[j]]
        networks = list(map(len, components(self.present, level)))
        return {
            "n_neighbour_pairs": len(self.pairs) // 2,
            "n_neutral_pairs": len(level) // 2,
            "neutrality": len(level) / len(self.pairs) if self.pairs else None,
            "n_neutral_networks": len(networks),
            "n_plateaus": sum(n > 1 for n in networks),
            "largest_neutral_network": max(networks, default=None),
        }

    def slopes(self):
        finite = set(self.finite)
        steps = [
            abs(self.fitness[i] - self.fitness[j])
            for i, j in self.pairs
            if i in finite and j in finite
        ]
        shares = [
            sum(self.fitness[j] > self.fitness[i] for j in met) / len(met)
            for i, met in self.met.items()
            if met
        ]
        spread = self.distribution()["fitness_std"]
        step = mean(steps)
        return {
            "evolvability": mean(shares),
            "gradient_intensity": step,
            "gradient_intensity_std": step / spread if step is not None and spread else None,
        }

    def ruggedness(self, shape):
        if not self.finite:
            return dict.fromkeys(["roughness", "slope", "roughness_to_slope"])
        codes = list(itertools.product(*map(range, shape)))
        rows = [
            [
                1.0,
                *(
                    float(code == o)
                    for code, n in zip(codes[i], shape, strict=True)
                    for o in range(n)
                ),
            ]
            for i in self.finite
        ]
        values = np.array([self.fitness[i] for i in self.finite])
        fit = np.array(rows) @ np.linalg.lstsq(np.array(rows), values, rcond=None)[0]
        roughness = float(np.sqrt(np.mean((values - fit) ** 2)))
        place = {i: k for k, i in enumerate(self.finite)}
        steps = [
            float(abs(fit[place[i]] - fit[place[j]]))
            for i, j in self.pairs
            if i in place and j in place
        ]
        slope = mean(steps)
        ratio = roughness / slope if slope is not None and slope > 1e-9 else None
        if slope is None:
            roughness = None
        return {"roughness": roughness, "slope": slope, "roughness_to_slope": ratio}

    def epistasis(self, shape):
        keys = [*(f"epistasis_order_{k}" for k in range(1, 7)), "epistasis_order_7_up"]
        values = [self.fitness[i] for i in self.finite]
        if len(values) < self.size or len(set(values)) < 2:
            return dict.fromkeys([*keys, "epistasis_mean_order"])
        cube, axes = np.reshape(values, shape), range(len(shape))
        variance = np.zeros(len(shape) + 1)
        for order in axes:
            for subset in itertools.combinations(axes, order + 1):
                variance[order + 1] += np.mean(interaction(cube, subset) ** 2)
        share = (variance / variance.sum()).tolist()
        found = [share[k] if k <= len(shape) else None for k in range(1, 7)]
        more = sum(share[7:]) if len(shape) > 6 else None
        middle = sum(k * part for k, part in enumerate(share))
        return dict(zip([*keys, "epistasis_mean_order"], [*found, more, middle], strict=True))

    def climbs(self):
        lengths = []
        for here in self.present:
            steps = 0
            while True:
                rising = [j for j in self.met[here] if self.fitness[j] > self.fitness[here]]
                if not rising:
                    break
                here, steps = max(rising, key=lambda j: self.fitness[j]), steps + 1
            lengths.append(steps)
        return {"climb_length_mean": mean(lengths), "climb_length_max": max(lengths, default=None)}

    def access(self, optima):
        if not self.present:
            return dict.fromkeys([
                "global_distance_mean", "global_distance_max", "optima_distance_mean",
                "n_disconnected", "monotone_accessibility",
            ])  # fmt: skip
        distance = self.distances(self.goals)
        far = [distance[i] for i in self.present if i in distance]
        reached = set(self.goals)
        for i in sorted(self.present, key=lambda i: -self.fitness[i]):
            if any(j in reached and self.fitness[j] > self.fitness[i] for j in self.met[i]):
                reached.add(i)
        others = [distance[i] for i in optima if i in distance and i not in self.goals]
        return {
            "global_distance_mean": mean(far),
            "global_distance_max": max(far),
            "optima_distance_mean": mean(others) or 0.0,
            "n_disconnected": len(self.present) - len(far),
            "monotone_accessibility": len(reached) / len(self.present),
        }


def interaction(cube, subset):
    """Return the interaction of the variables in `subset`, by inclusion and exclusion."""
    total = np.zeros_like(cube)
    for size in range(len(subset) + 1):
        for part in itertools.combinations(subset, size):
            others = tuple(axis for axis in range(cube.ndim) if axis not in part)
            sign = (-1) ** (len(subset) - size)
            total = total + sign * cube.mean(axis=others, keepdims=True)
    return total

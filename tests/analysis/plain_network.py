"""The numbers of the local optima network from their definitions; `truth` is the oracle's."""

from __future__ import annotations

import math
from collections import Counter
from itertools import combinations

import numpy as np

from tests.analysis.plain import correlation, mean, ranked


class PlainNetwork:
    """What is computed of optima, basins and escapes."""

    def __init__(self, truth, fitness):
        self.truth, self.optima, self.fitness = truth, truth.optima, fitness
        best = max((fitness[i] for i in self.optima), default=None)
        self.best = [i for i in self.optima if fitness[i] == best]
        self.sizes = [truth.basins[i] for i in self.optima]
        self.escapes = {
            i: truth.self_weight[i] + sum(w for (s, _), w in truth.lon.items() if s == i)
            for i in self.optima
        }

    def kinds(self):
        fitness = self.fitness
        return {
            "mlon": {e: w for e, w in self.truth.lon.items() if fitness[e[1]] > fitness[e[0]]},
            "level": {e: w for e, w in self.truth.lon.items() if fitness[e[1]] == fitness[e[0]]},
            "worsening": {e: w for e, w in self.truth.lon.items() if fitness[e[1]] < fitness[e[0]]},
        }

    def counts(self, n_present):
        truth = self.truth
        return {
            "n_optima": len(self.optima),
            "n_strict_optima": len(truth.strict),
            "n_plateau_optima": len(truth.plateaus),
            "n_global_optima": len(self.best),
            "optima_share": len(self.optima) / n_present if n_present else None,
        }

    def basins(self):
        sizes, fitness, truth = self.sizes, self.fitness, self.truth
        total = sum(sizes)
        both = [(fitness[i], truth.basins[i]) for i in self.optima]
        if not sizes:
            return dict.fromkeys([
                "basin_mean", "basin_min", "basin_max", "basin_gini", "basin_entropy",
                "basin_fitness_pearson", "basin_fitness_spearman", "global_basin",
                "global_basin_share",
            ])  # fmt: skip
        gaps = [abs(a - b) for a in sizes for b in sizes]
        mass = sum(truth.basins[i] for i in self.best)
        return {
            "basin_mean": mean(sizes),
            "basin_min": min(sizes),
            "basin_max": max(sizes),
            "basin_gini": mean(gaps) / (2 * mean(sizes)),
            "basin_entropy": sum(-n / total * math.log(n / total) for n in sizes),
            "basin_fitness_pearson": correlation([b for b in both if b[0] > -math.inf]),
            "basin_fitness_spearman": ranked(both),
            "global_basin": mass,
            "global_basin_share": mass / total,
        }

    def edges(self):
        truth, found = self.truth, {}
        for kind, edges in {"lon": truth.lon, **self.kinds()}.items():
            found[f"{kind}_edges"] = len(edges)
            found[f"{kind}_weight"] = sum(edges.values())
        return found | {
            "self_weight": sum(truth.self_weight.values()),
            "cmlon_nodes": len(truth.cmlon.nodes),
            "cmlon_edges": len(truth.cmlon.edges),
        }

    def funnels(self):
        truth, small = self.truth, self.truth.cmlon
        if not self.optima:
            return dict.fromkeys([
                "n_sinks", "n_funnels", "funnel_optima_mean", "funnel_optima_max",
                "funnel_basin_mean", "funnel_basin_max", "global_funnel_optima",
                "global_funnel_share", "global_funnel_basin_share", "global_sink_strength",
            ])  # fmt: skip
        members = [[i for i in self.optima if s in small.funnels[i]] for s in small.sinks]
        masses = [sum(truth.basins[i] for i in inside) for inside in members]
        top = self.fitness[self.best[0]]
        ends = {s for s in small.sinks if self.fitness[s] == top}
        reaching = [i for i in self.optima if ends & set(small.funnels[i])]
        into = sum(w for (_, j), w in small.edges.items() if j in small.sinks)
        into_best = sum(w for (_, j), w in small.edges.items() if j in ends)
        return {
            "n_sinks": len(truth.sinks),
            "n_funnels": len(members),
            "funnel_optima_mean": mean(list(map(len, members))),
            "funnel_optima_max": max(map(len, members)),
            "funnel_basin_mean": mean(masses),
            "funnel_basin_max": max(masses),
            "global_funnel_optima": len(reaching),
            "global_funnel_share": len(reaching) / len(self.optima),
            "global_funnel_basin_share": sum(truth.basins[i] for i in reaching) / sum(self.sizes),
            "global_sink_strength": into_best / into if into else None,
        }

    def strength(self):
        small, kinds = self.truth.cmlon, self.kinds()
        if not self.optima:
            return dict.fromkeys([
                "neutral", "global_strength", "cmlon_neutral", "cmlon_global_strength"
            ])  # fmt: skip
        level, kept = kinds["level"], kinds["level"] | kinds["mlon"]
        total, small_total = sum(kept.values()), sum(small.edges.values())
        best = {self.fitness[i] for i in self.best}
        ends = [s for s in small.sinks if self.fitness[s] in best]
        into = sum(w for (_, j), w in kept.items() if j in self.best)
        small_into = sum(w for (_, j), w in small.edges.items() if j in ends)
        return {
            "neutral": len({i for edge in level for i in edge}) / len(self.optima),
            "global_strength": into / total if total else None,
            "cmlon_neutral": 1 - len(small.nodes) / len(self.optima),
            "cmlon_global_strength": small_into / small_total if small_total else None,
        }

    def path_length(self, edges):
        """Return the mean over the optima that are no global one and have a path."""
        hops, fresh = dict.fromkeys(self.best, 0), list(self.best)
        for j in fresh:  # grows while it is read
            for i, end in edges:
                if end == j and i not in hops:
                    hops[i] = hops[j] + 1
                    fresh.append(i)
        return mean([n for n in hops.values() if n])

    def chain(self, hold):
        """Return, for each optimum, absorption and expected steps given absorption.

        The conditioned chain is that of Doob's transform; `hold` counts failed escapes as steps.
        """
        mlon, n = self.kinds()["mlon"], len(self.optima)
        step = np.zeros((n, n))
        for a, i in enumerate(self.optima):
            out = {j: w for (s, j), w in mlon.items() if s == i}
            tried = self.escapes[i] if hold else sum(out.values())
            for b, j in enumerate(self.optima):
                step[a, b] = out.get(j, 0) / tried if out else 0.0
            step[a, a] = 1 - sum(out.values()) / tried if out else 1.0
        absorbed = np.isclose(np.diag(step), 1)
        first = np.array([i in self.best for i in self.optima])
        moving = ~absorbed
        system = np.eye(moving.sum()) - step[np.ix_(moving, moving)]
        chance = first.astype(float)
        chance[moving] = np.linalg.solve(system, step[np.ix_(moving, first)].sum(axis=1))
        likely = moving & (chance > 0)
        doob = step[np.ix_(likely, likely)] * chance[likely] / chance[likely][:, None]
        length = np.zeros(n)
        length[likely] = np.linalg.solve(np.eye(likely.sum()) - doob, np.ones(likely.sum()))
        return chance, length

    def journeys(self):
        keys = [
            "lon_path_length", "mlon_path_length", "global_absorption", "expected_escapes",
            "expected_improvements",
        ]  # fmt: skip
        if not self.optima:
            return dict.fromkeys(keys)
        start = np.array(self.sizes) / sum(self.sizes)
        chance, tries = self.chain(hold=True)
        steps = self.chain(hold=False)[1]
        arriving = start * chance / (start @ chance)  # where those who get there started
        found = [start @ chance, arriving @ tries, arriving @ steps]
        paths = [self.path_length(self.truth.lon), self.path_length(self.kinds()["mlon"])]
        return dict(zip(keys, [*paths, *map(float, found)], strict=True))

    def centrality(self):
        lon, fitness = self.truth.lon, self.fitness
        ends = [(fitness[i], fitness[j]) for i, j in lon]
        finite = [pair for pair in ends if min(pair) > -math.inf]
        leaving, entering = (Counter(e[side] for e in lon) for side in (0, 1))
        degrees = [(leaving[i], entering[j]) for i, j in lon]
        shares = [self.truth.self_weight[i] / n for i, n in self.escapes.items() if n]
        return {
            "global_pagerank": self.pagerank(),
            "assortativity_degree": correlation(degrees),
            "assortativity_fitness": correlation(finite),
            "clustering": self.clustering(),
            "self_loop_weight": mean(shares),
        } if self.optima else dict.fromkeys([
            "global_pagerank", "assortativity_degree", "assortativity_fitness", "clustering",
            "self_loop_weight",
        ])  # fmt: skip

    def pagerank(self):
        n = len(self.optima)
        flow = np.array([
            [
                (self.truth.self_weight[i] if i == j else self.truth.lon.get((i, j), 0))
                / self.escapes[i] if self.escapes[i] else 1 / n
                for j in self.optima
            ]
            for i in self.optima
        ])  # fmt: skip
        rank = np.linalg.solve(np.eye(n) - 0.85 * flow.T, np.full(n, 0.15 / n))
        return float(rank[[i in self.best for i in self.optima]].sum())

    def clustering(self):
        near = {i: {j for e in self.truth.lon if i in e for j in e} - {i} for i in self.optima}
        shares = []
        for around in near.values():
            pairs = list(combinations(sorted(around), 2))
            if pairs:
                shares.append(sum(b in near[a] for a, b in pairs) / len(pairs))
        return mean(shares)

"""Prints what iterated local search as lonkit runs it finds, and what ours and a snowball do.

Run by hand, with the Python of an environment that has lonkit (0.9.0 was measured):
``PYTHONPATH=. python tests/benchmarks/beside_lonkit.py --lonkit ENVIRONMENT/bin/python``.
The same file is what that Python runs, so that nothing of ours is imported before `main`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

WALKS, SEED = 100, 0


def lonkit_side(folder, first):
    """Walk with lonkit over the fitness in a folder; leave its trace, network and costs there."""
    from lonkit.discrete import BitstringProblem, ILSSampler, ILSSamplerConfig
    from lonkit.discrete.problems import DiscreteProblem

    fitness = np.load(folder / "fitness.npy")  # an axis a variable
    options, variables = fitness.shape[0], fitness.ndim
    flat, looked, calls = fitness.ravel(), set(), [0]

    def look(digits):
        at = int(np.ravel_multi_index(tuple(digits), fitness.shape))
        calls[0] += 1
        looked.add(at)
        return float(flat[at])

    class Bits(BitstringProblem):
        minimize = False

        def evaluate(self, solution):
            return look(solution)

    class Digits(DiscreteProblem):
        """Strings of more than two digits, which lonkit has no problem for: best neighbours."""

        minimize = False

        def random_solution(self, rng):
            return rng.integers(0, options, size=variables).tolist()

        def evaluate(self, solution):
            return look(solution)

        def solution_id(self, solution):
            return "".join(map(str, solution))

        def perturb(self, solution, rng):
            changed = list(solution)
            for at in rng.choice(variables, size=2, replace=False):
                changed[at] = int((changed[at] + rng.integers(1, options)) % options)
            return changed

        def local_search(self, solution, rng):
            here, height = list(solution), look(solution)
            while True:
                around = [
                    [*here[:at], digit, *here[at + 1 :]]
                    for at in range(variables)
                    for digit in range(options)
                    if digit != here[at]
                ]
                heights = [look(neighbour) for neighbour in around]
                best = int(np.argmax(heights))
                if heights[best] <= height:
                    return here, height
                here, height = around[best], heights[best]

    problem = Bits(variables, first_improvement=first) if options == 2 else Digits()
    sampler = ILSSampler(ILSSamplerConfig(n_runs=WALKS, seed=SEED))
    began = time.process_time()
    walked = sampler.sample(problem)
    seconds = time.process_time() - began
    walked.trace_df.to_csv(folder / "trace.csv", index=False)
    told = {
        "climbs": WALKS + len(walked.raw_records),
        "calls": calls[0],
        "looked": len(looked),
        "seconds": seconds,
        "network": lonkit_network(sampler.sample_to_lon(walked)),
    }
    (folder / "lonkit.json").write_text(json.dumps(told))


def lonkit_network(lon):
    """Return the optima and the weighted edges of lonkit's network, without loops, by name."""
    names = lon.graph.vs["name"]
    pairs = zip(lon.graph.get_edgelist(), lon.graph.es["Count"], strict=True)
    edges = [[names[a], names[b], int(count)] for (a, b), count in pairs if a != b]
    return {"optima": sorted(names), "edges": sorted(edges)}


def landscapes():
    """Yield name and landscape."""
    import landscape
    from landscape import Landscape, ProductSpace
    from tests.benchmarks.nk import nk_fitness

    with tempfile.TemporaryDirectory() as out:
        run = landscape.build("test_acc", dataset="cifar10", out=out, pictures=False, graphml=False)
        yield "nb201, test accuracy, cifar10", run.landscape
    ones = ProductSpace([2] * 12)
    heights = ones.decode(np.arange(ones.size)).sum(axis=1).astype(float)
    yield "OneMax, n = 12", Landscape(ones, heights)
    for n, k in ((12, 2), (14, 4), (16, 4)):
        yield f"NK, n = {n}, k = {k}", Landscape(ProductSpace([2] * n), nk_fitness(n, k))


def by_lonkit(whole, python, first):
    """Return what lonkit saw, read by us, and its costs; its network must be that which we read."""
    from landscape.sampled import from_trace

    with tempfile.TemporaryDirectory() as name:
        folder, shape = Path(name), [len(options) for options in digits_of(whole.space)]
        np.save(folder / "fitness.npy", whole.fitness.reshape(shape))
        side = [python, __file__, "--side", name, *(["--first"] if first else [])]
        subprocess.run(side, check=True, env={"PATH": ""})
        told = json.loads((folder / "lonkit.json").read_text())
        import pandas as pd

        trace = pd.read_csv(folder / "trace.csv", dtype={"node1": str, "node2": str})
    seen = from_trace(trace, whole.space)
    names = ["".join(map(str, row)) for row in whole.space.decode(seen.optima)]
    edges = [
        [names[a], names[b], int(count)]
        for a, b, count in zip(seen.source, seen.target, seen.weight, strict=True)
    ]
    same = {"optima": sorted(names), "edges": sorted(edges)} == told["network"]
    if not same:
        raise SystemExit("lonkit's network of its trace is not the one that we read from it")
    return seen, told


def digits_of(space):
    """Return a sequence for each variable of a space, as long as it has options."""
    digits = space.decode(np.arange(space.size))
    return [range(int(column.max()) + 1) for column in digits.T]


def by_us(whole, **how):
    """Return what one of our samplers saw, and its costs."""
    from search.sampling import sample

    began = time.process_time()
    seen = sample(whole.space, lambda metric, indices: whole.fitness[indices], seed=SEED, **how)
    seconds = time.process_time() - began
    if how.get("escapes", ()) is None:
        check_weights(whole, seen)
    costs = {"climbs": seen.climbs, "looked": seen.evaluations, "seconds": seconds}
    return seen, costs


def check_weights(whole, seen):
    """Make sure that the weights of a snowball with all escapes are the exact ones."""
    exact, found = (
        {
            (net.index[a], net.index[b]): weight
            for a, b, weight in zip(net.source, net.target, net.weight, strict=True)
        }
        for net in (whole.network("lon"), seen.network("lon"))
    )
    if any(exact.get(edge) != weight for edge, weight in found.items()):
        raise SystemExit("a weight of a snowball with all escapes is not the exact one")


def row(whole, method, seen, costs):
    """Return a line of the table: costs, and how much of the exact network was seen."""
    lon = whole.network("lon")
    sinks = set(lon.index[whole.network("mlon").sink].tolist())
    exact = set(zip(lon.index[lon.source], lon.index[lon.target], strict=True))
    exact = {(a, b) for a, b in exact if a != b}
    at = np.asarray(seen.optima)
    optima, true = set(at.tolist()), set(lon.index.tolist())
    edges = set(zip(at[seen.source], at[seen.target], strict=True))
    calls = f" ({costs['calls']:,} calls)" if "calls" in costs else ""
    return (
        f"| {method} | {costs['climbs']:,} | {costs['looked']:,}{calls} | "
        f"{len(optima & true)} of {len(true)} | {len(edges & exact)} of {len(exact)} | "
        f"{len(edges - exact)} | {len(optima & sinks)} of {len(sinks)} | "
        f"{1000 * len(edges & exact) / costs['looked']:.1f} | {costs['seconds']:.2f} |"
    )


def main(python):
    """Print a table a landscape."""
    for name, whole in landscapes():
        print(f"\n{name}\n")
        print(
            "| method | climbs | looked at | optima | edges | other edges | sinks "
            "| edges / 1,000 looked at | seconds |\n| --- |" + " --- |" * 8
        )
        if len(digits_of(whole.space)[0]) == 2:
            print(row(whole, "lonkit, first better", *by_lonkit(whole, python, first=True)))
        print(row(whole, "ours, `ils`", *by_us(whole, method="ils", starts=WALKS)))
        seen, costs = by_lonkit(whole, python, first=False)
        print(row(whole, "lonkit, best", seen, costs))
        for escapes in (24, None):  # for as many configurations as lonkit looked at
            method = f"snowball, same cost, {escapes or 'all'} escapes"
            how = {"starts": 100, "escapes": escapes, "budget": costs["looked"]}
            print(row(whole, method, *by_us(whole, **how)), flush=True)
        for starts, escapes in ((100, 24), (100, None), (200, None)):
            method = f"snowball, {starts} starts, {escapes or 'all'} escapes"
            seen, costs = by_us(whole, starts=starts, escapes=escapes)
            print(row(whole, method, seen, costs), f"coverage {seen.coverage()}", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lonkit", metavar="PYTHON", help="Python of an environment with lonkit")
    parser.add_argument("--side", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--first", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.side:
        lonkit_side(given.side, given.first)
    elif given.lonkit:
        main(given.lonkit)
    else:
        sys.exit(parser.format_usage().strip() + ": --lonkit is missing")

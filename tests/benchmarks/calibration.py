"""Prints the table of docs/sampling.md: how often the intervals of samples hold the truth.

Run by hand: ``PYTHONPATH=. python tests/benchmarks/calibration.py [SAMPLES [SKIPPED]]``.
"""

from __future__ import annotations

import sys
from itertools import islice

import landscape
from landscape import Landscape, ProductSpace
from landscape.spaces import get_space
from proxies import built_in_scores
from search.sampling import calibrate, sample
from tests.benchmarks.nk import nk_fitness

STARTS, ESCAPES = 100, 24
NUMBERS = {
    "coverage": "coverage",
    "number of optima": "optima",
    "basin share": "basin",
    "edge weight": "weight",
    "unseen escapes": "unseen",
    "sinks seen": "sinks",
    "funnels seen": "funnels",
    "mean in-degree seen": "in-degree",
}


def trained(space, dataset):
    """Return the landscape of a benchmark's test accuracy, which is built in."""
    import tempfile

    run = landscape.build(
        "test_acc",
        space=space,
        dataset=dataset,
        out=tempfile.mkdtemp(),
        pictures=False,
        graphml=False,
    )
    return run.landscape


def landscapes():
    """Yield name and landscape."""
    for dataset in ("cifar10", "cifar100", "ImageNet16-120"):
        yield f"nb201, test accuracy, {dataset}", trained("nb201", dataset)
    scores = built_in_scores("nb201", "ImageNet16-120")
    for proxy in ("synflow", "nwot", "jacov", "snip"):
        of_proxy = Landscape(get_space("nb201"), scores.column(proxy))
        yield f"nb201, {proxy}, ImageNet16-120", of_proxy
    for dataset in ("cifar10", "cifar100", "ImageNet16-120"):
        yield f"sss, test accuracy, {dataset}", trained("sss", dataset)
    for k in (2, 4, 8):
        yield f"NK, n = 14, k = {k}", Landscape(ProductSpace([2] * 14), nk_fitness(14, k))
    yield "nb101, test accuracy", trained("nb101", None)


def main(samples, skipped=0):
    """Print a row a landscape, but for the first ones that are skipped."""
    print(f"| landscape | optima | {' | '.join(NUMBERS.values())} |")
    print(f"| --- | --- | {' | '.join('---' for _ in NUMBERS)} |")
    for name, whole in islice(landscapes(), skipped, None):
        fitness = whole.fitness

        def take(seed, space=whole.space, fitness=fitness):
            def ask(metric, indices):
                return fitness[indices]

            return sample(space, ask, starts=STARTS, escapes=ESCAPES, seed=seed)

        held = calibrate(whole, take, samples)["holds"]
        cells = (f"{100 * held[n]:.0f} %" if n in held else "-" for n in NUMBERS)
        print(f"| {name} | {len(whole.optima):,} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:] or ["100"]))

"""Compare our scores with published ones, and both with test accuracy.

``LANDSCAPE_TEST_DATA=DATA python -m tests.benchmarks.published_values OUT [--init independent]
[--limit N]
[--metrics NAME,...]``

Scores the 9,445 distinct architectures of NAS-Bench-201 with every metric, or some, on 32 real
CIFAR-10 images, in random order and resumably: stopped at any time (Ctrl-C), it prints the table
of what is done, a random sample.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import spearmanr

from landscape.scores import resumable_scoring
from landscape.spaces import NB201
from proxies import PROXIES, Scorer, Settings

CHUNK = 32
FLOORS = {
    **{"params": 0.999, "flops": 0.999, "synflow": 0.999, "zen": 0.98, "nwot": 0.98},
    **{"grad_norm": 0.97, "snip": 0.97, "fisher": 0.95, "logsynflow": 0.95, "l2_norm": 0.90},
    **{"jacov": 0.90, "epe_nas": 0.80, "grasp": 0.65},
}
"""Least rank correlation with the published values that is expected of each metric."""


def published(data: Path, space: NB201) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Return the published scores by metric and the test accuracy, by configuration number."""
    suite = pd.read_parquet(data / "nats_tss_zerocost_suitezero.parquet")
    freerea = pd.read_parquet(data / "nats_tss_zerocost_freerea.parquet")
    table = pd.read_parquet(data / "nats_tss.parquet")

    def column(frame: pd.DataFrame, name: str) -> np.ndarray:
        values = np.full(space.size, np.nan)
        values[[space.parse(text) for text in frame["arch_str"]]] = frame[name]
        return values

    scores = {
        name: column(suite, f"cifar10_{name}")
        for name in PROXIES
        if f"cifar10_{name}" in suite.columns
    }
    for name in ("params", "flops"):  # the benchmark's own counts; NASLib counts otherwise
        scores[name] = column(table, "cifar10_params" if name == "params" else "cifar10_mflops")
    scores["logsynflow"] = column(freerea, "cifar10_logsynflow")
    return scores, column(table, "cifar10_test_acc_200ep")


def correlation(first: np.ndarray, second: np.ndarray) -> tuple[float, int]:
    """Return Spearman's ρ where both are known, and of how many; -inf is the lowest rank."""
    known = ~(np.isnan(first) | np.isnan(second))
    return float(spearmanr(first[known], second[known]).statistic), int(np.count_nonzero(known))


def report(
    space: NB201, data: Path, indices: np.ndarray, ours: dict[str, np.ndarray], lines: list[str]
) -> str:
    """Return the table in Markdown."""
    theirs, accuracy = published(data, space)
    lines = [*lines, "| metric | n | with published | floor | with accuracy: ours | published |"]
    lines.append("| --- | --- | --- | --- | --- | --- |")
    for name, scores in ours.items():
        cells = [name, f"{len(indices):,}", "", "", "", ""]
        if name in theirs:
            rho, count = correlation(scores, theirs[name][indices])
            cells[1:4] = [f"{count:,}", f"{rho:.4f}", str(FLOORS.get(name, ""))]
            known = ~np.isnan(theirs[name][indices])
            cells[5] = (
                f"{correlation(theirs[name][indices][known], accuracy[indices][known])[0]:.3f}"
            )
        cells[4] = f"{correlation(scores, accuracy[indices])[0]:.3f}"
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--init", default="shared")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--metrics", help="names separated by commas; by default all")
    parser.add_argument("--report", action="store_true", help="score nothing, print what is done")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    data, space = Path(os.environ["LANDSCAPE_TEST_DATA"]), NB201()
    settings = Settings(data=data / "cifar10_train_images.npz", init=asked.init, seed=asked.seed)
    proxies = [proxy for proxy in PROXIES.values() if not proxy.is_variant]
    if asked.metrics is not None:
        proxies = [PROXIES[name] for name in asked.metrics.split(",")]
    scorer = Scorer(space, proxies, settings)
    order = np.random.default_rng(0).permutation(np.unique(space.canonical(np.arange(space.size))))
    chunks = [np.sort(order[k : k + CHUNK]) for k in range(0, len(order), CHUNK)]
    if asked.limit is not None:
        chunks = chunks[: -(-asked.limit // CHUNK)]
    identity = {proxy.metric.name: scorer.identity(proxy) for proxy in proxies}
    with resumable_scoring(asked.out, settings=identity, chunks=chunks) as scoring:
        try:
            if not asked.report:
                scoring.run(scorer.score)
        except KeyboardInterrupt:
            print("stopped; the same command goes on")
        done = [k for k in range(len(chunks)) if k not in scoring.pending]
        if not done:
            raise SystemExit("nothing is scored yet")
        indices = np.concatenate([chunks[k] for k in done])
        parts = [scoring._scored[k] for k in done]
        ours = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
        print(
            report(
                space, data, indices, ours, [f"{asked.init}, {len(indices):,} architectures", ""]
            )
        )
        if scoring.pending:
            raise SystemExit(1)  # chunks are kept


if __name__ == "__main__":
    main()

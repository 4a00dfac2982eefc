"""Compare our scores with published ones, and both with test accuracy.

``LANDSCAPE_TEST_DATA=DATA python -m tests.benchmarks.published_values OUT [--init independent]
[--limit N] [--metrics NAME,...] [--seed N] [--report]``

Scores the 9,445 distinct architectures of NAS-Bench-201, or the first of them, with every metric,
or some, on 32 real CIFAR-10 images, in random order and resumably. Stopped at any time (Ctrl-C) it
prints the table of all that is done in OUT, by this and by earlier commands: a random sample.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import spearmanr

from landscape.disk.files import write_bytes
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

_HEADINGS = (
    *("metric", "floor", "shared", "independent"),
    *("accuracy: shared", "published", "accuracy: independent", "published", "n"),
)


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


def report(space: NB201, data: Path, shared: pd.DataFrame, independent: pd.DataFrame) -> str:
    """Return the table in Markdown.

    Parameters
    ----------
    space, data
        NAS-Bench-201, and the folder of its published tables.
    shared, independent
        Our scores by initialisation: a row a configuration, a column a metric, NaN where there is
        none.
    """
    theirs, accuracy = published(data, space)
    lines = [_row(_HEADINGS), _row(["---"] * len(_HEADINGS))]
    for name in [name for name in PROXIES if name in shared or name in independent]:
        ours = [_column(space, table, name) for table in (shared, independent)]
        other = theirs.get(name, np.full(space.size, np.nan))
        cells = [name, str(FLOORS.get(name, "")), *(_rho(scores, other) for scores in ours)]
        for scores in ours:
            same = np.where(np.isnan(scores), np.nan, other)
            cells += [_rho(scores, accuracy), _rho(same, accuracy)]
        counts = [np.count_nonzero(~np.isnan(scores)) for scores in ours]
        lines.append(_row([*cells, " + ".join(f"{count:,}" for count in counts if count)]))
    return "\n".join(lines)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _column(space: NB201, table: pd.DataFrame, name: str) -> np.ndarray:
    values = np.full(space.size, np.nan)
    if name in table:
        values[table.index] = table[name]
    return values


def _rho(scores: np.ndarray, other: np.ndarray) -> str:
    """Return Spearman's ρ where both are known, as text; -inf is the lowest rank."""
    known = ~(np.isnan(scores) | np.isnan(other))
    if np.count_nonzero(known) < 2:
        return ""
    return f"{spearmanr(scores[known], other[known]).statistic:.3f}"


def keep(file: Path, indices: np.ndarray, scores: dict[str, np.ndarray]) -> None:
    """Add scores to those of a file."""
    new = pd.DataFrame(scores, index=pd.Index(indices, name="configuration"))
    write_bytes(file, new.combine_first(read(file)).to_parquet())


def read(file: Path) -> pd.DataFrame:
    """Return the scores of a file, none if there is no such file."""
    return pd.read_parquet(file) if file.exists() else pd.DataFrame()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--init", default="shared", choices=("shared", "independent"))
    parser.add_argument("--limit", type=int)
    parser.add_argument("--metrics", help="names separated by commas; by default all")
    parser.add_argument("--report", action="store_true", help="score nothing, print what is done")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    data, space = Path(os.environ["LANDSCAPE_TEST_DATA"]), NB201()
    files = {init: asked.out / f"{init}-{asked.seed}.parquet" for init in ("shared", "independent")}
    pending = [] if asked.report else score(space, data, asked, files[asked.init])
    tables = [read(file) for file in files.values()]
    if all(table.empty for table in tables):
        raise SystemExit("nothing is scored yet")
    print(report(space, data, *tables))
    if pending:
        raise SystemExit(1)  # chunks are kept


def score(space: NB201, data: Path, asked: argparse.Namespace, file: Path) -> list[int]:
    """Score what is asked for and not done, keep it, and return the chunks that are left."""
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
    with resumable_scoring(asked.out / asked.init, settings=identity, chunks=chunks) as scoring:
        try:
            scoring.run(scorer.score)
        except KeyboardInterrupt:
            print("stopped; the same command goes on")
        done = [k for k in range(len(chunks)) if k not in scoring.pending]
        if done:
            parts = [scoring._scored[k] for k in done]
            columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
            keep(file, np.concatenate([chunks[k] for k in done]), columns)
        return scoring.pending


if __name__ == "__main__":
    main()

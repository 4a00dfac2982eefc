"""Folders as ``landscape search`` leaves them, with outcomes of the test's choice."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from landscape.files import write_bytes
from landscape.run import summary_json
from landscape.scores.parquet import to_parquet


def save_search(
    folder,
    outcomes,
    *,
    algorithm="rea",
    dataset="cifar10",
    metric="test_acc",
    proxies=(),
    stages=None,
    **summary,
):
    """Leave a search of one move a trial; `metric` None reports nothing but fitness."""
    folder.mkdir(parents=True)
    values = np.asarray(outcomes, dtype=np.float64)
    count = len(values)
    trials = {
        "trial": np.arange(count),
        "configuration": np.where(np.isnan(values), -1, np.arange(count)),
        "fitness": values,
        "stage": np.zeros(count, dtype=np.int64) if stages is None else np.array(stages),
        "evaluations": np.full(count, 7),
        "epochs": np.zeros(count, dtype=np.int64),
    }
    moves = {
        "trial": np.arange(count),
        "step": np.zeros(count, dtype=np.int64),
        "evaluations": np.full(count, 7),
        "epochs": np.zeros(count, dtype=np.int64),
        "seconds": np.zeros(count),
        "configuration": trials["configuration"],
        "fitness": values,
        "best_configuration": trials["configuration"],
        "best": values,
    }
    if metric is not None:
        trials[metric] = values
        moves[metric] = moves[f"best_{metric}"] = values
    for name, columns in (("trials", trials), ("trajectories", moves)):
        write_bytes(folder / f"{name}.parquet", to_parquet(pa.table(columns)))
    about = {
        "kind": "search", "algorithm": algorithm, "title": algorithm.upper(), "space": "nb201",
        "dataset": dataset, "trials": count,
        "results": {}, "costs": {},
        "settings": {"proxies": list(proxies)} if proxies else {"metric": "val_acc"},
    }  # fmt: skip
    write_bytes(folder / "summary.json", summary_json({**about, **summary}))
    return folder

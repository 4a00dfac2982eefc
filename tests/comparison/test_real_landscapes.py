"""NAS-Bench-201: SynFlow and NASWOT as published, against test accuracy after 200 epochs."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from landscape import Landscape, get_space
from landscape.comparison import compare, resample_runs
from landscape.comparison.comparison import inversions

SPACE = get_space("nb201")


@pytest.fixture(scope="module")
def read(data_dir):
    def column(file, name):
        frame = pd.read_parquet(data_dir / f"{file}.parquet", columns=["arch_str", name])
        scores = np.full(SPACE.size, np.nan)
        scores[[SPACE.parse(text) for text in frame["arch_str"]]] = frame[name]
        return scores

    return column


@pytest.fixture(scope="module")
def comparisons(read):
    """Of CIFAR-10, ImageNet16-120: SynFlow and NASWOT."""

    def found(dataset, proxy):
        scores = read("nats_tss_zerocost_freerea", f"{dataset}_{proxy}")
        accuracy = read("nats_tss", f"{dataset}_test_acc_200ep")
        pair = Landscape(SPACE, scores, metric=proxy), Landscape(SPACE, accuracy, metric="accuracy")
        return compare(*pair, resamples=20)

    return {
        (dataset, proxy): found(dataset, proxy)
        for dataset in ("cifar10", "imagenet16")
        for proxy in ("synflow", "naswot")
    }


@pytest.mark.parametrize(
    ("dataset", "rho", "overlap", "accuracy"),
    [("cifar10", 0.769, 24, 93.76), ("imagenet16", 0.747, 40, 41.44)],
)
def test_synflow(comparisons, dataset, rho, overlap, accuracy):
    found = comparisons[dataset, "synflow"].numbers
    assert found["spearman"] == pytest.approx(rho, abs=5e-4)
    assert found["spearman_low"] < found["spearman"] < found["spearman_high"]
    assert (found["top_k"], found["top_overlap"]) == (156, overlap)
    assert found["n_optima_first"] == 4
    assert found["global_quality"] == pytest.approx(accuracy, abs=5e-3)
    assert found["climb_quality"] == pytest.approx(accuracy, abs=0.05)


def test_naswot_is_better_correlated_and_finds_worse(comparisons):
    pair = [comparisons["cifar10", proxy] for proxy in ("synflow", "naswot")]
    found = pair[1].numbers
    assert found["n_optima_first"] == 4
    assert found["global_quality"] == pytest.approx(92.87, abs=5e-3)
    assert found["top_overlap"] == 2
    assert found["disagreement"] == "top lower, global lower, climb lower, escape lower"
    assert len(inversions(pair)) == 1
    assert inversions(pair)[0].startswith("naswot is better correlated with accuracy than synflow")


def test_the_best_there_is(comparisons):
    best = [comparisons[of, "synflow"].numbers["best_quality"] for of in ("cifar10", "imagenet16")]
    assert best == pytest.approx([94.3733, 47.3111], abs=5e-5)


def test_training_runs_decide_which_is_the_best(read):
    runs = [
        read("nats_tss_runs", f"cifar10valid_valid_acc_200ep_run{run}") for run in range(3)
    ]  # fmt: skip
    found = resample_runs(SPACE, runs, resamples=20, resolution=100 / 25_000 / 6)
    told = found.summary()
    assert told["configurations_by_runs"] == {"2": 7456, "3": 8169}
    assert told["n_optima"]["of_means"] == 13
    assert 0.3 < told["global_survival"] < 0.9
    assert found.table()["is_global"].sum() == 1

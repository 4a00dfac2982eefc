"""Parameters and FLOPs against PyTorch's own networks and the benchmark's tables."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from proxies import DATASETS, Scorer, Settings, get_proxy
from proxies.engine.weights import WeightBank
from tests.proxies import plain

COLUMNS = {"cifar10": "cifar10", "cifar100": "cifar100", "ImageNet16-120": "imagenet16"}


def counts(space, indices, dataset):
    proxies = [get_proxy("params"), get_proxy("flops")]
    return Scorer(space, proxies, Settings(dataset=dataset, device="cpu")).score(indices)


@pytest.mark.parametrize("dataset", DATASETS)
def test_counts_equal_those_of_a_real_network(space, some, dataset):
    task = DATASETS[dataset]
    networks = [plain.build(space.format(i), task, WeightBank(0), None) for i in some]
    ours = counts(space, some, dataset)
    assert ours["params"].tolist() == [plain.params(network) for network in networks]
    expected = [plain.flops(network, task) / 1e6 for network in networks]
    np.testing.assert_allclose(ours["flops"], expected, rtol=1e-12)


@pytest.mark.parametrize("dataset", DATASETS)
def test_counts_equal_the_benchmarks_for_the_whole_space(space, data_dir, dataset):
    table = pd.read_parquet(data_dir / "nats_tss.parquet")
    order = np.argsort([space.parse(text) for text in table["arch_str"]])
    ours = counts(space, np.arange(space.size), dataset)
    column = COLUMNS[dataset]
    np.testing.assert_array_equal(ours["params"], table[f"{column}_params"].to_numpy()[order])
    theirs = table[f"{column}_mflops"].to_numpy()[order]
    np.testing.assert_allclose(ours["flops"], theirs, rtol=1e-6)

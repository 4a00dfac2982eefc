"""SynFlow against automatic differentiation and against published values."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

from landscape.spaces import NB201
from proxies import DATASETS, Scorer, Settings, get_proxy
from proxies.engine.weights import WeightBank
from tests.proxies import plain


def scores(space: NB201, indices: np.ndarray, **settings: object) -> np.ndarray:
    scorer = Scorer(space, [get_proxy("synflow")], Settings(**settings))
    return scorer.score(indices)["synflow"]


def number(space: NB201, index: int) -> int:
    return int(space.canonical(np.array([index]))[0])


def oracle(space: NB201, indices: np.ndarray, dataset: str, bank: WeightBank) -> np.ndarray:
    task = DATASETS[dataset]
    return np.array(
        [
            plain.synflow(
                plain.build(
                    space.format(i), task, bank, number(space, i) if bank.independent else None
                ),
                task,
            )
            for i in indices
        ]
    )


@pytest.mark.parametrize("dataset", DATASETS)
def test_the_forward_identity_equals_automatic_differentiation(space, some, dataset):
    expected = oracle(space, some, dataset, WeightBank(3))
    np.testing.assert_allclose(
        scores(space, some, dataset=dataset, seed=3, device="cpu"), expected, rtol=0, atol=1e-4
    )


def test_independent_initialisation_gives_every_architecture_weights_of_its_own(space, some):
    expected = oracle(space, some[:12], "cifar10", WeightBank(5, independent=True))
    ours = scores(space, some[:12], seed=5, init="independent", device="cpu")
    np.testing.assert_allclose(ours, expected, rtol=0, atol=1e-4)


def test_duplicates_share_the_weights_of_their_canonical_architecture(space, some):
    ours = scores(space, some, init="independent", device="cpu")
    canonical = np.unique(space.canonical(some))
    found = scores(space, canonical, init="independent", device="cpu")
    expected = found[np.searchsorted(canonical, space.canonical(some))]
    np.testing.assert_allclose(ours, expected, atol=2e-5)


def test_an_architecture_without_a_path_scores_minus_infinity(space):
    everyone = np.arange(space.size)
    lost = everyone[~space.connected(everyone)][::20]
    assert np.all(scores(space, lost, device="cpu") == -np.inf)


def test_dead_operations_change_nothing(space, some):
    canonical = np.unique(space.canonical(some))
    found = dict(zip(canonical, scores(space, canonical, device="cpu"), strict=True))
    ours = scores(space, some, device="cpu")
    np.testing.assert_allclose(ours, [found[c] for c in space.canonical(some)], atol=2e-5)


def test_a_ninth_of_the_space_ranks_like_the_published_scores(space, data_dir):
    table = pd.read_parquet(data_dir / "nats_tss_zerocost_suitezero.parquet")
    theirs = table.dropna(subset="cifar10_synflow").sort_values("cifar10_synflow")[::-9]
    indices = np.array([space.parse(text) for text in theirs["arch_str"]])
    published = theirs["cifar10_synflow"].to_numpy()
    assert len(np.unique(space.canonical(indices))) == 1050
    ours = scores(space, indices, device="cpu")
    rank, _ = spearmanr(ours, published)
    assert rank >= 0.999
    assert ours.max() == pytest.approx(published.max(), abs=0.5)

"""Trained networks are loaded and predict."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from landscape.errors import DataError, DataMissingError
from search.training import load_trained
from search.training.checkpoint import Checkpoint, read_checkpoint, write_checkpoint
from search.training.leave import test_accuracies as accuracies
from search.training.leave import write_best, write_history


@pytest.fixture
def trainer(make_trainer, small):
    trainer = make_trainer()
    trainer.train(small[:2], 2)
    return trainer


@pytest.fixture
def best(trainer, small, tmp_path):
    tested = accuracies(trainer, small[:1])
    write_best(trainer, small[0], tested[small[0]], tmp_path / "best.pt")
    return tmp_path / "best.pt"


def test_it_predicts_as_it_did_in_training(best, trainer, images, small):
    network = load_trained(str(best), device="cpu")
    assert network.architecture == trainer.space.format(small[0])
    assert network.accuracy == trainer.history(small[0])[-1].val_acc
    for part, told in ((images.val, network.accuracy), (images.test, network.test_accuracy)):
        hits = network.predict(part.images) == part.labels
        assert 100 * hits.mean() == pytest.approx(told)


def test_probabilities_add_up_to_one(best, images):
    found = load_trained(best, device="cpu").predict_proba(images.test.images)
    assert found.shape == (len(images.test), 10)
    assert found.sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert load_trained(best, device="cpu").predict(images.test.images[:0]).shape == (0,)


@pytest.mark.parametrize("shape", [(2, 3, 8, 9), (2, 8, 8, 3), (3, 8, 8)])
def test_images_of_another_shape_are_refused(best, shape):
    with pytest.raises(DataError, match="expected uint8, n × 3 × 8 × 8"):
        load_trained(best, device="cpu").predict(np.zeros(shape, np.uint8))


def test_floats_are_refused(best, images):
    with pytest.raises(DataError, match="images are float64"):
        load_trained(best, device="cpu").predict(images.test.images / 255)


@pytest.mark.parametrize(
    "change",
    [{"space": "sss2"}, {"configuration": 10**9}, {"configuration": "x"}, {"task": {}}],
)
def test_a_checkpoint_that_does_not_fit_is_one_line(best, change):
    found = read_checkpoint(best)
    about = {**found.about, **change}
    write_checkpoint(best, Checkpoint(about, found.history, found.network, {}))
    with pytest.raises((DataError, LookupError)) as told:
        load_trained(best, device="cpu")
    assert "\n" not in str(told.value)


def test_weights_of_another_network_are_refused(best):
    found = read_checkpoint(best)
    some = {"places.stem.weight": torch.zeros(1)}
    write_checkpoint(best, Checkpoint(found.about, found.history, some, {}))
    with pytest.raises(DataError, match="does not describe its network"):
        load_trained(best, device="cpu")


def test_a_file_that_is_not_there_is_one_line(tmp_path):
    with pytest.raises(DataMissingError, match="there is no file"):
        load_trained(tmp_path / "best.pt")


def test_untrained_networks_have_no_test_accuracy(trainer, small):
    found = accuracies(trainer, small)
    assert np.isfinite(found[small[:2]]).all()
    assert np.isnan(found[small[2]])


def test_every_epoch_is_in_the_table(trainer, small, tmp_path):
    import pandas as pd

    write_history(trainer, tmp_path / "history.csv")
    table = pd.read_csv(tmp_path / "history.csv")
    assert table["configuration"].tolist() == [n for n in sorted(small[:2]) for _ in range(2)]
    assert table["epoch"].tolist() == [1, 2, 1, 2]
    assert table["val_acc"][1] == pytest.approx(trainer.history(min(small[:2]))[1].val_acc)

import numpy as np
import pytest

from landscape.benchmarks import trained_landscape
from landscape.benchmarks.collect import import_benchmark
from landscape.errors import DataMissingError, OptionError
from tests.trained.worlds import SPACE, TinyReader


@pytest.fixture
def data_dir(tmp_path):
    import_benchmark(TinyReader(), tmp_path, provenance={})
    return tmp_path


def test_the_landscape_is_of_the_mean_of_runs(data_dir):
    found = trained_landscape(SPACE, "val_acc", dataset="cifar10", epoch=200, data_dir=data_dir)
    assert found.metric == "val_acc"
    assert found.fitness[[4, 0, 5]] == pytest.approx([54, 50.5, 55.5], abs=found.resolution)
    assert found.n_missing == 3
    assert not found.minimize


def test_one_run_of_a_schedule_is_chosen_by_name(data_dir):
    how = {"dataset": "cifar10", "hp": "12", "epoch": 12, "run": "888"}
    found = trained_landscape(SPACE, "val_acc", **how, data_dir=data_dir)
    assert np.flatnonzero(~found.missing).tolist() == [0, 5]


def test_without_a_benchmark_it_says_where_to_get_one(tmp_path):
    with pytest.raises(DataMissingError, match="landscape data import table FILE --space tiny"):
        trained_landscape(SPACE, "val_acc", data_dir=tmp_path)


def test_an_epoch_that_is_not_there_is_refused(data_dir):
    with pytest.raises(OptionError, match="no val_acc"):
        trained_landscape(SPACE, "val_acc", epoch=7, data_dir=data_dir)

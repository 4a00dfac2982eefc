"""A folder keeps the result that it holds."""

from __future__ import annotations

import pytest

import landscape
from landscape.errors import DataError, DataMissingError, StoppedError
from landscape.runs.run import Run, refuse_other, summary_json
from tests.cli.command import inside


@pytest.fixture(scope="module")
def uncertain(tmp_path_factory):
    folder = tmp_path_factory.mktemp("uncertain") / "run"
    return landscape.uncertainty("val_acc", dataset="cifar10", resamples=5, out=folder)


@pytest.mark.parametrize(
    ("other", "differs"),
    [
        ({"dataset": "cifar100", "metric": "valtest_acc"}, "metric"),
        ({"seed": 1}, "seed"),
        ({"resamples": 6}, "resamples"),
        ({"resolution": "none"}, "resolution"),
    ],
)
def test_another_uncertainty_is_refused_before_any_work(uncertain, other, differs):
    before = (uncertain.folder / "uncertainty.json").read_bytes()
    asked = {"metric": "val_acc", "dataset": "cifar10", "resamples": 5} | other
    with pytest.raises(DataError, match=rf"holds another result .*: {differs} is"):
        landscape.uncertainty(asked.pop("metric"), out=uncertain.folder, **asked)
    assert (uncertain.folder / "uncertainty.json").read_bytes() == before


def test_the_same_uncertainty_may_be_made_again(uncertain):
    again = landscape.uncertainty("val_acc", dataset="cifar10", resamples=5, out=uncertain.folder)
    assert again == uncertain


def test_another_stability_is_refused_before_any_work(tmp_path):
    there = {"space": "nb201", "metric": "synflow", "dataset": "cifar10", "resolution": None}
    (tmp_path / "stability.json").write_bytes(summary_json(there | {"seeds": [0, 1]}))
    with pytest.raises(DataError, match="metric is 'synflow' there, asked for is 'l2_norm'"):
        landscape.stability("l2_norm", 2, out=tmp_path)
    told = inside("stability", "--metric", "synflow", "--seeds", "3", "--out", ".", cwd=tmp_path)
    assert told.code == 1
    assert "seeds is [0, 1] there, asked for is [0, 1, 2]" in told.stderr


def test_nothing_is_refused_where_nothing_is(tmp_path):
    refuse_other(tmp_path / "stability.json", "landscape stability", {"metric": "synflow"})


def test_a_stop_is_no_error_that_programs_swallow():
    assert not issubclass(StoppedError, Exception)
    assert issubclass(StoppedError, KeyboardInterrupt)


@pytest.mark.parametrize(
    ("file", "what"),
    [
        ("stability.json", "a stability"),
        ("compare.json", "a comparison"),
        ("scores.parquet", "scores"),
    ],
)
def test_a_folder_with_another_result_is_called_by_what_it_has(tmp_path, file, what):
    (tmp_path / file).touch()
    with pytest.raises(DataMissingError, match=f"holds {what}, but no run"):
        Run(tmp_path).summary  # noqa: B018

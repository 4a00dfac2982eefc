"""What runs are called beside each other."""

from pathlib import Path

import pytest

from landscape.errors import OptionError
from landscape.runs.labels import check_labels, told_apart

_SUM, _OTHER = "a" * 64, "b" * 64


def _told(settings, *, names=None, folders=None):
    places = [Path(f"run{number}") for number in range(len(settings))]
    return told_apart(names or ["a"] * len(settings), settings, folders or places)


def test_a_name_that_is_enough_is_left_alone():
    assert _told([{"seed": 0}, {"seed": 1}], names=["a", "b"]) == ["", ""]


def test_only_what_differs_is_said_and_no_more_than_is_needed():
    settings = [{"dataset": "cifar10", "k": 8, "seed": seed, "date": seed} for seed in (0, 1)]
    assert _told(settings) == ["seed=0", "seed=1"]
    settings = [{"dataset": of, "seed": seed} for of in ("x", "y") for seed in (0, 1)]
    assert _told(settings) == ["x, seed=0", "x, seed=1", "y, seed=0", "y, seed=1"]


def test_settings_inside_others_count_and_those_that_some_lack():
    settings = [{"data": {"file": "one.npz", "sha256": _SUM}}, {"data": {"file": "two.npz"}}]
    assert _told(settings) == ["file=one.npz", "file=two.npz"]
    assert _told([{"seed": 1}, {}]) == ["seed=1", ""]


def test_checksums_say_nothing_but_folders_do():
    settings = [{"sha256": _SUM, "seed": 0}, {"sha256": _OTHER, "seed": 0}]
    assert _told(settings) == ["run0", "run1"]
    paths = [Path("a/run"), Path("b/run")]
    assert _told(settings, folders=paths) == ["a/run", "b/run"]


@pytest.mark.parametrize(
    ("labels", "message"), [(["a"], "1 --label for 2 runs"), (["a", " "], "is empty")]
)
def test_labels_are_one_a_run(labels, message):
    with pytest.raises(OptionError, match=message):
        check_labels(labels, 2)

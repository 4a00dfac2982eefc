"""Names are found whatever their case and separators, and the nearest is suggested."""

from __future__ import annotations

import pytest

from landscape.errors import UnknownNameError
from landscape.registry import find_name, match_name

DATASETS = ("cifar10", "cifar10-valid", "cifar100", "ImageNet16-120")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("cifar10", "cifar10"),
        ("CIFAR10", "cifar10"),
        ("CIFAR-10", "cifar10"),
        ("cifar_100", "cifar100"),
        ("cifar10_valid", "cifar10-valid"),
        ("imagenet16120", "ImageNet16-120"),
        ("ImageNet16 120", "ImageNet16-120"),
    ],
)
def test_case_and_separators_do_not_matter(written: str, meant: str) -> None:
    assert find_name("dataset", written, DATASETS) == meant


def test_the_spelling_that_is_nearest_counts_where_several_differ_in_it_only() -> None:
    names = ("Val_Acc", "val_acc", "val-acc")
    assert [match_name(name, names) for name in names] == list(names)
    assert match_name("VAL-ACC", names) == "val-acc"


def test_a_name_that_could_be_several_is_refused_with_all_of_them() -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'Acc' or 'acc'\\? known are Acc, acc"):
        find_name("column", "ACC", ("Acc", "acc", "loss"))


@pytest.mark.parametrize("name", ["", "-", "_ _"])
def test_separators_alone_are_no_name(name: str) -> None:
    with pytest.raises(UnknownNameError, match=r"known are -x, _, y$"):
        find_name("column", f"{name}-", ("_", "-x", "y"))


def test_the_nearest_is_suggested_whatever_its_spelling() -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'ImageNet16-120'"):
        find_name("dataset", "IMAGENET_16", DATASETS)
    with pytest.raises(UnknownNameError, match="did you mean 'cifar10'"):
        find_name("dataset", "CIFAR-11", DATASETS)

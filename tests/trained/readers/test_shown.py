"""Values of unknown make are shown in a few characters, and at once."""

import numpy as np
import pytest

from landscape.reason import shown


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("12", "'12'"),
        (777, "777"),
        (1.5, "1.5"),
        (None, "None"),
        (True, "True"),
        (("cifar10", 777), "('cifar10', 777)"),
        ([1, [2, [3, [4]]]], "[1, [2, [...]]]"),
        (b"a" * 10**7, repr(b"a" * 59)[:60]),
        (set(range(9)), "a set of 9"),
        ({}, "a dict of 0"),
        (np.arange(3), "a ndarray"),
    ],
)
def test_what_is_shown(value, text):
    assert shown(value) == text


def test_a_number_that_python_refuses_to_write():
    assert shown(10**5000) == "a whole number of 16,610 bits"


def test_nothing_long_is_shown():
    nested = ["x" * 10**6]
    for _ in range(99):
        nested = (nested, [nested] * 5)
    for value in (nested, "x" * 10**6, "\n" * 50, [10**5000] * 99, (float("nan"),) * 99):
        assert len(shown(value)) <= 60
        assert len(shown(value, 20)) <= 20
        assert shown(value).isprintable()

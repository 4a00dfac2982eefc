"""Numbers in sentences."""

from __future__ import annotations

import re

from landscape import Landscape, ProductSpace
from landscape.numbers import counted, in_words, numbers_text


def test_one_of_a_thing_is_in_the_singular():
    valley = Landscape(ProductSpace([5, 2]), range(10))
    told = in_words(valley.summary())
    assert told["sinks"] == "1 in 1 funnel"
    assert told["local optima"] == "1 (1 strict, 1 plateau)"
    assert not re.search(r"\b1 \w+s\b", " ".join(told.values()))
    assert counted(1, "optimum", "optima") == "1 optimum"


def test_numbers_along_an_axis_have_one_form():
    assert numbers_text([1e4, 1e5, 1e6]) == ["10,000", "100,000", "1,000,000"]
    assert numbers_text([-5e8, 0.0, 5e8, 1e9]) == ["-5e8", "0", "5e8", "1e9"]
    assert numbers_text([1e-5, 0.001, 0.1]) == ["1e-5", "1e-3", "1e-1"]

"""Texts in lines."""

from __future__ import annotations

import doctest

from hypothesis import given
from hypothesis import strategies as st

from viz import style


@given(st.text("ab+, ", max_size=60), st.integers(2, 12))
def test_fold_loses_only_spaces_and_keeps_to_the_width(text, width):
    lines = style.fold(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(len(line) <= width for line in lines)


def test_fold_replaces_what_cannot_be_printed():
    assert style.fold("a\x00b\nc", 20) == ["a\N{REPLACEMENT CHARACTER}b c"]


def test_examples():
    assert doctest.testmod(style).failed == 0

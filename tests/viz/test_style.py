"""Texts in lines."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from viz.look import look


@given(st.text("ab+, ", max_size=60), st.integers(2, 12))
def test_fold_loses_only_spaces_and_keeps_to_the_width(text, width):
    lines = look.fold(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(len(line) <= width for line in lines)


def test_fold_replaces_what_cannot_be_printed():
    assert look.fold("a\x00b\nc", 20) == ["a\N{REPLACEMENT CHARACTER}b c"]


def test_fold_counts_wide_letters_twice_and_breaks_between_them():
    assert look.fold("精度 of 验证集", 6) == ["精度", "of 验", "证集"]
    assert look.fold("精度", 4) == ["精度"]


@given(st.text("a+ 精한", max_size=40), st.integers(2, 12))
def test_fold_of_wide_letters_loses_only_spaces(text, width):
    lines = look.fold(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(len(line) + sum(line.count(wide) for wide in "精한") <= width for line in lines)


def test_examples():
    assert doctest.testmod(look).failed == 0


def luminance(colour):
    """Return the relative luminance of the WCAG."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", look.THEMES.values(), ids=lambda theme: theme.name)
def test_every_theme_can_be_read(theme):
    assert contrast(theme.ink, theme.paper) >= 7
    assert contrast(theme.faint, theme.paper) >= 4.5
    for mark in (theme.edge, theme.best, theme.other):
        assert contrast(mark, theme.paper) >= 3


@pytest.mark.parametrize("theme", look.THEMES.values(), ids=lambda theme: theme.name)
def test_colours_of_kinds_differ_and_are_followed_by_the_other(theme):
    colours = look.category_colours(theme, len(theme.categories) + 2)
    assert len(set(colours)) == len(theme.categories) + 1
    assert colours[-2:] == [theme.other] * 2

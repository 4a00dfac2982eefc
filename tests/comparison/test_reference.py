"""The document lists every number as the code describes it."""

from __future__ import annotations

from tests.comparison import reference


def test_the_tables_are_those_of_the_sections():
    """Write it again with `python -m tests.comparison.reference`."""
    text = reference.DOCUMENT.read_text(encoding="utf-8")
    assert text == reference.updated(text)

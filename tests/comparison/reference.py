"""The tables of docs/comparison.md: ``python -m tests.comparison.reference`` writes them again."""

from __future__ import annotations

from pathlib import Path

from landscape.comparison import SECTIONS
from tests.analysis.reference import table

DOCUMENT = Path(__file__).parents[2] / "docs" / "comparison.md"
_BEGIN, _END = "<!-- numbers -->\n", "<!-- end of numbers -->"


def updated(text):
    """Return the document with what the sections say between its two marks."""
    before, rest = text.split(_BEGIN)
    _, after = rest.split(_END)
    return before + _BEGIN + "".join(map(table, SECTIONS)) + "\n" + _END + after


if __name__ == "__main__":
    DOCUMENT.write_text(updated(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")

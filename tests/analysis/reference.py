"""The tables of docs/analysis.md: ``python -m tests.analysis.reference`` writes them again."""

from __future__ import annotations

from pathlib import Path

from landscape.analysis import ANALYSES

DOCUMENT = Path(__file__).parents[2] / "docs" / "analysis.md"
_BEGIN, _END = "<!-- numbers -->\n", "<!-- end of numbers -->"


def updated(text):
    """Return the document with what the registry says between its two marks."""
    before, rest = text.split(_BEGIN)
    _, after = rest.split(_END)
    return before + _BEGIN + numbers() + "\n" + _END + after


def numbers():
    """Return a table for each analysis."""
    return "".join(table(known) for known in ANALYSES.values())


def table(known):
    source = f"\nSource: {known.source}.\n" if known.source else ""
    rows = [
        f"| `{key}` | {number.definition} | {number.range} | {number.meaning}{_from(number)} |"
        for key, number in known.numbers.items()
    ]
    head = "| number | definition | range | meaning |\n| --- | --- | --- | --- |"
    return f"\n### {known.title} (`{known.name}`)\n{source}\n{head}\n" + "\n".join(rows) + "\n"


def _from(number):
    return f" ({number.source})" if number.source else ""


if __name__ == "__main__":
    DOCUMENT.write_text(updated(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")

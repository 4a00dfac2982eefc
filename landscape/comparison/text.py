"""Tables of text for papers and pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence, Set

__all__ = ["latex_table", "markdown_table"]

Places: TypeAlias = "Set[tuple[int, int]]"
"""Cells of a table, by row and column, both from 0; the header is no row."""

_NUMBER = re.compile(r"[+−-]?(inf|\d[\d,]*(\.\d+)?(e[+-]?\d+)?)( ± \d[\d,]*(\.\d+)?(e[+-]?\d+)?)?")
_MISSING = ("", "-")
_MARKDOWN = {
    **{mark: f"\\{mark}" for mark in "\\`*_[]|~$"},
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
}
_LATEX = {
    "\\": r"\textbackslash{}",
    # At the start of a row they would be read as options of the line break before it.
    "[": "{[}",
    "*": "{*}",
    **{mark: f"\\{mark}" for mark in "&%$#_{}"},
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "|": r"\textbar{}",
    "<": r"\textless{}",
    "±": r"$\pm$",
    ">": r"\textgreater{}",
}


def markdown_table(
    header: Sequence[str], rows: Sequence[Sequence[str]], bold: Places = frozenset()
) -> str:
    """Return a Markdown table: columns of text to the left, of numbers to the right.

    Nothing in its cells is read as Markdown or HTML.

    Parameters
    ----------
    header, rows
        As many cells each.
    bold
        Row and column of the cells to be set in bold.
    """
    rule = ["---:" if is_number else "---" for is_number in _numbers(header, rows)]
    escaped = [[_escaped(cell, _MARKDOWN) for cell in row] for row in (header, *rows)]
    body = _marked(escaped[1:], bold, "**{}**")
    return "".join(f"| {' | '.join(line)} |\n" for line in (escaped[0], rule, *body))


def latex_table(
    header: Sequence[str], rows: Sequence[Sequence[str]], bold: Places = frozenset()
) -> str:
    r"""Return a LaTeX `tabular`, the same.

    Its rules need ``\usepackage{booktabs}``.
    """
    columns = "".join("r" if is_number else "l" for is_number in _numbers(header, rows))
    escaped = [[_escaped(cell, _LATEX) for cell in row] for row in (header, *rows)]
    body = _marked(escaped[1:], bold, r"\textbf{{{}}}")
    lines = [" & ".join(row) + r" \\" for row in (escaped[0], *body)]
    head = rf"\begin{{tabular}}{{{columns}}}"
    parts = [head, r"\toprule", lines[0], r"\midrule", *lines[1:], r"\bottomrule"]
    return "\n".join([*parts, r"\end{tabular}", ""])


def _numbers(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[bool]:
    """Tell of each column whether it holds numbers: no more texts than numbers.

    A column of numbers may hold a name here and there, and what stands for a missing number.
    """
    columns = [[row[i] for row in rows if row[i] not in _MISSING] for i in range(len(header))]
    return [2 * sum(map(_is_number, cells)) >= len(cells) for cells in columns]


def _is_number(cell: str) -> bool:
    return _NUMBER.fullmatch(cell) is not None


def _marked(rows: Sequence[Sequence[str]], places: Places, style: str) -> list[list[str]]:
    return [
        [
            style.format(cell) if (row, column) in places else cell
            for column, cell in enumerate(line)
        ]
        for row, line in enumerate(rows)
    ]


def _escaped(text: str, marks: Mapping[str, str]) -> str:
    """Return a text in one line, in which `marks` are replaced."""
    return "".join(marks.get(character, character) for character in " ".join(text.split()))

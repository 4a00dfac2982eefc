"""Tables of text for papers and pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence, Set

__all__ = ["latex_table", "markdown_table"]

Places: TypeAlias = "Set[tuple[int, int]]"
"""Cells of a table, by row and column, both from 0; the header is no row."""

_LATEX = {
    "\\": r"\textbackslash{}",
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
    """Return a Markdown table: the first column to the left, the others to the right.

    Parameters
    ----------
    header, rows
        As many cells each.
    bold
        Row and column of the cells to be set in bold.
    """
    rule = ["---", *("---:" for _ in header[1:])]
    escaped = [[cell.replace("|", "\\|") for cell in row] for row in (header, *rows)]
    body = _marked(escaped[1:], bold, "**{}**")
    return "".join(f"| {' | '.join(line)} |\n" for line in (escaped[0], rule, *body))


def latex_table(
    header: Sequence[str], rows: Sequence[Sequence[str]], bold: Places = frozenset()
) -> str:
    r"""Return a LaTeX `tabular`, the same.

    Its rules need ``\usepackage{booktabs}``.
    """
    escaped = [[_escaped(cell) for cell in row] for row in (header, *rows)]
    body = _marked(escaped[1:], bold, r"\textbf{{{}}}")
    lines = [" & ".join(row) + r" \\" for row in (escaped[0], *body)]
    head = rf"\begin{{tabular}}{{l{'r' * (len(header) - 1)}}}"
    parts = [head, r"\toprule", lines[0], r"\midrule", *lines[1:], r"\bottomrule"]
    return "\n".join([*parts, r"\end{tabular}", ""])


def _marked(rows: Sequence[Sequence[str]], places: Places, style: str) -> list[list[str]]:
    return [
        [
            style.format(cell) if (row, column) in places else cell
            for column, cell in enumerate(line)
        ]
        for row, line in enumerate(rows)
    ]


def _escaped(text: str) -> str:
    return "".join(_LATEX.get(character, character) for character in text)

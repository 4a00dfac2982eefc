"""Tables of a report as CSV, Markdown and LaTeX."""

from __future__ import annotations

from typing import TYPE_CHECKING

from landscape.comparison.text import latex_table, markdown_table

if TYPE_CHECKING:
    from landscape.api.papers.report import Cell, Table

__all__ = ["in_markdown", "numbered", "table_text"]


def table_text(table: Table, suffix: str) -> str:
    """Return a table as the content of a file: ``.csv`` a row a cell, ``.md`` and ``.tex`` whole.

    What a reader has to know stands below, then by number what cells need and why they differ.
    """
    if suffix == ".csv":
        return table.frame().to_csv(index=False, lineterminator="\n")
    notes, marks = numbered(table)
    rows = [
        [*row.labels, *(_text(cell, marks[place, at]) for at, cell in enumerate(row.cells))]
        for place, row in enumerate(table.rows)
    ]
    below = [*table.notes, *(f"[{number}] {note}" for number, note in enumerate(notes, 1))]
    if suffix == ".md":
        lines = "".join(f"\n{in_markdown(line)}\n" for line in below)
        return markdown_table(table.columns, rows) + lines
    return latex_table(table.columns, rows) + "".join(f"% {line}\n" for line in below)


def numbered(table: Table) -> tuple[list[str], dict[tuple[int, int], str]]:
    """Return the remarks on cells, each once, and row and column → the numbers of a cell's."""
    notes: dict[str, int] = {}
    marks = {}
    for place, row in enumerate(table.rows):
        for at, cell in enumerate(row.cells):
            said = [text for text in (cell.missing, cell.reason) if text]
            numbers = [notes.setdefault(text, len(notes) + 1) for text in said]
            marks[place, at] = ",".join(map(str, numbers))
    return list(notes), marks


def _text(cell: Cell, mark: str) -> str:
    beside = " ".join(filter(None, (cell.published_text, cell.difference_text)))
    ours = cell.ours_text or ("missing" if cell.missing else "")
    star = "*" if cell.within is False else ""
    return " ".join(
        filter(
            None, (f"{ours}{star}", f"({beside})" if beside else "", f"[{mark}]" if mark else "")
        )
    )


def in_markdown(line: str) -> str:
    """Return a line of text that Markdown reads as it is."""
    return line.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*").replace("_", "\\_")

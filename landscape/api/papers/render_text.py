"""Tables and the whole report as CSV, Markdown and LaTeX."""

from __future__ import annotations

from typing import TYPE_CHECKING

from landscape.comparison.text import latex_table, markdown_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from landscape.api.papers.made import Made
    from landscape.api.papers.report import Cell, Table

__all__ = ["lacking", "numbered", "report_markdown", "table_text"]

_LEGEND = (
    "Ours, and in brackets the published number and the difference; * is more than the published "
    "deviation, and a row in brackets alone is quoted."
)


def table_text(table: Table, suffix: str) -> str:
    """Return a table as the content of a file: ``.csv`` a row a cell, ``.md`` and ``.tex`` whole.

    What cells need and why they differ stands below, by number.
    """
    if suffix == ".csv":
        return table.frame().to_csv(index=False, lineterminator="\n")
    notes, marks = numbered(table)
    rows = [
        [*row.labels, *(_text(cell, marks[place, at]) for at, cell in enumerate(row.cells))]
        for place, row in enumerate(table.rows)
    ]
    below = [f"[{number}] {note}" for number, note in enumerate(notes, 1)]
    if suffix == ".md":
        lines = "".join(f"\n{_escaped(line)}\n" for line in below)
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


def _escaped(line: str) -> str:
    return line.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*").replace("_", "\\_")


def lacking(made: Made) -> list[str]:
    """Return what a figure lacks, and what that needs; a table says so at its cells."""
    if made.drawing is None and made.table is not None:
        return []
    return [f"missing: {', '.join(what)}: {need}" for need, what in made.needs.items()]


def report_markdown(title: str, about: Sequence[str], parts: Sequence[Made]) -> str:
    """Return a report as Markdown, with pictures beside it.

    Parameters
    ----------
    title
        Of the paper.
    about
        Sentences on the report as a whole.
    parts
        Its figures and tables.
    """
    sections = [f"# {_escaped(title)}", *map(_escaped, about), _escaped(_LEGEND)]
    for made in parts:
        sections.append(f"## {made.title}. {_escaped(made.caption)}")
        if made.picture:
            sections.append(f"![{made.title}]({made.picture})")
        if made.table is not None:
            sections.append(table_text(made.table, ".md").rstrip())
        sections += [f"- {_escaped(note)}" for note in made.notes]
        sections += [f"- {_escaped(line)}" for line in lacking(made)]
    return "\n\n".join(sections) + "\n"

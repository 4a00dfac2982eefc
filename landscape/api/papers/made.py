"""A figure or table that is made: its files, and itself as one file that says all of it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from landscape.api.papers.render_text import table_text
from landscape.api.papers.report import Figure, Table
from landscape.disk.files import make_folder, read_bytes, write_bytes
from landscape.errors import DataError, DataMissingError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from landscape.api.papers.registry import Part
    from landscape.disk.canonical import JSON

__all__ = ["PARTS", "Made", "is_done", "read_made", "write_made"]

PARTS = "parts"
"""Folder of what is made, one file a figure or table."""

_FORMAT = 1
_PICTURES = (".html", ".pdf", ".png")
_TEXTS = (".csv", ".md", ".tex")


@dataclass(frozen=True)
class Made:
    """A figure or table, as it is saved.

    Attributes
    ----------
    name, title, caption
        Of the `Part`.
    how
        Everything that decides it: trials, seed, data.
    table
        Its numbers; None of a figure without.
    notes
        What a reader has to know.
    missing
        What it lacks → what that needs.
    drawing
        A figure as plotly takes it; None without.
    files
        Names of its files in the folder of the report.
    """

    name: str
    title: str
    caption: str
    how: Mapping[str, JSON]
    table: Table | None
    notes: tuple[str, ...] = ()
    missing: Mapping[str, str] = field(default_factory=dict)
    drawing: Mapping[str, Any] | None = field(default=None, repr=False)
    files: tuple[str, ...] = ()

    @property
    def needs(self) -> dict[str, list[str]]:
        """What is needed → what of it would be made then."""
        found: dict[str, list[str]] = {}
        for what, need in self.missing.items():
            found.setdefault(need, []).append(what)
        return found

    @property
    def picture(self) -> str | None:
        """The name of its file for print on a page; None without."""
        return next((name for name in self.files if name.endswith(".png")), None)


def write_made(folder: Path, part: Part, how: Mapping[str, JSON], found: Figure | Table) -> Made:
    """Write the files of a figure or table, that which says that it is done last.

    Raises
    ------
    OutputError
        If they cannot be written.
    """
    made = _of_table(part, how, found) if isinstance(found, Table) else _of_figure(part, how, found)
    contents: dict[str, bytes] = {}
    if made.table is not None:
        texts = {suffix: table_text(made.table, suffix) for suffix in _TEXTS}
        contents |= {f"{part.name}{suffix}": text.encode() for suffix, text in texts.items()}
    if isinstance(found, Figure) and found.picture is not None:
        picture = found.picture
        contents |= {f"{part.name}{suffix}": picture.render(suffix) for suffix in _PICTURES}
    for name, written in contents.items():
        write_bytes(folder / name, written)
    content = {"format": _FORMAT, **vars(made), "files": list(contents)}
    content["table"] = None if made.table is None else made.table.to_dict()
    path = make_folder(folder / PARTS) / f"{part.name}.json"
    write_bytes(path, json.dumps(content, sort_keys=True, allow_nan=True).encode())
    return read_made(path)


def _of_table(part: Part, how: Mapping[str, JSON], table: Table) -> Made:
    return Made(part.name, part.title, part.caption, how, table, table.notes, table.missing())


def _of_figure(part: Part, how: Mapping[str, JSON], figure: Figure) -> Made:
    from viz import to_plotly  # slow to import

    drawing = None
    if figure.picture is not None:
        drawn: Any = figure.picture.figure  # a network, a grid or a chart
        drawing = json.loads(to_plotly(drawn).to_json())
    table = figure.table
    return Made(
        part.name,
        part.title,
        part.caption,
        how,
        table,
        (*figure.notes, *(table.notes if table else ())),
        {**figure.missing, **(table.missing() if table else {})},
        drawing,
    )


def read_made(path: Path) -> Made:
    """Return a figure or table that was made.

    Raises
    ------
    DataMissingError, DataError
        If its file is gone or damaged.
    """
    try:
        content = json.loads(read_bytes(path))
        if content.pop("format") != _FORMAT:
            raise ValueError("of another version")
        table = content.pop("table")
        content |= {name: tuple(content[name]) for name in ("notes", "files")}
        return Made(**content, table=None if table is None else Table.from_dict(table))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DataError(
            f"{path} is damaged, or of another version ({type(error).__name__}): delete it, and "
            "run landscape reproduce again"
        ) from error


def is_done(path: Path, how: Mapping[str, JSON]) -> bool:
    """Tell whether a figure or table was made this way, and its file is whole."""
    try:
        return dict(read_made(path).how) == dict(how)
    except (DataError, DataMissingError):
        return False

"""The report on a paper, in a folder: what `landscape.reproduce` returns."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from landscape.api.papers.made import PARTS, Made, read_made
from landscape.disk.files import read_bytes
from landscape.display import html_grid
from landscape.errors import DataError
from landscape.runs.copies import copy_run

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

__all__ = ["ABOUT", "Reproduction", "read_about"]

ABOUT = "reproduce.json"
"""File that says which paper a report is on, and how it was made."""

_HEADER = ("part", "cells", "within", "outside", "no deviation", "not published", "missing")


@dataclass(frozen=True, eq=False)
class Reproduction:
    """Figures and tables of a paper, ours beside what was published, in a folder.

    Two are equal if their figures and tables are, wherever they lie.

    Parameters
    ----------
    folder
        Where its files are: ``report.html``, ``report.md``, and those of each part.

    Raises
    ------
    DataMissingError, DataError
        If the folder holds no report, or a file of it is damaged.
    """

    folder: Path

    def __post_init__(self) -> None:
        read_about(self.folder)

    @cached_property
    def summary(self) -> dict[str, Any]:
        """Which paper, how it was made, and what failed, as it was saved."""
        return read_about(self.folder)

    @cached_property
    def parts(self) -> dict[str, Made]:
        """Name → figure or table, in the order of the paper."""
        place = self.folder / PARTS
        return {name: read_made(place / f"{name}.json") for name in self.summary["parts"]}

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """Name → numbers of a table or figure, one row a cell; see `Table.frame`."""
        return {
            name: made.table.frame() for name, made in self.parts.items() if made.table is not None
        }

    @property
    def pictures(self) -> dict[str, Path]:
        """Name → picture of a figure."""
        drawn = {name: made.picture for name, made in self.parts.items()}
        return {name: self.folder / file for name, file in drawn.items() if file}

    @property
    def missing(self) -> dict[str, list[str]]:
        """What is needed → names of the figures and tables that lack something without it."""
        found: dict[str, list[str]] = {}
        for name, made in self.parts.items():
            for need in made.needs:
                found.setdefault(need, []).append(name)
        return found

    def counts(self) -> pd.DataFrame:
        """Return one row a part: how many cells are within the published deviation or not."""
        import pandas as pd  # slow to import: only who asks pays

        rows = [_counts(made) for made in self.parts.values()]
        return pd.DataFrame(rows, columns=list(_HEADER))

    def save(self, folder: str | Path) -> Reproduction:
        """Leave a copy in another folder, without the runs behind it, and return it.

        Raises
        ------
        DataError
            If the folder holds another report.
        OutputError
            If it cannot be written.
        """
        files = [name for made in self.parts.values() for name in made.files]
        saved = [f"{PARTS}/{name}.json" for name in self.parts]
        return Reproduction(
            copy_run(self.folder, folder, (*files, *saved, "report.html", "report.md", ABOUT))
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Reproduction):
            return NotImplemented
        return self.summary == other.summary and self.parts == other.parts

    __hash__ = None  # type: ignore[assignment]  # files may change

    def _repr_html_(self) -> str:
        rows = self.counts().to_numpy().tolist()
        return html_grid(_HEADER, rows, title=self.summary["title"], numbers=_HEADER[1:])


def _counts(made: Made) -> tuple[str, *tuple[int, ...]]:
    cells = [] if made.table is None else [cell for *_, cell in made.table.cells()]
    known = [cell for cell in cells if cell.ours is not None]
    compared = [cell.within for cell in known if cell.published is not None]
    return (
        made.title,
        len(known),
        compared.count(True),
        compared.count(False),
        compared.count(None),
        len(known) - len(compared),
        len(made.missing),
    )


def read_about(folder: Path) -> dict[str, Any]:
    """Return what a report says of itself.

    Raises
    ------
    DataMissingError, DataError
        If there is none, or it is damaged.
    """
    path = folder / ABOUT
    try:
        about = json.loads(read_bytes(path))
        known = {"paper": str, "title": str, "parts": list, "failed": dict}
        if all(isinstance(about[name], kind) for name, kind in known.items()):
            return dict(about)
    except (ValueError, KeyError, TypeError):
        pass  # whatever is wrong with it, what to do is the same
    raise DataError(f"{path} is damaged, or of another version: run landscape reproduce again")

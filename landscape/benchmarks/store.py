"""Where tables of benchmarks lie: one folder a space and benchmark, in a folder of data.

Those that travel with the package lie so in `landscape.builtin.TABLES`.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from landscape.benchmarks.table import open_table
from landscape.builtin import TABLES
from landscape.disk.files import locked, writing
from landscape.disk.folders import data_folders, inside
from landscape.disk.work_folder import discard, has_work, other_work
from landscape.errors import DataError
from landscape.spaces.same import fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from landscape.benchmarks.table import BenchmarkTable
    from landscape.spaces import Space

__all__ = ["find_tables", "home", "remove_benchmark", "table_path", "tables_of"]

_FOLDER = "nas-landscape"

_log = logging.getLogger(__name__)


def home(folder: Path, space: str, benchmark: str) -> Path:
    """Return where the tables of a benchmark lie in a folder of data."""
    return folder / _FOLDER / space / benchmark


def table_path(place: Path, dataset: str, hp: str) -> Path:
    """Return the file of one dataset and training schedule in the `home` of a benchmark."""
    return place / f"{dataset}@{hp}.parquet"  # no name has an @


def find_tables(
    space: str | None = None, benchmark: str | None = None, data_dir: Path | None = None
) -> list[BenchmarkTable]:
    """Return the tables of a space and benchmark or of all: in `data_folders`, then built-in ones.

    Where several folders hold the same benchmark, that of the first counts, and a built-in one only
    where none was imported. A file that is no table any more is left out, which a warning says.
    """
    found: dict[tuple[str, str], Path] = {}
    tables: list[BenchmarkTable] = []
    homes = [folder / _FOLDER for folder in data_folders(data_dir)]
    for folder in (*homes, TABLES):
        for path in _tables_in(folder):
            place = path.parent
            if space not in (None, place.parent.name) or benchmark not in (None, place.name):
                continue
            if found.setdefault((place.parent.name, place.name), place) != place:
                continue
            try:
                tables.append(open_table(path))
            except DataError as error:
                _log.warning("%s", error)
    return tables


def _tables_in(folder: Path) -> Iterator[Path]:
    for place in _places(folder):
        yield from (path for path in inside(place) if path.suffix == ".parquet")


def _places(folder: Path) -> Iterator[Path]:
    for space in inside(folder):
        yield from inside(space)


def remove_benchmark(benchmark: str, data_dir: Path | None = None) -> list[Path]:
    """Remove all tables of a benchmark from the first of the `data_folders` that has some.

    Unfinished imports of it go, too. The files that it was read from are not touched.

    Returns
    -------
    list of Path
        The folders that they were in, one a space; empty if there is no such benchmark.

    Raises
    ------
    LandscapeError
        If another process imports it.
    OutputError
        If files cannot be removed.
    """
    for folder in data_folders(data_dir):
        places = [
            place
            for place in sorted(_places(folder / _FOLDER))
            if place.name == benchmark and (has_work(place) or any(place.glob("*.parquet")))
        ]
        for place in places:
            with locked(place), writing(place):
                for path in place.glob("*.parquet"):
                    path.unlink()
                for work in other_work(place):
                    discard(work)
        if places:
            return places
    return []


def tables_of(space: Space, data_dir: Path | None = None) -> list[BenchmarkTable]:
    """Return the tables of a space in `data_folders`.

    Raises
    ------
    DataError
        If one is of another space of the same name, whose configurations have other numbers.
    """
    tables = find_tables(space.name, data_dir=data_dir)
    known = fingerprint(space) if tables else ""
    for table in tables:
        if (table.size, table.fingerprint) != (space.size, known):
            raise DataError(
                f"{table.path} is of another space called {space.name}, with {table.size:,} "
                f"configurations: give the space another name, or import {table.benchmark} again"
            )
    return tables

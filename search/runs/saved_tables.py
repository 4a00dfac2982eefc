"""The tables of a search, read with a look at everything that their readers rely on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from landscape.disk.files import read_bytes
from landscape.disk.parquet import damage_told, open_parquet, read_parquet
from landscape.errors import DataError
from search.driver.record import COSTS, NONE_FOUND, TEST_METRICS

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from landscape.arrays import IntArray
    from landscape.spaces import Space

__all__ = ["read_trajectories", "read_trials"]

_PLACES = ("configuration", "best_configuration")
_WHOLE = ("trial", "step", "stage", "evaluations", "epochs", *_PLACES)
_NUMBERS = (
    *("fitness", "best", "seconds", *COSTS),
    *(name for metric in TEST_METRICS for name in (metric, f"best_{metric}")),
)
_TRIALS = ("trial", "configuration", "fitness", "stage", "evaluations", "epochs")
_MOVES = (
    *("trial", "step", "evaluations", "epochs", "seconds"),
    *("configuration", "fitness", "best_configuration", "best"),
)
_AGAIN = "it is damaged, or of another version; run landscape search again"


def read_trials(path: Path, space: Space) -> pd.DataFrame:
    """Return one row a trial.

    Raises
    ------
    DataMissingError, DataError
        If there is no such file, or its columns are not those of trials in `space`.
    """
    table = _read(path, space, _TRIALS)
    if table["trial"].duplicated().any() or (table["trial"] < 0).any():
        raise DataError(f"{path} does not number its trials, each once from 0: {_AGAIN}")
    return table


def read_trajectories(path: Path, space: Space) -> pd.DataFrame:
    """Return one row a move.

    Raises
    ------
    DataMissingError, DataError
        If there is no such file, or its columns are not those of moves in `space`.
    """
    return _read(path, space, _MOVES)


def _read(path: Path, space: Space, needed: tuple[str, ...]) -> pd.DataFrame:
    content = read_bytes(path)
    with damage_told(path, "Parquet"):
        names = open_parquet(content).schema_arrow.names
    for name in needed:
        if name not in names:
            raise DataError(f"{path} has no column {name}: {_AGAIN}")
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            raise DataError(f"{path} has {names.count(name)} columns {name!r}: {_AGAIN}")
    with damage_told(path, "Parquet"):
        table = read_parquet(content)
    for name in names:
        _check_kind(path, name, table.column(name))
    with damage_told(path, "Parquet"):
        frame: pd.DataFrame = table.to_pandas()
    for name in _PLACES:
        if name in frame:
            _check_places(path, name, frame[name].to_numpy(), space)
    return frame


def _check_kind(path: Path, name: str, column: pa.ChunkedArray) -> None:
    """Make sure that numbers are numbers, and whole numbers whole and without gaps."""
    is_whole = pa.types.is_integer(column.type)
    if name in _WHOLE and not (is_whole and not column.null_count):
        raise DataError(f"{path} has no whole numbers in column {name}: {_AGAIN}")
    if name in _NUMBERS and not (is_whole or pa.types.is_floating(column.type)):
        raise DataError(f"{path} has no numbers in column {name}: {_AGAIN}")


def _check_places(path: Path, name: str, numbers: IntArray, space: Space) -> None:
    outside = numbers[(numbers < NONE_FOUND) | (numbers >= space.size)]
    if len(outside):
        raise DataError(
            f"{path} has configuration {outside[0]} in column {name}: expected 0 to "
            f"{space.size - 1} of {space.title}, or {NONE_FOUND} for none; {_AGAIN}"
        )

"""Tables that commands left, read again to the last bit."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from landscape.disk.files import read_bytes
from landscape.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import pandas as pd

__all__ = ["read_frame", "read_table"]


def read_frame(path: Path) -> pd.DataFrame:
    """Return a table that a command left as Parquet.

    Raises
    ------
    DataMissingError, DataError
        If there is no such file, or it cannot be read.
    """
    import pandas as pd  # slow to import: only who asks pays

    return pd.read_parquet(io.BytesIO(read_bytes(path)))


def read_table(path: Path, columns: Mapping[str, str], command: str) -> pd.DataFrame:
    """Return a table that a command left as CSV.

    Parameters
    ----------
    path
        The file.
    columns
        Name of each of its columns, in order → what is in it: str, int64, float64 or bool; float64?
        where some may be missing, which are NaN.
    command
        What leaves such files.

    Raises
    ------
    DataMissingError
        If there is no such file.
    DataError
        If it is damaged, or has other columns.
    """
    import pandas as pd  # slow to import: only who asks pays

    try:
        text = read_bytes(path).decode()
        header, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
        if header != list(columns):
            raise ValueError(f"its columns are {', '.join(header)}, not {', '.join(columns)}")
        cells = zip(*rows, strict=True) if rows else ((),) * len(columns)
        return pd.DataFrame(
            {
                # pandas itself may round the last bit, and takes an architecture NA for none.
                name: pd.Series([_READ[kind](cell) for cell in values], dtype=kind.rstrip("?"))
                for (name, kind), values in zip(columns.items(), cells, strict=True)
            }
        )
    except (ValueError, csv.Error) as error:
        raise DataError(f"{path} is damaged ({error}): run {command} again") from error


def _flag(text: str) -> bool:
    if text not in ("True", "False"):
        raise ValueError(f"{text!r} is neither True nor False")
    return text == "True"


_READ: Mapping[str, Callable[[str], object]] = {
    "str": str,
    "int64": int,
    "float64": float,
    "float64?": lambda text: float(text or "nan"),
    "bool": _flag,
}

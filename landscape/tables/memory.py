"""Scores that a program has at hand, as the table that a file of them would be."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from landscape.arrays import is_of
from landscape.errors import OptionError
from landscape.scores.keys import CONFIGURATION
from landscape.scores.table import scores_of
from landscape.tables.tabular import Tabular

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from landscape.spaces import Space

__all__ = ["table_at_hand"]


def table_at_hand(given: Any, space: Space, names: Sequence[str]) -> Path | Tabular:
    """Return what a program gave for scores, as a table to read.

    Parameters
    ----------
    given
        A pandas DataFrame, which is read as the CSV file is that pandas writes of it; scores in
        the order of configuration numbers, or labelled, see `landscape.scores_of`; or a run whose
        scores are meant.
    space
        The space that they are of.
    names
        What is asked of them: scores without a column are of the only one.

    Raises
    ------
    OptionError
        If several are asked of scores that have no columns.
    DataError
        If they are not of the space, or no numbers.

    Examples
    --------
    >>> import pandas as pd
    >>> from landscape import ProductSpace
    >>> space = ProductSpace([2, 2], name="four")
    >>> table = table_at_hand({3: 0.5, 0: 0.25}, space, ["acc"])
    >>> table.names, table.read("acc")
    (('configuration', 'acc'), [0.25, None, None, 0.5])
    >>> table_at_hand(pd.DataFrame({"arch": ["0-1"], "acc": [0.5]}), space, ["acc"]).read("arch")
    ['0-1']
    """
    if isinstance(given, Tabular):
        return given
    if isinstance(folder := getattr(given, "folder", None), Path):
        return folder / "scores.parquet"
    if is_of(given, "pandas", "DataFrame"):
        return _of_frame(given)
    if len(names) != 1:
        raise OptionError(
            f"--scores that are a {type(given).__name__} are of one metric, and asked for are "
            f"{', '.join(names) or 'none'}: give a DataFrame with a column of each"
        )
    return _of_scores(given, space, names[0])


def _of_frame(frame: pd.DataFrame) -> Tabular:
    """Return a DataFrame as its CSV file would be read: with an index, unless it only counts."""
    is_count = is_of(frame.index, "pandas", "RangeIndex") and frame.index.name is None
    if not is_count:
        names = [name or "" for name in frame.index.names]
        taken = [str(name) for name in names if name in frame.columns]
        if taken:
            raise OptionError(
                f"--scores: the DataFrame has an index and a column called {taken[0]}: "
                "rename one of them"
            )
        frame = frame.reset_index(names=names)
    columns = tuple(map(str, frame.columns))

    def load(wanted: Sequence[str]) -> list[list[Any]]:
        return [_plain(frame.iloc[:, columns.index(name)]) for name in wanted]

    numeric = [name for name, kind in zip(columns, frame.dtypes, strict=True) if kind.kind in "iuf"]
    content = frame.to_csv(index=False).encode()
    return Tabular("the DataFrame", columns, load, lambda: numeric, content=content)


def _plain(column: pd.Series[Any]) -> list[Any]:
    """Return the values of a column, None where there is none; a tuple is an architecture."""
    values = column.astype(object).where(column.notna(), None).tolist()
    return [str(value) if isinstance(value, tuple) else value for value in values]


def _of_scores(given: Any, space: Space, name: str) -> Tabular:
    scores = scores_of(space, given)
    cells: dict[str, list[Any]] = {
        CONFIGURATION: list(range(space.size)),
        name: [None if np.isnan(score) else score for score in scores.tolist()],
    }
    what = "dict" if isinstance(given, Mapping) else type(given).__name__
    return Tabular(
        f"the {what}",
        tuple(cells),
        lambda wanted: [cells[each] for each in wanted],
        lambda: [name],
        content=scores.tobytes(),
    )

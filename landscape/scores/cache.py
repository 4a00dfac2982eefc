"""Scores of an earlier run, if they are the ones asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from landscape.errors import DataError
from landscape.scores.settings import JSON, first_difference
from landscape.scores.table import ScoreTable, read_scores

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from landscape.spaces import Space

__all__ = ["load_matching"]


def load_matching(path: Path, space: Space, settings: Mapping[str, JSON]) -> ScoreTable | None:
    """Return the scores in `path` if they were made with `settings`; None if there is no file.

    Raises
    ------
    DataError
        If the file is of other settings (the first that differs is named, with both values), or
        if `read_scores` refuses it. Scores of other settings are never overwritten silently.
    """
    if not path.exists():
        return None
    table = read_scores(path, space)
    difference = first_difference(settings, table.settings)
    if difference is not None:
        name, asked, found = difference
        raise DataError(
            f"{path} was scored with {name} = {found}, and {name} = {asked} is asked for: "
            "choose another --out, or delete the file to score again"
        )
    return table

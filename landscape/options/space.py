"""The options of ``landscape space from-table`` and `landscape.space_from_table`."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from pathlib import Path
from typing import Annotated, ClassVar

from landscape.options.base import Options, Shown

__all__ = ["FromTableOptions"]


@dataclass(frozen=True, kw_only=True)
class _FileOptions(Options):
    group: ClassVar[str] = "where"

    out: Path | None = None
    """File to describe the space in; its name ends in .toml."""


@dataclass(frozen=True)
class FromTableOptions(_FileOptions):
    """What `landscape.space_from_table` is asked for."""

    group: ClassVar[str] = "what"

    table: Annotated[Path, Shown("TABLE", argument=True)]
    """Parquet, CSV or TSV file with one column a variable."""

    variables: Annotated[tuple[str, ...], Shown("COLUMN,COLUMN,...", commas=True)]
    """Columns that are the variables of the space, most significant first."""

    _: KW_ONLY

    ordinal: Annotated[tuple[str, ...], Shown("COLUMN,COLUMN,...", commas=True)] = ()
    """Those of them whose options have an order: neighbours have the next smaller or larger one.
    Numbers are ordered by size, texts as they first appear."""

    name: str | None = None
    """What to call the space; by default as the file that describes it, or the table."""

    title: str | None = None
    """What figures call it; by default its name."""

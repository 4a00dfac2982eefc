"""What a comparison leaves in a folder."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from landscape.disk.files import locked, make_folder, write_bytes
from landscape.options.base import path_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pandas as pd

__all__ = ["save_comparison"]

_FORMAT = 1


def save_comparison(
    folder: str | Path,
    content: Mapping[str, Any],
    *,
    options: Mapping[str, Any],
    table: pd.DataFrame,
    markdown: str,
    latex: str,
    whose: Sequence[str],
    **tables: pd.DataFrame,
) -> None:
    """Write ``compare.json``, ``.csv``, ``.md`` and ``.tex``, as ``landscape compare --out`` does.

    Parameters
    ----------
    folder
        Where to; it is made.
    content
        Everything, in plain Python.
    options
        What was asked for.
    table, markdown, latex
        The numbers.
    whose
        Sentences that say whose they are, which tables end or begin with.
    tables
        Name → a further table, written as ``NAME.csv``.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    out = make_folder(path_of(folder))
    everything = {"format": _FORMAT, "options": dict(options), **content}
    text = json.dumps(everything, indent=2, ensure_ascii=False, allow_nan=False)
    files = {
        "compare.csv": table.to_csv(index=False),
        "compare.md": markdown + "".join(f"\n{line}\n" for line in whose),
        "compare.tex": "".join(f"% {line}\n" for line in whose) + latex,
        **{f"{name}.csv": each.to_csv(index=False) for name, each in tables.items()},
        "compare.json": text + "\n",  # the last: with it, all is there
    }
    with locked(out):
        for name, file in files.items():
            write_bytes(out / name, file.encode())

"""The files of NAS-Bench-ASR: two pickles one after the other, a header and rows.

A header says which of three kinds of file it is, ``dataset_type``: ``training`` (one seed; rows of
hash, validation error rates by epoch, test error rate), ``benchmarking`` (one device; rows of hash
and latency) or ``static`` (rows of hash, parameters and, from version 2 on, FLOPs). What follows
in a row, such as the architecture, is not needed.

Source: ``nasbench_asr/dataset.py`` of https://github.com/SamsungLabs/nb-asr.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from landscape.benchmarks.readers.checks import entry, expect
from landscape.disk.files import read_bytes
from landscape.errors import DataError
from landscape.pickles.unpickle import unpickle_next
from landscape.reason import shown

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["NBASRFile", "read_file"]

_COLUMNS = {
    "training": ["model_hash", "val_per", "test_per"],
    "benchmarking": ["model_hash", "latency"],
    "static": ["model_hash", "params"],
}


@dataclass(frozen=True, eq=False)
class NBASRFile:
    """One file.

    Attributes
    ----------
    path
        Where it is.
    content
        Its bytes.
    kind
        Its ``dataset_type``.
    header
        What else its header says.
    columns
        What the rows hold, in order.
    rows
        By hash, the other values.
    """

    path: Path
    content: bytes
    kind: str
    header: dict[str, Any]
    columns: list[str]
    rows: dict[str, list[Any]]


def read_file(path: Path, kind: str) -> NBASRFile:
    """Return the content of a file of a kind.

    Raises
    ------
    DataMissingError
        If there is no such file.
    DataError
        If it is another kind of file, or asks for code to be run.
    """
    content = read_bytes(path)
    header, start = unpickle_next(content, 0, f"the header of {path}")
    header = expect(dict, header, f"the header of {path}")
    found = header.get("dataset_type")
    if not isinstance(found, str) or found != kind:
        raise DataError(
            f"{path} has the type {shown(found)}: expected {kind!r}; get the published file"
        )
    columns = entry(header, "columns", list, f"the header of {path}")
    are_texts = {str}.issuperset(map(type, columns))
    if not are_texts or columns[: len(_COLUMNS[kind])] != _COLUMNS[kind]:
        raise DataError(
            f"{path} has the columns {shown(columns, 80)}: "
            f"expected {', '.join(_COLUMNS[kind])} first"
        )
    rows, _ = unpickle_next(content, start, str(path))
    return NBASRFile(path, content, kind, header, columns, _by_hash(rows, _COLUMNS[kind], path))


def _by_hash(rows: object, columns: list[str], path: Path) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in expect(list, rows, f"the table of {path}"):
        if not isinstance(row, (list, tuple)) or len(row) < len(columns):
            raise DataError(f"{path} has a row that is none: expected {', '.join(columns)}")
        name = row[0]
        if not isinstance(name, str) or not re.fullmatch("[0-9a-f]{32}", name) or name in found:
            raise DataError(f"{path} has a row of {shown(name)}: expected a hash, and each once")
        found[name] = list(row[1:])
    return found

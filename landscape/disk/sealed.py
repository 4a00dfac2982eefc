"""Files that are kept to go on from, and believed only if every bit is as it was written.

At the end of a sealed file is the SHA-256 of what the file is - its kind, the key and the place it
belongs to - and of all before. A file that is damaged, cut short, foreign, of another version, or
that was put in the place of another has another sum, and its content is not even looked at.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from landscape.disk.files import read_bytes, write_bytes
from landscape.disk.parquet import damage_told, read_parquet, to_parquet
from landscape.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from landscape.arrays import FloatArray

__all__ = [
    "SUM_BYTES",
    "check_seal",
    "is_sealed",
    "read_chunk",
    "read_sealed",
    "seal_archive",
    "write_chunk",
    "write_sealed",
]

SUM_BYTES = hashlib.sha256().digest_size
"""How much longer a sealed file is than its content."""


def write_sealed(path: Path, content: bytes, what: str) -> None:
    """Write a file atomically, to be read by `read_sealed`.

    Parameters
    ----------
    path
        The file.
    content
        What is in it.
    what
        What it is and where it belongs, such as ``"chunk 3 of 5f0c"``.

    Raises
    ------
    OutputError
        If the file cannot be written.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp(), "3.chunk")
    >>> write_sealed(path, b"scores", "chunk 3")
    >>> read_sealed(path, "chunk 3")
    b'scores'
    """
    write_bytes(path, content + _sum(content, what))


def read_sealed(path: Path, what: str) -> bytes:
    """Return what `write_sealed` wrote as the same `what`.

    Raises
    ------
    DataMissingError
        If there is no such file.
    DataError
        If it cannot be read, or a single bit is not as it was written there.
    """
    sealed = read_bytes(path)
    check_seal(path, sealed, what)
    return sealed[:-SUM_BYTES]


def check_seal(path: Path, sealed: bytes, what: str) -> None:
    """Make sure that the sealed file `path`, read already, is as it was; else raise `DataError`."""
    if not is_sealed(sealed, what):
        raise DataError(
            f"{path} is damaged, cut short, of another version or not what belongs there "
            f"({what}): its checksum does not fit"
        )


def is_sealed(sealed: bytes, what: str) -> bool:
    """Tell whether a file, read already, ends with the sum of its content as `what`."""
    return _sum(memoryview(sealed)[:-SUM_BYTES], what) == sealed[-SUM_BYTES:]


def seal_archive(content: bytes, what: str) -> bytes:
    """Return a zip archive sealed so that it is still one: the sum becomes its comment.

    Parameters
    ----------
    content
        An archive without a comment.
    what
        See `write_sealed`.
    """
    announced = content[:-2] + SUM_BYTES.to_bytes(2, "little")
    return announced + _sum(announced, what)


def _sum(content: bytes | memoryview, what: str) -> bytes:
    digest = hashlib.sha256(what.encode() + b"\0")
    digest.update(content)
    return digest.digest()


def write_chunk(path: Path, what: str, columns: Mapping[str, FloatArray]) -> None:
    """Write columns of shape ``(k,)`` atomically, bit by bit as they are, NaN included.

    Parameters
    ----------
    path
        The file.
    what
        Which chunk it is, of what: a chunk in the place of another is not taken for it.
    columns
        Name → values.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    write_sealed(path, to_parquet(pa.table(dict(columns))), what)


def read_chunk(path: Path, what: str, names: Sequence[str] | None = None) -> dict[str, FloatArray]:
    """Read the columns `names` of what `write_chunk` wrote as the same `what`, by default all.

    Raises
    ------
    DataMissingError
        If there is no such file.
    DataError
        If a single bit is not as it was written, or it is another chunk.
    """
    content = read_sealed(path, what)
    with damage_told(path, "Parquet"):
        table = read_parquet(content, names)
    return {name: np.array(table[name].to_numpy()) for name in table.column_names}

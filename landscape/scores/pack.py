"""Scores of our own that travel with the package.

A pack, ``landscape/builtin/scores/SPACE/DATASET.parquet``, has one row a configuration in the order
of their numbers and one float64 column a metric, bit by bit as it was computed. An architecture
that builds the network of its canonical one, and has its score, is left empty, for that says it
all. What the columns mean and how each was made is the document of a table of scores, in the
metadata.
"""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from landscape import builtin
from landscape.disk.files import read_bytes, write_bytes
from landscape.disk.parquet import damage_told, open_parquet, read_parquet, to_parquet
from landscape.errors import DataError, OptionError
from landscape.scores.table_file import METADATA_KEY, Document
from landscape.spaces.same import fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from landscape.arrays import FloatArray, IntArray
    from landscape.disk.files import JSON
    from landscape.scores.table import ScoreTable
    from landscape.spaces import Space

__all__ = [
    "ScorePack",
    "find_pack",
    "open_pack",
    "pack_datasets",
    "pack_path",
    "write_pack",
]

_SPACE = "space_fingerprint"
_FEW = 1000  # different scores: each once, and a number for it in each row, is smaller


@dataclass(frozen=True, eq=False)
class ScorePack:
    """Scores that are built in; they are read column by column.

    Attributes
    ----------
    path
        The file.
    space
        The space.
    document
        What the columns mean, and how each was made.
    """

    path: Path
    space: Space
    document: Document
    _content: bytes = field(repr=False)

    def column(self, name: str) -> FloatArray:
        """Return the scores called `name`, float64 of shape ``(space.size,)``.

        Raises
        ------
        DataError
            If the file is damaged.
        """
        with _damage_told(self.path):
            with damage_told(self.path, "Parquet"):
                kept: FloatArray = read_parquet(self._content, [name])[name].to_numpy()
            if kept.shape != (self.space.size,):
                raise DataError(f"{len(kept):,} rows")
        return np.where(np.isnan(kept), kept[_canonical(self.space)], kept)

    def settings(self, name: str) -> dict[str, JSON]:
        """Return what the scores called `name` were made with, and their checksum."""
        digest = hashlib.sha256(self.column(name).astype("<f8").tobytes()).hexdigest()
        made = {k: v for k, v in self.document.settings[name].items() if k != "source"}
        return {"source": "built in", "sha256": digest, "made": made}


def pack_path(space: str, dataset: str) -> Path:
    """Return where the scores of a space, made for a dataset, are if they are built in."""
    return builtin.FOLDER / "scores" / space / f"{dataset}.parquet"


def pack_datasets(space: str) -> list[str]:
    """Return the datasets that scores of a space are built in for."""
    return sorted(path.stem for path in pack_path(space, "any").parent.glob("*.parquet"))


def find_pack(space: Space, dataset: str) -> ScorePack | None:
    """Return the scores of a space that are built in for a dataset; None if there are none.

    Raises
    ------
    DataError
        If the file is damaged.
    """
    path = pack_path(space.name, dataset)
    if not path.is_file():
        return None
    pack = open_pack(path, space)
    # A space of the user's may have the name of one of ours.
    return pack if pack.document.provenance.get(_SPACE) == fingerprint(space) else None


def open_pack(path: Path, space: Space) -> ScorePack:
    """Open the file of scores of a space.

    Raises
    ------
    DataError
        If it cannot be read, or is not as it was written.
    """
    with _damage_told(path):
        content = read_bytes(path)
        with damage_told(path, "Parquet"):
            metadata = open_parquet(content).schema_arrow.metadata
        return ScorePack(path, space, Document.from_metadata(metadata or {}, path), content)


def write_pack(path: Path, table: ScoreTable, space: Space) -> None:
    """Write scores of a whole space as a pack.

    Raises
    ------
    OptionError
        If they are not of the whole space, or an architecture has none where its canonical one
        has one, which an empty row would not say.
    """
    if table.only is not None or table.space != space.name:
        raise OptionError(
            f"scores of {table.space}{'' if table.only is None else ', of some architectures'}: "
            f"expected those of all of {space.name}"
        )
    canonical = _canonical(space)
    columns, few = {}, []
    for name, scores in table.columns.items():
        says_no_more = scores.view(np.int64) == scores[canonical].view(np.int64)
        if np.any(np.isnan(scores) & ~says_no_more):
            raise OptionError(f"{name} is missing where the same network has a score")
        empty = says_no_more & (canonical != np.arange(space.size))
        columns[name] = pa.array(scores, mask=empty | np.isnan(scores))
        few += [name] if len(np.unique(scores)) < _FEW else []
    metrics = {name: table.metric(name) for name in table.columns}
    provenance = {**table.provenance, _SPACE: fingerprint(space)}
    document = Document(table.space, metrics, table.settings, provenance)
    metadata = {METADATA_KEY: document.to_json().encode()}
    content = pa.table(columns).replace_schema_metadata(metadata)
    many = [name for name in columns if name not in few]
    write_bytes(path, to_parquet(content, few, level=19, split=many))


def _canonical(space: Space) -> IntArray:
    return space.canonical(np.arange(space.size, dtype=space.dtype))


@contextmanager
def _damage_told(path: Path) -> Iterator[None]:
    """Say of a file that is not as it was written what a user can do about it."""
    try:
        yield
    except DataError as error:
        raise DataError(
            f"{path}, with scores that are built in, is damaged: install nas-landscape again, or "
            "give images with --data FILE to compute them afresh"
        ) from error

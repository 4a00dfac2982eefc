"""Any table that a user brings, as a benchmark: columns mapped to metric, dataset and epoch."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from landscape.benchmarks.record import Curve, Record
from landscape.disk.files import read_bytes
from landscape.errors import DataError, OptionError
from landscape.scores.keys import AS_USUAL, Reading
from landscape.scores.user import read_user_columns
from landscape.sources.duplicates import filled

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from landscape.arrays import FloatArray, IntArray
    from landscape.benchmarks.mapping import MappedColumn
    from landscape.disk.files import JSON
    from landscape.scores.table import Metric
    from landscape.spaces import Space

__all__ = ["TableReader"]


class TableReader:
    """The rows of a Parquet, CSV or TSV file.

    Parameters
    ----------
    path
        The file; its kind is told by its name.
    space
        The space the architectures are of.
    benchmark
        What the table is to be called.
    mapping
        The columns wanted, and what they mean.
    reading
        How the table is read.
    fill_duplicates
        Whether architectures without a value take that of the canonical one.

    Raises
    ------
    OptionError
        If two columns would mean the same, or a metric two things.
    """

    def __init__(
        self,
        path: Path,
        space: Space,
        benchmark: str,
        mapping: Sequence[MappedColumn],
        reading: Reading = AS_USUAL,
        *,
        fill_duplicates: bool = False,
    ) -> None:
        self.benchmark, self.space = benchmark, space
        self._path, self._mapping, self._reading = path, mapping, reading
        self._fills = fill_duplicates
        self._meanings = _meanings(mapping)

    @cached_property
    def identity(self) -> Mapping[str, JSON]:
        """Name and checksum of the file, and what its columns were said to mean."""
        return {
            "file": self._path.name,
            "sha256": hashlib.sha256(read_bytes(self._path)).hexdigest(),
            "columns": [f"{m.source}={m.dataset}/{m.hp}/{m.column.name}" for m in self._mapping],
            "key": self._reading.key,
            "where": None,
            **self._reading.recorded(),
            **({"fill_duplicates": True} if self._fills else {}),
        }

    @cached_property
    def _columns(self) -> list[FloatArray]:
        names = [mapped.source for mapped in self._mapping]
        columns = read_user_columns(self._path, self.space, names, self._reading)
        return [filled(self.space, column) for column in columns] if self._fills else columns

    @cached_property
    def _rows(self) -> IntArray:
        """Configurations with any value at all."""
        rows = np.flatnonzero(np.any([~np.isnan(column) for column in self._columns], axis=0))
        if rows.size == 0:
            raise DataError(
                f"{self._path}: every value of {', '.join(m.source for m in self._mapping)} is "
                "missing; expected a number in at least one row"
            )
        return rows

    def __len__(self) -> int:
        return len(self._rows)

    def records(self, start: int = 0) -> Iterator[Record]:
        """Yield the architectures that have any value, by configuration number."""
        for row in self._rows[start:].tolist():
            yield Record(
                row,
                [
                    Curve(
                        mapped.column.metric,
                        column[row : row + 1],
                        None if mapped.column.epoch is None else np.array([mapped.column.epoch]),
                        dataset=mapped.dataset,
                        hp=mapped.hp,
                        run=mapped.column.run,
                    )
                    for mapped, column in zip(self._mapping, self._columns, strict=True)
                ],
            )

    def meaning(self, dataset: str, metric: str) -> Metric:
        """Return what a metric was said to mean."""
        return self._meanings[dataset, metric]


def _meanings(mapping: Sequence[MappedColumn]) -> dict[tuple[str, str], Metric]:
    places: dict[tuple[str, str, str], str] = {}
    meant: dict[tuple[str, str], MappedColumn] = {}
    for mapped in mapping:
        place = (mapped.dataset, mapped.hp, mapped.column.name)
        if place in places:
            raise OptionError(
                f"columns {places[place]!r} and {mapped.source!r} would both be "
                f"{mapped.column.name} on {mapped.dataset or 'no dataset'}: tell them apart by "
                "dataset, hp, epoch or run"
            )
        places[place] = mapped.source
        first = meant.setdefault((mapped.dataset, mapped.metric.name), mapped)
        if first.metric != mapped.metric:
            raise OptionError(
                f"columns {first.source!r} and {mapped.source!r} say different things of "
                f"{mapped.metric.name}: give both the same unit, resolution and direction"
            )
    for mapped in mapping:
        alone = (mapped.dataset, mapped.hp, replace(mapped.column, run="").name)
        if mapped.column.run and alone in places:
            raise OptionError(
                f"column {places[alone]!r} has no run, and {mapped.source!r} is run "
                f"{mapped.column.run} of the same: give both one, or leave the mean out"
            )
    return {place: mapped.metric for place, mapped in meant.items()}

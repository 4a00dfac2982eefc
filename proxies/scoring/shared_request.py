"""What shards tell of the scores that were asked for: who joins them needs no images."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from landscape.disk.files import first_difference
from landscape.errors import DataError
from landscape.numbers import counted
from landscape.reporter import warn
from landscape.scores.rank import rank_column
from landscape.scores.shards import Shared, shared_work
from landscape.scores.table_file import METADATA_KEY, Document
from landscape.spaces import get_space
from proxies.plan import Plan, Settings
from proxies.proxy import get_proxy

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from landscape.arrays import FloatArray, IntArray
    from landscape.disk.files import JSON
    from landscape.scores import Metric
    from landscape.scores.shards import Shard
    from landscape.spaces import Space

__all__ = ["SharedRequest", "fitting_shards", "told_missing"]


@dataclass(frozen=True, eq=False)
class SharedRequest:
    """Scores that were asked for of shards, as far as these have left them.

    Takes the place of a `proxies.scoring.evaluate.ScoreRequest` where scores are written.

    Parameters
    ----------
    shared
        What they left.
    is_partial
        Whether those architectures alone are asked for whose scores are there.
    """

    shared: Shared
    is_partial: bool = False

    @cached_property
    def _document(self) -> Document:
        content = json.dumps(self.shared.about["document"]).encode()
        return Document.from_metadata({METADATA_KEY: content}, self.shared.work)

    @cached_property
    def space(self) -> Space:
        """The space.

        Raises
        ------
        UnknownNameError
            If it is not known here.
        """
        return get_space(self._document.space)

    @property
    def settings(self) -> Mapping[str, Mapping[str, JSON]]:
        """Name of each column → everything that changes its scores."""
        return self._document.settings

    @cached_property
    def _plan(self) -> Plan:
        proxies = [get_proxy(name) for name in self.shared.about["proxies"]]
        # The settings are of no account where nothing is evaluated.
        return Plan(self.space, proxies, Settings(), self.shared.only)

    @cached_property
    def only(self) -> IntArray | None:
        """The configurations asked for, ascending; None for all of the space."""
        if self.is_partial:
            return self._plan.known(self.shared.result()[0])
        return self._plan.only

    def described(self) -> Mapping[str, Metric]:
        """Return the meaning of each column."""
        return self._document.metrics

    def columns(self) -> dict[str, FloatArray]:
        """Return name → scores of the whole space, NaN where none are there."""
        return self._plan.spread(*self.shared.result())

    def rank(self, columns: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
        """Return the sum of ranks among the configurations asked for, if it was asked for."""
        members = {name: self.described()[name] for name in self.shared.about["rank_of"]}
        return rank_column(columns, members, self.only, self.space)

    @property
    def how(self) -> dict[str, JSON]:
        """How the shards were made, for the record."""
        records = [self.shared.record(shard) for shard in self.shared.shards]
        told = {
            name: sorted({record[name] for record in records if name in record})
            for name in ("device", "engine")
        }
        return {
            "device": ", ".join(told["device"]) or self.shared.about["device"],
            "engine": "; ".join(told["engine"]),
            "at_once": self.shared.about["at_once"],
            "shards": len(records),
        }

    def warn_of_versions(self) -> None:
        """Tell if shards were scored with different versions, which may differ by rounding."""
        found: dict[str, dict[str, Shard]] = {}
        for shard in self.shared.shards:
            for name, version in self.shared.record(shard).get("versions", {}).items():
                found.setdefault(name, {}).setdefault(version, shard)
        for name, versions in found.items():
            if len(versions) > 1:
                told = " and ".join(f"{v} (shard {shard})" for v, shard in versions.items())
                warn(f"shards were scored with {name} {told}: they may differ by rounding")


def fitting_shards(
    folder: Path, settings: Mapping[str, Mapping[str, JSON]], only: IntArray | None
) -> list[SharedRequest]:
    """Return what shards have left in a folder of the scores that are asked for, all of it.

    What is not complete is left to whoever scores the same there, who goes on from it.

    Parameters
    ----------
    folder
        Where to look.
    settings, only
        Name of each column asked for → what it is made with; and for which configurations.

    Raises
    ------
    DataError
        If it is not complete, and other scores were asked for with it.
    """
    whole = []
    for shared in shared_work(folder):
        columns = {**shared.about["columns"]}
        asked = {name: settings[name] for name in columns if name in settings}
        other = first_difference(asked, {name: columns[name] for name in asked}) is not None
        if not asked or other or not _same(shared.only, only):
            continue
        if not shared.lacking:
            whole.append(SharedRequest(shared))
        elif asked.keys() < columns.keys():
            raise DataError(
                f"{folder} holds shards of {shared.title}, and not all of them: "
                f"{told_missing(shared)}; run them first, choose another --out, or see what is "
                f"there with landscape score --merge {folder} --partial"
            )
    return whole


def _same(one: IntArray | None, other: IntArray | None) -> bool:
    if one is None or other is None:
        return one is other
    return np.array_equal(one, other)


def told_missing(shared: Shared) -> str:
    """Return in words which shards have something to score yet; damaged chunks are named."""
    lacking, told = set(shared.lacking), []
    at_work, n_chunks = shared.at_work, shared.about["n_chunks"]
    for shard in shared.shards:
        own = shard.positions(n_chunks)
        n_lacking = len(lacking.intersection(own))
        if shard in at_work:
            told.append(f"shard {shard} is at work ({at_work[shard]})")
        elif n_lacking:
            done = f"lacks {n_lacking} of {counted(len(own), 'chunk')}"
            told.append(f"shard {shard} {done if shared.record(shard) else 'is missing'}")
    told += [str(error) for error in shared.damaged.values()]
    return "; ".join(told) or f"{len(lacking)} of {counted(n_chunks, 'chunk')} are missing"

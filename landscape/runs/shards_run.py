"""What shards have left in a folder, before it is joined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from landscape.disk.files import make_folder, read_bytes, write_bytes
from landscape.display import html_grid
from landscape.errors import DataMissingError
from landscape.options.base import path_of
from landscape.scores.shards import Shard, Shared, shared_work
from landscape.sources.duplicates import CONFIGURATIONS
from landscape.spaces import get_space

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from landscape.disk.claims import Owner

__all__ = ["ShardsRun"]

_COLUMNS = ("metrics", "folder", "shard", "state", "n_done", "n_networks", "by")


@dataclass(frozen=True, eq=False)
class ShardsRun:
    """Shards of scores in a folder, as far as they are there.

    Two are equal if what was asked for is the same, and the scores that are there, wherever they
    lie.

    Parameters
    ----------
    folder
        Where the shards are; those of a stability are in folders of its seeds.

    Raises
    ------
    DataMissingError
        If there are none.

    Examples
    --------
    >>> import tempfile
    >>> import proxies
    >>> run = proxies.score("params", limit=3, shard="1/2", out=tempfile.mkdtemp())
    >>> run.shards[["shard", "state", "n_done"]].to_dict("list")
    {'shard': ['1/2', '2/2'], 'state': ['done', 'done'], 'n_done': [3, 0]}
    """

    folder: Path

    def __post_init__(self) -> None:
        if not self._work():
            raise DataMissingError(
                f"{self.folder} holds no shards: expected a folder that --shard left"
            )

    def _work(self) -> list[Shared]:
        places = [self.folder, *sorted(self.folder.glob("seed*"))]
        below = [path for place in places for path in (place, place / CONFIGURATIONS)]
        return [shared for place in below for shared in shared_work(place)]

    @property
    def shards(self) -> pd.DataFrame:
        """One row a shard, as things stand now.

        Columns: `metrics`; `folder`, below that of the run; `shard`, such as ``2/4``; `state`:
        done, at work, stopped or missing; `n_done` of its `n_networks` networks; and `by` whom, a
        process on a host.
        """
        import pandas as pd  # slow to import: only who asks pays

        rows = [row for shared in self._work() for row in self._rows(shared)]
        return pd.DataFrame(rows, columns=list(_COLUMNS))

    def _rows(self, shared: Shared) -> list[dict[str, Any]]:
        at_work, lacking = shared.at_work, {*shared.absent(Shard(1, 1))}
        return [self._row(shared, shard, at_work.get(shard), lacking) for shard in shared.shards]

    def _row(
        self, shared: Shared, shard: Shard, owner: Owner | None, lacking: set[int]
    ) -> dict[str, Any]:
        own, record = shard.positions(len(shared.chunks)), shared.record(shard)
        sizes = {p: len(shared.chunks[p]) for p in own}
        state = "stopped" if record else "missing"
        state = state if lacking.intersection(own) else "done"
        return {
            "metrics": shared.title,
            "folder": shared.work.parent.relative_to(self.folder).as_posix(),
            "shard": str(shard),
            "state": "at work" if owner is not None else state,
            "n_done": sum(size for p, size in sizes.items() if p not in lacking),
            "n_networks": sum(sizes.values()),
            "by": str(owner or record.get("owner", "")),
        }

    @property
    def scores(self) -> pd.DataFrame:
        """One row a network whose scores are there: its number, its name and its scores."""
        import pandas as pd  # slow to import: only who asks pays

        frames = []
        for shared in self._work():
            indices, columns = shared.result()
            order, space = np.argsort(indices), get_space(shared.about["space"])
            named = {"index": indices, "arch": [space.format(i) for i in indices.tolist()]}
            frames.append(pd.DataFrame({**named, **columns}).iloc[order])
        return pd.concat(frames, ignore_index=True)

    def in_words(self) -> dict[str, str]:
        """Return the lines that say how much is there."""
        n_shards = n_done = n_networks = n_scored = 0
        for shared in self._work():
            sizes, lacking = [len(chunk) for chunk in shared.chunks], {*shared.absent(Shard(1, 1))}
            n_shards += len(shared.shards)
            n_done += sum(
                lacking.isdisjoint(shard.positions(len(sizes))) for shard in shared.shards
            )
            n_networks += sum(sizes)
            n_scored += sum(size for p, size in enumerate(sizes) if p not in lacking)
        return {
            "shards": f"{n_done:,} of {n_shards:,} done",
            "networks": f"{n_scored:,} of {n_networks:,} scored",
        }

    def save(self, folder: str | Path) -> ShardsRun:
        """Leave a copy in another folder, beside shards that are there already; return it.

        So shards of machines that see no common folder are brought together.

        Raises
        ------
        OutputError
            If it cannot be written.
        """
        to = path_of(folder)
        for shared in self._work():
            place = make_folder(to / shared.work.relative_to(self.folder))
            for file in sorted(shared.work.iterdir()):
                if file.is_file() and not file.name.startswith(".") and ".claim-" not in file.name:
                    write_bytes(place / file.name, read_bytes(file))
        return ShardsRun(to)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ShardsRun):
            return NotImplemented
        one, two = ([shared.about for shared in run._work()] for run in (self, other))
        return one == two and self.scores.equals(other.scores)

    __hash__ = None  # type: ignore[assignment]  # files may change

    def _repr_html_(self) -> str:
        rows = self.shards.to_numpy().tolist()
        return html_grid(_COLUMNS, rows, title=f"shards in {self.folder}", numbers=_COLUMNS[4:6])

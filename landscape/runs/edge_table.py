"""The edges of a local optima network as a table, which takes a few bytes an edge."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from landscape.disk.files import write_bytes
from landscape.disk.parquet import to_parquet

if TYPE_CHECKING:
    from pathlib import Path

    from landscape.network import Network

__all__ = ["write_edges"]


def write_edges(network: Network, path: Path) -> None:
    """Write the edges of a network as Parquet, one row an edge, sorted by source, then target.

    Columns: `source` and `target`, configuration numbers; `weight`; `rises`, whether the target is
    better, so that the edge is of the monotonic network, too.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    fitness = network.fitness
    columns = {
        "source": network.index[network.source],
        "target": network.index[network.target],
        "weight": network.weight,
        "rises": fitness[network.target] > fitness[network.source],
    }
    write_bytes(path, to_parquet(pa.table(columns)))

"""What ``landscape data list`` lists: benchmarks, images that some metrics need, and scores."""

from __future__ import annotations

from typing import TYPE_CHECKING

from landscape.catalogue import Catalogue
from landscape.data import list_
from proxies.images import list_images
from proxies.scoring.built_in import list_scores

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["list_data"]


def list_data(data_dir: Path | None = None) -> Catalogue:
    """List benchmarks, images and scores: there or missing, what for, and where to get them.

    Parameters
    ----------
    data_dir
        Where to look first.

    Examples
    --------
    >>> from landscape.api.data import list_data
    >>> {"nats-tss", "cifar10"} <= {*list_data().table()["name"]}
    True
    """
    benchmarks = list_(data_dir=data_dir)
    rows = benchmarks.rows + list_images(data_dir).rows + list_scores().rows
    return Catalogue("data", benchmarks.header, rows)

"""Skip: how far the skip connections of a cell reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.scores.table import Metric
from proxies.passes import NETWORKS
from proxies.proxy import Proxy, register

if TYPE_CHECKING:
    import torch

    from proxies.networks.layers import Networks

__all__ = ["SKIP", "skip"]


def skip(networks: Networks) -> torch.Tensor:
    """Return the mean over the cell's skip connections u→v of v − 1 − u; 0 without any."""
    import torch

    total, count = np.zeros(len(networks)), np.zeros(len(networks))
    for start, end, rows in networks.skips():
        total[rows] += end - 1 - start
        count[rows] += 1
    return torch.from_numpy(total / np.maximum(count, 1))


SKIP = Proxy(
    Metric("skip", title="Skip", source="Cavagnero et al., WACV 2023"),
    formula="mean over skip connections u→v of the cell of (v − 1 − u), 0 without any",
    reads=NETWORKS,
    score=skip,
    sees_dead_operations=True,
    is_random=False,
)

register(SKIP)

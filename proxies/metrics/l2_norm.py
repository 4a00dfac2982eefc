"""The size of the initial weights."""

from __future__ import annotations

from landscape.scores.table import Metric
from proxies.passes import NORMS
from proxies.proxy import Proxy, register

__all__ = ["L2_NORM"]

L2_NORM = Proxy(
    Metric("l2_norm", title="L2 norm", source="Abdelfattah et al., ICLR 2021"),
    formula="Σ over convolution and linear layers of ‖θ‖₂, dead operations included",
    reads=NORMS,
    score=lambda norms: norms.l2,
    sees_dead_operations=True,
)

register(L2_NORM)

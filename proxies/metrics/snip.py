"""SNIP: how much the loss would change if single weights were removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from landscape.scores.table import Metric
from proxies.passes import TRACE
from proxies.proxy import Proxy, register

if TYPE_CHECKING:
    import torch

    from proxies.passes.trace import Trace

__all__ = ["SNIP", "snip"]


def snip(trace: Trace) -> torch.Tensor:
    """Return Σ |θ·∂L/∂θ|; no masks are needed, their gradient is this product."""
    return trace.sum_over_layers(
        lambda layer: (layer.gradient * layer.weight).abs().flatten(1).sum(dim=1)
    )


SNIP = Proxy(
    Metric("snip", title="SNIP", source="Lee et al., ICLR 2019; Abdelfattah et al., ICLR 2021"),
    formula="Σ |θ·∂L/∂θ| over convolution and linear weights, L the mean cross-entropy",
    reads=TRACE,
    score=snip,
)
"""0 for an architecture without a path."""

register(SNIP)

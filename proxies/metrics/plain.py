"""Plain: SNIP with its signs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from landscape.scores.table import Metric
from proxies.passes import TRACE
from proxies.proxy import Proxy, register

if TYPE_CHECKING:
    import torch

    from proxies.passes.trace import Trace

__all__ = ["PLAIN", "plain"]


def plain(trace: Trace) -> torch.Tensor:
    """Return Σ θ·∂L/∂θ."""
    return trace.sum_over_layers(
        lambda layer: (layer.gradient * layer.weight).flatten(1).sum(dim=1)
    )


PLAIN = Proxy(
    Metric("plain", title="Plain", source="Abdelfattah et al., ICLR 2021"),
    formula="Σ θ·∂L/∂θ over convolution and linear weights, signed, L the mean cross-entropy",
    reads=TRACE,
    score=plain,
)
"""0 without a path. Nearly pure noise: a layer that is normalised adds next to nothing."""

register(PLAIN)

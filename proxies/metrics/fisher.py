"""Fisher: how much the loss would change if channels were removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from landscape.scores.table import Metric
from proxies.passes import TRACE
from proxies.proxy import Proxy, register

if TYPE_CHECKING:
    import torch

    from proxies.passes.trace import Layer, Trace

__all__ = ["FISHER", "fisher"]


def fisher(trace: Trace) -> torch.Tensor:
    """Return Σ over layers of (½ Σ_channels mean over images of (Σ_pixels a·∂L/∂a)²) × fan-in."""
    return trace.sum_over_layers(_layer)


def _layer(layer: Layer) -> torch.Tensor:
    from proxies.passes.trace import products_each

    by_channel = products_each(layer.outputs, layer.delta).double()
    fan_in = layer.gradient[0, 0].numel()
    return by_channel.square().mean(dim=1).sum(dim=1) * (fan_in / 2)


FISHER = Proxy(
    Metric(
        "fisher", title="Fisher", source="Turner et al., ICLR 2020; Abdelfattah et al., ICLR 2021"
    ),
    formula="Σ over layers of fan-in × Σ_channels ½ mean_images (Σ_pixels a·∂L/∂a)², a the outputs",
    reads=TRACE,
    score=fisher,
)
"""Small but positive without a path: the classifier's outputs still have a bias."""

register(FISHER)

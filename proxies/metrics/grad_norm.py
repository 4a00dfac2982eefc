"""The norm of the loss's gradient, layer by layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from landscape.scores.table import Metric
from proxies.passes import TRACE
from proxies.proxy import Proxy, register

if TYPE_CHECKING:
    import torch

    from proxies.passes.trace import Trace

__all__ = ["GRAD_NORM", "grad_norm"]


def grad_norm(trace: Trace) -> torch.Tensor:
    """Return Σ over layers of ‖∂L/∂θ‖₂: a sum of norms, not the norm of all gradients together."""
    return trace.sum_over_layers(lambda layer: layer.gradient.flatten(1).norm(dim=1))


GRAD_NORM = Proxy(
    Metric("grad_norm", title="Grad-norm", source="Abdelfattah et al., ICLR 2021"),
    formula="Σ over convolution and linear layers of ‖∂L/∂θ‖₂, L the mean cross-entropy",
    reads=TRACE,
    score=grad_norm,
)
"""0 for an architecture without a path: only the classifier's bias gets a gradient."""

register(GRAD_NORM)

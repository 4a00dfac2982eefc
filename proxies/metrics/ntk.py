"""NTK: how evenly a network could learn different images."""

from __future__ import annotations

from typing import TYPE_CHECKING

from landscape.scores.table import Metric
from proxies.passes import TRACE
from proxies.proxy import Proxy, register

if TYPE_CHECKING:
    import torch

    from proxies.passes.trace import Trace

__all__ = ["NTK", "NTK_RB", "ntk", "ntk_rb"]


def ntk(trace: Trace) -> torch.Tensor:
    """Return the condition number of the neural tangent kernel."""
    return _condition(trace.kernel)


def ntk_rb(trace: Trace) -> torch.Tensor:
    """Return the same of the pooled features, differentiated through the batch statistics."""
    return _condition(trace.coupled_kernel)


def _condition(kernel: torch.Tensor) -> torch.Tensor:
    """Return λ_max / λ_min of symmetric matrices; +inf where one is singular to rounding."""
    import torch

    from proxies.metrics.spectrum import eigenvalues

    values = eigenvalues(kernel)
    return torch.where(values[:, 0] == 0, torch.inf, values[:, -1] / values[:, 0])


NTK = Proxy(
    Metric("ntk", minimize=True, title="NTK condition number", source="Chen et al., ICLR 2021"),
    formula="λ_max/λ_min of ⟨∂Σz_i/∂θ, ∂Σz_j/∂θ⟩ between images, batch statistics held constant",
    reads=TRACE,
    score=ntk,
)
"""+inf, the worst, where the kernel is singular, as without a path."""

NTK_RB = Proxy(
    Metric("ntk_rb", minimize=True, title="NTK (coupled)", source="Rank-Based-NAS code"),
    formula="ntk of the pooled features instead of logits z, gradients through batch statistics",
    reads=TRACE,
    score=ntk_rb,
    is_variant=True,
)

register(NTK)
register(NTK_RB)

"""Jacov: how differently a network responds to different images."""

from __future__ import annotations

from typing import TYPE_CHECKING

from landscape.scores.table import Metric
from proxies.passes import TRACE
from proxies.proxy import Proxy, register

if TYPE_CHECKING:
    import torch

    from proxies.passes.trace import Trace

__all__ = ["JACOV", "jacov"]


_K = 1e-5


def jacov(trace: Trace) -> torch.Tensor:
    """Return −Σ (log(v + k) + 1/(v + k)), v the eigenvalues of the images' correlation matrix."""
    import torch

    correlation = trace.jacobian_correlation
    is_known = correlation.isfinite().all(dim=2).all(dim=1)
    eye = torch.eye(correlation.shape[1], dtype=correlation.dtype, device=correlation.device)
    known = torch.where(is_known[:, None, None], correlation, eye)
    shifted = torch.linalg.eigvalsh(known) + _K
    return torch.where(is_known, -(shifted.log() + 1 / shifted).sum(dim=1), -torch.inf)


JACOV = Proxy(
    Metric("jacov", title="Jacov", source="Mellor et al., 2020; Abdelfattah et al., ICLR 2021"),
    formula="−Σ (log(v + k) + 1/(v + k)), v: eigenvalues of corr(∂Σz/∂x) between images, k = 10⁻⁵",
    reads=TRACE,
    score=jacov,
)
"""-inf for an architecture without a path, which responds to nothing."""

register(JACOV)

"""Noise immunity: how little noise on the images reaches the pools of a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from landscape.scores.table import Metric
from proxies.passes import TRACE
from proxies.proxy import Proxy, register

if TYPE_CHECKING:
    import torch

    from proxies.passes.trace import Trace

__all__ = ["NI_ETA", "NI_NA", "NI_NA_RB", "eta", "na"]


_LEAST = 1e-10


def eta(trace: Trace) -> torch.Tensor:
    """Return η = log(10⁻¹⁰ + Σ over pools of the mean squared change of their input).

    +inf, the worst, where no pool gets any noise: nothing else gets there, either.
    """
    import torch

    change = trace.noise_in_pools
    return torch.where(change > 0, (change + _LEAST).log(), torch.inf)


def na(trace: Trace, *, wrapped: bool = False) -> torch.Tensor:
    """Return log(C · n_conv / n_pool / η), or 0 where η ≤ 0."""
    import torch

    noise = eta(trace)
    counts = (noise > 0) & noise.isfinite()
    ratio = trace.convolution_ratio(wrapped=wrapped) / torch.where(counts, noise, 1)
    return torch.where(counts, ratio.log(), 0)


_SOURCE = "Wu et al., 2023; Hsieh and Tsai, 2023"

NI_ETA = Proxy(
    Metric("ni_eta", minimize=True, title="Noise immunity η", source=_SOURCE),
    formula="η = log(10⁻¹⁰ + Σ_pools mean (τ − τ′)²), τ, τ′ what enters a pool without, with noise",
    reads=TRACE,
    score=eta,
)

NI_NA = Proxy(
    Metric("ni_na", title="Noise immunity", source=f"{_SOURCE}; Rank-Based-NAS code"),
    formula="log(C·n_conv/n_pool/η) if η > 0 else 0; C: input channels of convolutions and pools",
    reads=TRACE,
    score=na,
)

NI_NA_RB = Proxy(
    Metric("ni_na_rb", title="Noise immunity (wrapped twice)", source="Rank-Based-NAS code"),
    formula="ni_na with convolutions counted twice that follow a ReLU, as by class names",
    reads=TRACE,
    score=lambda trace: na(trace, wrapped=True),
    is_variant=True,
)

register(NI_ETA)
register(NI_NA)
register(NI_NA_RB)

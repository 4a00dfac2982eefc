"""Zen: how strongly a Gaussian network tells noise from slightly different noise."""

from __future__ import annotations

from landscape.scores.table import Metric
from proxies.passes import ZEN_FLOW
from proxies.proxy import Proxy, register

__all__ = ["ZEN"]

ZEN = Proxy(
    Metric("zen", unit="log", title="Zen", source="Lin et al., ICCV 2021"),
    formula="log mean Σ|f(x) − f(x + 0.01 x₂)| + Σ_BN log √(mean running variance), f the features",
    reads=ZEN_FLOW,
    score=lambda flow: flow.score,
    sees_dead_operations=True,
    score_duplicates=lambda flow: flow.score_of_duplicates,
)
"""-inf for an architecture without a path."""

register(ZEN)

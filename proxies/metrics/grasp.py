"""GraSP: how the gradient's norm would change if the weights grew."""

from __future__ import annotations

from landscape.scores.table import Metric
from proxies.passes import TRACE
from proxies.proxy import Proxy, register

__all__ = ["GRASP"]


GRASP = Proxy(
    Metric("grasp", title="GraSP", source="Wang et al., ICLR 2020; Abdelfattah et al., ICLR 2021"),
    formula="−θᵀHg: H, g second and first derivatives of the mean cross-entropy by weights θ",
    reads=TRACE,
    score=lambda trace: -trace.gradient_growth,
)
"""0 for an architecture without a path."""

register(GRASP)

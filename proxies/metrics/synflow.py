"""SynFlow: how much signal all paths through a network carry together."""

from __future__ import annotations

from landscape.scores.table import Metric
from proxies.passes import EVALUATION_GRADIENT, LINEAR_FLOW
from proxies.proxy import Proxy, register

__all__ = ["SYNFLOW", "SYNFLOW_RB"]

SYNFLOW = Proxy(
    Metric(
        "synflow",
        unit="log",
        title="SynFlow",
        source="Tanaka et al., NeurIPS 2020; Abdelfattah et al., ICLR 2021",
    ),
    formula="log Σ θ·∂R/∂θ over convolution and linear weights |θ|, without normalisation",
    reads=LINEAR_FLOW,
    score=lambda flow: flow.log_score,
)
"""-inf for an architecture without a path from input to output."""

SYNFLOW_RB = Proxy(
    Metric("synflow_rb", unit="log", title="SynFlow (evaluation)", source="Rank-Based-NAS code"),
    formula="synflow with normalisation in evaluation mode, R the sum of the pooled features",
    reads=EVALUATION_GRADIENT,
    score=lambda flow: flow.log_sum,
    is_variant=True,
)

register(SYNFLOW)
register(SYNFLOW_RB)

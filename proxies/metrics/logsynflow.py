"""LogSynFlow: SynFlow with its gradients tamed, one by one."""

from __future__ import annotations

from landscape.scores.table import Metric
from proxies.passes import EVALUATION_GRADIENT, LINEAR_GRADIENT
from proxies.proxy import Proxy, register

__all__ = ["LOGSYNFLOW", "LOGSYNFLOW_RB"]

LOGSYNFLOW = Proxy(
    Metric("logsynflow", title="LogSynFlow", source="Cavagnero et al., WACV 2023"),
    formula="Σ θ·log(1 + ∂R/∂θ) over convolution and linear weights |θ|, without normalisation",
    reads=LINEAR_GRADIENT,
    score=lambda flow: flow.sum_of_logs,
)
"""0 for an architecture without a path from input to output."""

LOGSYNFLOW_RB = Proxy(
    Metric("logsynflow_rb", title="LogSynFlow (evaluation)", source="Rank-Based-NAS code"),
    formula="logsynflow with normalisation in evaluation mode, R the sum of the pooled features",
    reads=EVALUATION_GRADIENT,
    score=lambda flow: flow.sum_of_logs,
    is_variant=True,
)

register(LOGSYNFLOW)
register(LOGSYNFLOW_RB)

"""EPE-NAS: how alike a network responds to images of one class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from landscape.scores.table import Metric
from proxies.passes import TRACE
from proxies.proxy import Proxy, register

if TYPE_CHECKING:
    import torch

    from proxies.passes.trace import Trace

__all__ = ["EPE_NAS", "epe_nas"]


_K = 1e-5
_MANY_CLASSES = 100


def epe_nas(trace: Trace) -> torch.Tensor:
    """Return the score of every architecture; with more than 100 classes the other formula."""
    import torch
    from torch.nn.functional import one_hot

    logs = (trace.jacobian_correlation.abs() + _K).log()
    responds = logs.isfinite().all(dim=2).all(dim=1)
    classes = trace.context.task.classes
    members = one_hot(trace.labels, classes).mT.to(logs.dtype)
    by_class = ((members @ logs) * members).sum(dim=2)
    if classes <= _MANY_CLASSES:
        score = by_class.abs().sum(dim=1)
    else:
        score = _spread(by_class, members.sum(dim=1))
    return torch.where(responds, score, -torch.inf)


def _spread(by_class: torch.Tensor, sizes: torch.Tensor) -> torch.Tensor:
    """Return the mean over classes of the summed distance to other classes.

    Classes with a single image have no correlations, and are left out.
    """
    several = (sizes > 1).to(by_class.dtype)
    means = by_class / sizes.clamp(min=1)
    distances = (means[:, :, None] - means[:, None]).abs()
    return ((distances @ several) @ several) / several.sum()


EPE_NAS = Proxy(
    Metric("epe_nas", title="EPE-NAS", source="Lopes et al., ICANN 2021"),
    formula="Σ_classes |Σ log(|corr(∂Σz/∂x)| + k)| between images of a class, k = 10⁻⁵",
    reads=TRACE,
    score=epe_nas,
)
"""-inf for an architecture without a path, which responds to nothing. NaN where there are more than
100 classes and the batch has no two images of one."""

register(EPE_NAS)

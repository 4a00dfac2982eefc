"""NASWOT: how differently the ReLUs of a network cut up different images."""

from __future__ import annotations

from typing import TYPE_CHECKING

from landscape.scores.table import Metric
from proxies.passes import TRACE
from proxies.proxy import Proxy, register

if TYPE_CHECKING:
    import torch

    from proxies.passes.trace import Trace

__all__ = ["NWOT", "NWOT_RB", "nwot", "nwot_rb"]


def nwot(trace: Trace) -> torch.Tensor:
    """Return log |det K|, K the number of ReLUs that are on or off for both of two images."""
    return _log_determinant(trace.agreements())


def nwot_rb(trace: Trace) -> torch.Tensor:
    """Return the same with the ReLUs of ReLU-convolution-normalisation blocks counted twice."""
    return _log_determinant(trace.agreements(wrapped_twice=True))


def _log_determinant(kernel: torch.Tensor) -> torch.Tensor:
    """Return log det of positive semidefinite matrices; -inf where one is singular to rounding."""
    from proxies.metrics.spectrum import eigenvalues

    return eigenvalues(kernel).log().sum(dim=1)


NWOT = Proxy(
    Metric("nwot", title="NASWOT", source="Mellor et al., ICML 2021"),
    formula="log |det K|, K_ij: ReLUs (dead operations' too) in one state for images i and j",
    reads=TRACE,
    score=nwot,
    sees_dead_operations=True,
    score_duplicates=lambda trace: _log_determinant(trace.agreements_of_duplicates()),
)
"""-inf where images cannot be told apart, as without a path."""

NWOT_RB = Proxy(
    Metric("nwot_rb", title="NASWOT (wrapped twice)", source="Rank-Based-NAS and MF-NAS code"),
    formula="nwot with ReLUs counted twice that precede a convolution, as hooks by class name do",
    reads=TRACE,
    score=nwot_rb,
    sees_dead_operations=True,
    score_duplicates=lambda trace: _log_determinant(
        trace.agreements_of_duplicates(wrapped_twice=True)
    ),
    is_variant=True,
)

register(NWOT)
register(NWOT_RB)

"""The contract of a proxy: a score of an untrained network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    import torch

    from landscape.datasets import Dataset
    from landscape.scores.metric import Metric
    from proxies.layers import Networks
    from proxies.weights import WeightBank

__all__ = ["Proxy"]


@dataclass(frozen=True)
class Proxy:
    """A score of an untrained network.

    Attributes
    ----------
    metric
        Name, direction, unit and source of the score.
    formula
        The definition in one line.
    evaluate
        The pass the score is read from. Proxies that name the same pass share it.
    score
        Reads the scores, shape ``(architectures,)``, from what the pass returned. NaN is missing;
        -inf is the worst score there is.
    sees_dead_operations
        Whether operations that no path uses count. If not, only canonical architectures are
        evaluated and their duplicates get the same score.
    is_random
        Whether the score depends on the initial weights.
    revision
        Raised whenever the same settings come to give other scores: saved ones are then refused.
    """

    metric: Metric
    formula: str
    evaluate: Callable[[Networks, Dataset, WeightBank], Any]
    score: Callable[[Any], torch.Tensor]
    sees_dead_operations: bool = False
    is_random: bool = True
    revision: int = 1

"""What a pass is given besides the networks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

    from landscape.datasets import Dataset
    from proxies.engine.weights import WeightBank

__all__ = ["Context"]


@dataclass(frozen=True, eq=False)
class Context:
    """The task, the random numbers and the images of one repeat.

    Attributes
    ----------
    task
        Image size and number of classes.
    bank
        The initial weights.
    batch_size
        Images in a batch.
    images, labels
        Shape ``(batch_size, height, width, 3)``, float32, and ``(batch_size,)``, int64, on the
        device; None for passes that read no images.
    """

    task: Dataset
    bank: WeightBank
    batch_size: int
    images: torch.Tensor | None = None
    labels: torch.Tensor | None = None

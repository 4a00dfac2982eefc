"""Gaussian networks on Gaussian noise: what the zen score is read from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from proxies.steps import Normalisation, add_rows
from proxies.tracing import Node, Tracing

if TYPE_CHECKING:
    import torch

    from proxies.context import Context
    from proxies.layers import Networks, Rows

__all__ = ["ZenFlow"]

_MIXTURE = 0.01
_MOMENTUM = 0.1


class ZenFlow:
    """Networks with weights from N(0, 1), run on noise x and on x + 0.01 x₂.

    Attributes
    ----------
    score
        log of the mean over images of Σ|f(x) − f(x + 0.01 x₂)|, with f the features before they
        are pooled, plus Σ over normalisations of ½ log of the mean over channels of the running
        variance after both runs. Shape ``(architectures,)``, float64; -inf without a path.
    """

    def __init__(self, networks: Networks, context: Context) -> None:
        size = context.task.size
        shape = (context.batch_size, size, size, 3)
        noise, second = (context.bank.noise(name, shape) for name in ("zen.x", "zen.x2"))
        runs = []
        for images in (noise, noise + _MIXTURE * second):
            run = _Gaussian(networks, context.bank, images, keep=False)
            networks.run(run, context.task.classes)
            runs.append(run)
        first, mixed = runs
        distance = (first.features - mixed.features).abs().flatten(2).sum(dim=2).mean(dim=1)
        self.score = distance.double().log()
        for place, (rows, variance) in first.variances.items():
            running = (1 - _MOMENTUM) + _MOMENTUM * variance
            running = (1 - _MOMENTUM) * running + _MOMENTUM * mixed.variances[place][1]
            add_rows(self.score, rows, running.mean(dim=-1).log() / 2)


class _Gaussian(Tracing):
    """Layers with weights from N(0, 1) that keep the variances they saw and the last features."""

    normal_weights = True

    def image(self) -> Node:
        self.variances: dict[str, tuple[Rows, torch.Tensor]] = {}
        return super().image()

    def normalisation(self, node: Node, place: str) -> Node:
        step = Normalisation()
        result = self._do(step, node, place=place)
        count = node.maps[0, ..., 0].numel()
        unbiased = step.variance * count / (count - 1)
        self.variances[place] = (node.rows, unbiased)
        return result

    def classifier(self, node: Node, place: str, classes: int) -> Node:
        self.features = node.maps
        return node

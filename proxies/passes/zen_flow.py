"""Gaussian networks on Gaussian noise: what the zen score is read from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from proxies.engine.steps import Normalisation, add_rows
from proxies.engine.tracing import Node, Tracing
from proxies.networks.layers import relu_convolution

if TYPE_CHECKING:
    import torch

    from proxies.engine.context import Context
    from proxies.engine.rows import Rows
    from proxies.networks.layers import DeadConvolution, Networks

__all__ = ["MIXTURE", "ZenFlow", "log_deviation"]

MIXTURE = 0.01
_MOMENTUM = 0.1


class ZenFlow:
    """Networks with weights from N(0, 1), run on noise x and on x + 0.01 x₂.

    Attributes
    ----------
    score
        log of the mean over images of Σ|f(x) − f(x + 0.01 x₂)|, with f the features before they
        are pooled, plus Σ over normalisations of ½ log of the mean over channels of the running
        variance after both runs. Shape ``(architectures,)``, float64; -inf without a path.
    score_of_duplicates
        The same with the normalisations that duplicates of the networks have besides, shape
        ``(duplicates,)``; None if there are none.
    """

    def __init__(self, networks: Networks, context: Context) -> None:
        size = context.task.size
        shape = (context.batch_size, size, size, 3)
        noise, second = (context.bank.noise(name, shape) for name in ("zen.x", "zen.x2"))
        runs = []
        for images in (noise, noise + MIXTURE * second):
            run = _Gaussian(networks, context.bank, images, keep=False)
            networks.run(run, context.task.classes)
            runs.append(run)
        first, mixed = runs
        distance = (first.features - mixed.features).abs().flatten(2).sum(dim=2).mean(dim=1)
        self.score = distance.double().log()
        for place, (rows, variance) in first.variances.items():
            add_rows(self.score, rows, log_deviation(variance, mixed.variances[place][1]))
        self.score_of_duplicates = None
        if networks.duplicates is not None:
            self.score_of_duplicates = self.score[networks.duplicates.owners]
            for (dead, variance), (_, second_variance) in zip(first.dead, mixed.dead, strict=True):
                added = log_deviation(variance, second_variance)[dead.positions]
                add_rows(self.score_of_duplicates, dead.numbers, added)


def log_deviation(first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
    """Return ½ log of the mean running variance after two runs with these variances."""
    running = (1 - _MOMENTUM) + _MOMENTUM * first
    running = (1 - _MOMENTUM) * running + _MOMENTUM * second
    return running.mean(dim=-1).log() / 2


class _Gaussian(Tracing):
    """Layers with weights from N(0, 1) that keep the variances they saw and the last features."""

    normal_weights = True

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.variances: dict[str, tuple[Rows, torch.Tensor]] = {}
        self.dead: list[tuple[DeadConvolution, torch.Tensor]] = []

    def normalisation(self, node: Node, place: str) -> Node:
        step = Normalisation()
        result = self._do(step, node, place=place)
        count = node.maps[0, ..., 0].numel()
        unbiased = step.variance * count / (count - 1)
        self.variances[place] = (node.rows, unbiased)
        return result

    def dead_convolution(
        self, dead: DeadConvolution, node: Node, place: str, channels: int, kernel: int
    ) -> None:
        beside = _Gaussian(self.networks, self._bank, self._images, keep=False)
        relu_convolution(beside, node, place, channels, kernel)
        self.dead.append((dead, beside.variances[place][1]))

    def classifier(self, node: Node, place: str, classes: int) -> Node:
        self.features = node.maps
        return node

"""SynFlow's linear network with the gradient of every single weight.

Weights are positive, the image is all ones, normalisation is skipped, or replaced by the constant
factor that it is before any training in evaluation mode. All numbers are positive, gradients up to
1e67: an architecture's scale is taken out before every halving of the resolution (of wide networks,
before every block), counts as a constant on the way back, and its logarithm is kept.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import torch
from torch.nn import functional

from landscape.lazy import cached_attribute
from proxies.engine.normalise import EPSILON
from proxies.engine.steps import Scale, Weighted, add_rows
from proxies.engine.tracing import Node, Tracing
from proxies.passes.linear_flow import WIDE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from proxies.engine.context import Context
    from proxies.engine.rows import Rows
    from proxies.networks.layers import Networks

__all__ = ["LinearGradient"]


class LinearGradient(Tracing):
    """Layers of the linear network for a batch of architectures.

    Parameters
    ----------
    networks, context
        The architectures; task and weights.
    evaluation
        Whether normalisation divides by √(1 + ε), and the sum of the features before the
        classifier is the output R, instead of the sum of the logits.
    """

    def __init__(self, networks: Networks, context: Context, *, evaluation: bool = False) -> None:
        size, bank = context.task.size, context.bank
        image = torch.ones(1, size, size, 3, device=bank.device, dtype=bank.dtype)
        super().__init__(networks, bank, image)
        self._evaluation = evaluation
        self._log_scale = torch.zeros(
            len(networks), dtype=torch.float64, device=context.bank.device
        )
        networks.run(self, context.task.classes)

    # -- layers -----------------------------------------------------------------------------

    def normalisation(self, node: Node, place: str) -> Node:
        """Skip, or multiply by the constant factor."""
        if not self._evaluation:
            return node
        factor = math.sqrt(1 + EPSILON)
        return self._do(Scale(node.maps.new_full((len(node.maps),), factor)), node)

    def relu(self, node: Node, place: str) -> Node:
        """Skip: nothing is negative."""
        return node

    def before_block(self, node: Node, reach: int, stride: int = 1) -> Node:
        """Take out the scale before the resolution is halved, of wide networks before any block."""
        if stride == 1 and node.maps.shape[-1] <= WIDE:
            return node
        scale = node.maps.flatten(1).amax(dim=1)
        scale = torch.where(scale > 0, scale, 1)
        self._log_scale += scale.double().log()
        return self._do(Scale(scale), node)

    def _weight(
        self, place: str, shape: Sequence[int], rows: Rows, fan_in: int | None = None
    ) -> torch.Tensor:
        return super()._weight(place, shape, rows, fan_in).abs()

    # -- scores -----------------------------------------------------------------------------

    @property
    def log_sum(self) -> torch.Tensor:
        """Log Σ θ·∂R/∂θ, shape ``(architectures,)``, float64; -inf without a path."""
        return self._sums[0].log() + self._log_scale

    @property
    def sum_of_logs(self) -> torch.Tensor:
        """Σ θ·log(1 + ∂R/∂θ), shape ``(architectures,)``, float64; 0 without a path."""
        return self._sums[1]

    @cached_attribute
    def _sums(self) -> tuple[torch.Tensor, torch.Tensor]:
        plain, logs = torch.zeros_like(self._log_scale), torch.zeros_like(self._log_scale)
        output = self.logits.inputs[0] if self._evaluation else self.logits
        for node, delta in self.backward(output, torch.ones_like(output.maps)):
            if isinstance(node.step, Weighted):
                gradient = node.step.gradient(node.inputs[0].maps, delta)
                # log(1 + ∂R/∂θ), where ∂R/∂θ itself may be beyond all floating-point numbers.
                scale = self._log_scale[node.rows].to(gradient.dtype)
                scale = scale.view(-1, *[1] * (gradient.dim() - 1))
                grown = functional.softplus(gradient.log() + scale)
                for total, values in ((plain, gradient), (logs, grown)):
                    add_rows(total, node.rows, _weighted_sum(values, node.step.weight))
        return plain, logs


def _weighted_sum(values: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    """Return Σ w·v for each row; `weight` is shared or has rows as well."""
    if values.dim() == 5:  # as they lie in memory, to copy nothing
        values, weight = values.movedim(2, -1), weight.movedim(-3, -1)
    if weight.dim() < values.dim():
        return (values.flatten(1) @ weight.flatten()).double()
    return (values * weight).flatten(1).sum(dim=1, dtype=torch.float64)

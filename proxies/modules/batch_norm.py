"""Batch normalisation whose gradient may count the statistics of the batch as constants."""

from __future__ import annotations

from typing import Any

import torch
from torch.autograd import Function

__all__ = ["Freeze", "batch_norm"]


class Freeze:
    """A switch that gradients look at, so that one forward pass serves both kinds.

    Attributes
    ----------
    is_on
        Whether the statistics of the batch count as constants.
    count
        How many examples there are.
    collected
        While it is on: key of a scale → its gradient for every example, ``(examples, channels)``.
    """

    def __init__(self) -> None:
        self.is_on, self.count = False, 0
        self.collected: dict[int, torch.Tensor] = {}

    def collect(self, key: int, products: torch.Tensor) -> None:
        """Add the gradients of a scale, shape ``(images, channels, ...)``, over pixels."""
        rows = products.flatten(2).sum(dim=2) if products.dim() > 2 else products
        if len(rows) != self.count:
            rows = rows.reshape(self.count, -1, rows.shape[1]).sum(dim=1)
        self.collected[key] = self.collected[key] + rows if key in self.collected else rows


def batch_norm(
    maps: torch.Tensor,
    weight: torch.Tensor | None,
    bias: torch.Tensor | None,
    epsilon: float,
    freeze: Freeze,
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Normalise with the statistics of the batch.

    Parameters
    ----------
    maps
        Shape ``(images, channels, ...)``.
    weight, bias
        Shape ``(channels,)``, or None.
    epsilon
        Added to the variance.
    freeze
        Looked at when gradients are computed.

    Returns
    -------
    normalised maps, mean, (biased variance + ε)^(-1/2)
    """
    result: tuple[torch.Tensor, torch.Tensor, torch.Tensor] = _BatchNorm.apply(  # type: ignore[no-untyped-call]
        maps, weight, bias, epsilon, freeze, id(weight)
    )
    return result


class _BatchNorm(Function):
    @staticmethod
    def forward(
        ctx: Any,
        maps: torch.Tensor,
        weight: torch.Tensor | None,
        bias: torch.Tensor | None,
        epsilon: float,
        freeze: Freeze,
        key: int,
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        output, centre, rate = torch.native_batch_norm(
            maps, weight, bias, None, None, True, 0.0, epsilon
        )
        ctx.save_for_backward(maps, weight, centre, rate)
        ctx.epsilon, ctx.freeze, ctx.key = epsilon, freeze, key
        ctx.mark_non_differentiable(centre, rate)
        return output, centre, rate

    @staticmethod
    def backward(ctx: Any, delta: torch.Tensor, *_: Any) -> tuple[torch.Tensor | None, ...]:
        maps, weight, centre, rate = ctx.saved_tensors
        wanted = list(ctx.needs_input_grad[:3])
        if not ctx.freeze.is_on:
            gradients = torch.ops.aten.native_batch_norm_backward(
                delta, maps, weight, None, None, centre, rate, True, ctx.epsilon, wanted
            )
            kept = [g if want else None for g, want in zip(gradients, wanted, strict=True)]
            return (*kept, None, None, None)
        across = (1, -1, *[1] * (maps.dim() - 2))
        over = [d for d in range(maps.dim()) if d != 1]
        scale = rate if weight is None else rate * weight
        of_maps = delta * scale.view(across) if wanted[0] else None
        of_weight = of_bias = None
        if wanted[1]:
            normalised = (maps - centre.view(across)) * rate.view(across)
            products = delta * normalised
            ctx.freeze.collect(ctx.key, products)
            of_weight = products.sum(over)
        if wanted[2]:
            of_bias = delta.sum(over)
        return of_maps, of_weight, of_bias, None, None, None

"""The steps of a network and their derivatives, for many architectures at once.

Feature maps have shape ``(architectures, images, height, width, channels)``. A step knows four
maps: *forward*; *backward*, its transposed derivative, which takes the gradient of a number with
respect to the step's output to that with respect to its inputs; *tangent*, the derivative of
forward when all weights of convolutions and linear layers are multiplied by eᵗ, at t = 0; and
*backward_tangent*, the same derivative of backward.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import torch

from proxies.engine.normalise import EPSILON, mean_product, normalise, project
from proxies.engine.weights import (
    average_pool,
    average_pool_backward,
    convolve,
    convolve_backward,
    halve,
    weight_gradient,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from proxies.engine.rows import Rows

__all__ = [
    "AveragePool",
    "Convolution",
    "GlobalPool",
    "Halve",
    "Linear",
    "Normalisation",
    "Relu",
    "Scale",
    "Select",
    "Step",
    "Total",
    "Weighted",
    "add_rows",
]


def add_rows(total: torch.Tensor, rows: Rows, values: torch.Tensor) -> torch.Tensor:
    """Add values of some rows of a batch to the total of all rows, in place, and return it."""
    if isinstance(rows, slice):
        total[rows] += values
        return total
    return total.index_add_(0, rows, values.to(total.dtype))


class Step:
    """One step: feature maps in, feature maps out.

    A step whose derivative does not depend on weights has to say only `forward`, `derivative`
    (forward's linear part, taken at the maps last sent forward) and `backward`.
    """

    varies: ClassVar[bool] = False
    """Whether the derivative changes when weights grow: there is a `backward_tangent`."""

    hands_on: ClassVar[bool] = False
    """Whether `backward` returns the very memory it got."""

    def forward(self, *inputs: torch.Tensor) -> torch.Tensor:
        """Return the output."""
        raise NotImplementedError

    def derivative(self, *tangents: torch.Tensor) -> torch.Tensor:
        """Return the change of the output for a change of the inputs, weights held."""
        return self.forward(*tangents)

    def backward(self, delta: torch.Tensor, *, frozen: bool = False) -> tuple[torch.Tensor, ...]:
        """Return the gradients of the inputs from that of the output.

        Parameters
        ----------
        frozen
            Whether the statistics of the batch count as constants.
        """
        raise NotImplementedError

    def tangent(
        self, inputs: Sequence[torch.Tensor], tangents: Sequence[torch.Tensor]
    ) -> torch.Tensor:
        """Return the change of the output when the weights grow as well."""
        return self.derivative(*tangents)

    def backward_tangent(
        self, delta: torch.Tensor, changed: torch.Tensor
    ) -> tuple[torch.Tensor, ...]:
        """Return the change of `backward` when `delta` changes by `changed` and weights grow."""
        raise NotImplementedError


class Weighted(Step):
    """A step with a weight: growing weights change its output by the output itself."""

    varies = True
    weight: torch.Tensor

    def tangent(
        self, inputs: Sequence[torch.Tensor], tangents: Sequence[torch.Tensor]
    ) -> torch.Tensor:
        """Return W(x + x′)."""
        return self.derivative(inputs[0] + tangents[0])

    def backward_tangent(
        self, delta: torch.Tensor, changed: torch.Tensor
    ) -> tuple[torch.Tensor, ...]:
        """Return Wᵀ(δ + δ′)."""
        return self.backward(delta + changed)

    def gradient(self, inputs: torch.Tensor, delta: torch.Tensor) -> torch.Tensor:
        """Return the gradient of the weight, an architecture each: ``(a, *weight shape)``."""
        raise NotImplementedError


class Convolution(Weighted):
    """Convolution without bias; the weight is shared or, with one dimension more, one each."""

    def __init__(self, weight: torch.Tensor, stride: int) -> None:
        self.weight = weight
        self._stride = stride

    def forward(self, *inputs: torch.Tensor) -> torch.Tensor:
        """Return Wx."""
        return convolve(inputs[0], self.weight, self._stride)

    def backward(self, delta: torch.Tensor, *, frozen: bool = False) -> tuple[torch.Tensor, ...]:
        """Return Wᵀδ."""
        return (convolve_backward(delta, self.weight, self._stride),)

    def gradient(self, inputs: torch.Tensor, delta: torch.Tensor) -> torch.Tensor:
        """Return Σ x ⊗ δ over images and pixels."""
        return weight_gradient(inputs, delta, self.weight.shape[-1], self._stride)


class Linear(Weighted):
    """A linear layer on vectors ``(a, n, features)``, with a bias that does not grow."""

    def __init__(self, weight: torch.Tensor, bias: torch.Tensor) -> None:
        self.weight = weight
        self._bias = bias if bias.dim() == 1 else bias[:, None]

    def forward(self, *inputs: torch.Tensor) -> torch.Tensor:
        """Return Wx + b."""
        return self.derivative(*inputs) + self._bias

    def derivative(self, *tangents: torch.Tensor) -> torch.Tensor:
        """Return Wx′."""
        return tangents[0] @ self.weight.mT

    def backward(self, delta: torch.Tensor, *, frozen: bool = False) -> tuple[torch.Tensor, ...]:
        """Return Wᵀδ."""
        return (delta @ self.weight,)

    def gradient(self, inputs: torch.Tensor, delta: torch.Tensor) -> torch.Tensor:
        """Return Σ δ ⊗ x over images."""
        return delta.mT @ inputs


class Normalisation(Step):
    """Batch normalisation with the statistics of the batch, an architecture and channel each.

    With M pixels, output x̂ = (y − mean y) r and r = (var y + ε)^(-1/2). Tangent and backward are
    the same symmetric map P(u) = r (u − mean u − x̂ mean(x̂u)); its own change is
    P′(u) = (r′/r) P(u) − r (x̂′ mean(x̂u) + x̂ mean(x̂′u)), with r′/r = −r mean(x̂y′).
    """

    varies = True

    def forward(self, *inputs: torch.Tensor) -> torch.Tensor:
        """Return x̂."""
        (self._input,) = inputs
        self.output, self._statistics = normalise(self._input)
        return self.output

    @property
    def variance(self) -> torch.Tensor:
        """Biased variance of the last input, shape ``(a, channels)``."""
        return self._statistics.rate.flatten(1).double().pow(-2) - EPSILON

    def derivative(self, *tangents: torch.Tensor) -> torch.Tensor:
        """Return P(y′), and keep what `backward_tangent` needs."""
        (tangent,) = tangents
        self._growth = -self._statistics.rate * mean_product(self.output, tangent)
        self._changed = self._project(tangent)
        return self._changed

    def backward(self, delta: torch.Tensor, *, frozen: bool = False) -> tuple[torch.Tensor, ...]:
        """Return P(δ), or rδ if the statistics are constants."""
        return (delta * self._statistics.rate if frozen else self._project(delta),)

    def backward_tangent(
        self, delta: torch.Tensor, changed: torch.Tensor
    ) -> tuple[torch.Tensor, ...]:
        """Return P(δ′) + P′(δ)."""
        # As P is linear, P(δ′) + (r′/r) P(δ) is P of one sum; what is left are multiples of maps.
        result = self._project(torch.addcmul(changed, delta, self._growth))
        rate = self._statistics.rate
        result.addcmul_(self._changed, -rate * mean_product(self.output, delta))
        return (result.addcmul_(self.output, -rate * mean_product(self._changed, delta)),)

    def _project(self, maps: torch.Tensor) -> torch.Tensor:
        return project(maps, self._input, self.output, self._statistics)


class Relu(Step):
    """max(x, 0)."""

    def forward(self, *inputs: torch.Tensor) -> torch.Tensor:
        """Return the output, which also remembers what was positive."""
        self.output = inputs[0].relu()
        return self.output

    def derivative(self, *tangents: torch.Tensor) -> torch.Tensor:
        """Return the changes where the output is positive."""
        passed: torch.Tensor = torch.ops.aten.threshold_backward(tangents[0], self.output, 0)
        return passed

    def backward(self, delta: torch.Tensor, *, frozen: bool = False) -> tuple[torch.Tensor, ...]:
        """Return δ where the output is positive."""
        return (self.derivative(delta),)


class AveragePool(Step):
    """Average over 3×3 pixels, the border excluded from the count."""

    def forward(self, *inputs: torch.Tensor) -> torch.Tensor:
        """Return the averages."""
        return average_pool(inputs[0])

    def backward(self, delta: torch.Tensor, *, frozen: bool = False) -> tuple[torch.Tensor, ...]:
        """Return what each pixel gets from the averages it is in."""
        return (average_pool_backward(delta),)


class Halve(Step):
    """Average over 2×2 pixels, stride 2."""

    def forward(self, *inputs: torch.Tensor) -> torch.Tensor:
        """Return the averages."""
        return halve(inputs[0])

    def backward(self, delta: torch.Tensor, *, frozen: bool = False) -> tuple[torch.Tensor, ...]:
        """Return a quarter to each of four pixels."""
        return ((delta / 4).repeat_interleave(2, dim=2).repeat_interleave(2, dim=3),)


class GlobalPool(Step):
    """Average over all pixels: ``(a, n, h, w, c)`` to ``(a, n, c)``."""

    def forward(self, *inputs: torch.Tensor) -> torch.Tensor:
        """Return the averages."""
        self._size = inputs[0].shape[2:4]
        return inputs[0].mean(dim=(2, 3))

    def backward(self, delta: torch.Tensor, *, frozen: bool = False) -> tuple[torch.Tensor, ...]:
        """Return an equal share to every pixel."""
        height, width = self._size
        share = delta[:, :, None, None] / (height * width)
        return (share.expand(-1, -1, height, width, -1).contiguous(),)


class Scale(Step):
    """Division by a positive number an architecture, which counts as a constant."""

    def __init__(self, scale: torch.Tensor) -> None:
        self._scale = scale.view(-1, 1, 1, 1, 1)

    def forward(self, *inputs: torch.Tensor) -> torch.Tensor:
        """Return x / s."""
        return inputs[0] / self._scale

    def backward(self, delta: torch.Tensor, *, frozen: bool = False) -> tuple[torch.Tensor, ...]:
        """Return δ / s."""
        return (delta / self._scale,)


class Select(Step):
    """The maps of some rows of the batch."""

    hands_on = True

    def __init__(self, rows: Rows) -> None:
        self.rows = rows

    def forward(self, *inputs: torch.Tensor) -> torch.Tensor:
        """Return the rows."""
        if isinstance(self.rows, slice):
            return inputs[0][self.rows]
        return inputs[0].index_select(0, self.rows)

    def backward(self, delta: torch.Tensor, *, frozen: bool = False) -> tuple[torch.Tensor, ...]:
        """Return δ itself, which is that of the rows: of the others it is zero."""
        return (delta,)


class Total(Step):
    """The sum of maps of parts of the batch, zero in rows that no part has."""

    hands_on = True

    def __init__(self, rows: Sequence[Rows], shape: Sequence[int]) -> None:
        self._rows = rows
        self._shape = shape

    def forward(self, *inputs: torch.Tensor) -> torch.Tensor:
        """Return the sum."""
        whole = [k for k, maps in enumerate(inputs) if len(maps) == self._shape[0]]
        if len(whole) == len(inputs) == 1:
            return inputs[0]
        if len(whole) >= 2:
            total = inputs[whole[0]] + inputs[whole[1]]
            done = whole[:2]
        elif whole:
            total, done = inputs[whole[0]].clone(), whole
        else:
            total, done = inputs[0].new_zeros(*self._shape), []
        for k, maps in enumerate(inputs):
            if k not in done:
                add_rows(total, self._rows[k], maps)
        return total

    def backward(self, delta: torch.Tensor, *, frozen: bool = False) -> tuple[torch.Tensor, ...]:
        """Return each part's rows of δ."""
        return tuple(
            delta[rows] if isinstance(rows, slice) else delta.index_select(0, rows)
            for rows in self._rows
        )

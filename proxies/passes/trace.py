"""What networks do with a batch of images and their labels: what most proxies are read from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch.nn import functional

from landscape.lazy import cached_attribute
from proxies.engine.cell_steps import MaxPool
from proxies.engine.normalise import channel_products
from proxies.engine.steps import (
    AveragePool,
    Convolution,
    GlobalPool,
    Halve,
    Normalisation,
    Relu,
    Weighted,
    add_rows,
)
from proxies.engine.tracing import Node, Tracing

if TYPE_CHECKING:
    from collections.abc import Callable

    from proxies.engine.context import Context
    from proxies.engine.rows import Rows
    from proxies.engine.steps import Step
    from proxies.networks.layers import DeadConvolution, Networks

__all__ = ["LAST_RELU", "Layer", "Trace", "products_each"]

LAST_RELU = "last"
"""Place of the ReLU before the classifier."""

_POOLS = (AveragePool, MaxPool, Halve, GlobalPool)


@dataclass(frozen=True, eq=False)
class Layer:
    """A convolution or linear layer, in the architectures that have it.

    Attributes
    ----------
    place
        Its name, the same in every architecture.
    rows
        The architectures of the batch that have it.
    weight
        Shape ``(out, in[, k, k])``, or ``(rows, out, in[, k, k])`` if every architecture has one
        of its own.
    outputs
        Shape ``(rows, images, height, width, out)``, or ``(rows, images, out)`` if linear.
    delta
        Gradient of the loss with respect to `outputs`.
    gradient
        Gradient of the loss with respect to the weight: ``(rows, out, in[, k, k])``.
    """

    place: str
    rows: Rows
    weight: torch.Tensor
    outputs: torch.Tensor
    delta: torch.Tensor
    gradient: torch.Tensor


class Trace:
    """A batch of architectures that saw a batch of images; each part is computed when asked for.

    Parameters
    ----------
    networks, context
        The architectures; task, weights, images and labels.
    """

    def __init__(self, networks: Networks, context: Context) -> None:
        if context.images is None or context.labels is None:
            raise TypeError("a trace needs images and labels: its pass must say input='images'")
        self.networks = networks
        self.context = context
        self.images, self.labels = context.images, context.labels

    # -- forward ----------------------------------------------------------------------------

    @cached_attribute
    def forward(self) -> _Forward:
        """Every step of the networks on the images."""
        tracing = _Forward(self.networks, self.context.bank, self.images)
        self.networks.run(tracing, self.context.task.classes)
        return tracing

    @property
    def logits(self) -> torch.Tensor:
        """Shape ``(architectures, images, classes)``."""
        return self.forward.logits.maps

    # -- the loss ---------------------------------------------------------------------------

    @cached_attribute
    def layers(self) -> list[Layer]:
        """Convolutions and linear layers with their gradients of the mean cross-entropy."""
        return [
            Layer(
                node.place,
                node.rows,
                step.weight,
                node.maps,
                self._deltas[node],
                step.gradient(node.inputs[0].maps, self._deltas[node]),
            )
            for node, step in self.forward.weighted()
            if node in self._deltas
        ]

    @cached_attribute
    def gradient_growth(self) -> torch.Tensor:
        """½ d/dt ‖∇L(eᵗθ)‖² at t = 0, which is θᵀHg: shape ``(architectures,)``."""
        forward = self.forward
        tangents = forward.tangents()
        change = self._softmax_change(tangents[forward.logits])
        gradients = {layer.place: layer.gradient for layer in self.layers}
        total = self.zeros()
        for node, moved in forward.backward_tangents(self._deltas, change):
            step = node.step
            if node.place not in gradients or not isinstance(step, Weighted):
                continue
            (source,) = node.inputs
            growth = step.gradient(source.maps, moved)
            if source in tangents:
                growth = growth + step.gradient(tangents[source], self._deltas[node])
            product = (growth * gradients[node.place]).flatten(1).sum(dim=1, dtype=torch.float64)
            add_rows(total, node.rows, product)
        return total

    @cached_attribute
    def _deltas(self) -> dict[Node, torch.Tensor]:
        """Gradient of the loss with respect to what steps gave whose derivative varies."""
        count = self.labels.shape[0]
        target = functional.one_hot(self.labels, self.context.task.classes)
        delta = (self.logits.softmax(dim=-1) - target) / count
        sweep = self.forward.backward(self.forward.logits, delta)
        return {node: found for node, found in sweep if node.step and node.step.varies}

    def _softmax_change(self, change: torch.Tensor) -> torch.Tensor:
        chances = self.logits.softmax(dim=-1)
        centred = change - (chances * change).sum(dim=-1, keepdim=True)
        return chances * centred / self.labels.shape[0]

    # -- the outputs ------------------------------------------------------------------------

    @cached_attribute
    def input_gradient(self) -> torch.Tensor:
        """Gradient of the sum of all logits with respect to the images.

        Shape ``(architectures, images, pixels × channels)``.
        """
        forward = self.forward
        for node, delta in forward.backward(forward.logits, torch.ones_like(self.logits)):
            if node is forward.input:
                return delta.flatten(2)
        return torch.zeros_like(forward.input.maps).flatten(2)

    @cached_attribute
    def jacobian_correlation(self) -> torch.Tensor:
        """Correlation of `input_gradient` between images; NaN where it is zero.

        Shape ``(architectures, images, images)``, float64.
        """
        gradient = self.input_gradient.double()
        centred = gradient - gradient.mean(dim=-1, keepdim=True)
        covariance = centred @ centred.mT
        deviation = covariance.diagonal(dim1=1, dim2=2).sqrt()
        return covariance / (deviation[:, :, None] * deviation[:, None])

    def agreements(self, *, wrapped_twice: bool = False) -> torch.Tensor:
        """Return the number of ReLUs that are on, or off, for both of two images.

        Parameters
        ----------
        wrapped_twice
            Whether those ReLUs count twice that a block of ReLU, convolution and normalisation
            wraps: all but the last, in networks made of such blocks.

        Returns
        -------
        tensor of shape (architectures, images, images), float64
        """
        total = self._empty_kernel()
        for place, node in self.forward.relus:
            times = self._times(place) if wrapped_twice else 1
            add_rows(total, node.rows, times * self._relu_agreements[node])
        return total

    def agreements_of_duplicates(self, *, wrapped_twice: bool = False) -> torch.Tensor:
        """Return `agreements` of the duplicates of the networks: ``(duplicates, images, images)``.

        Raises
        ------
        TypeError
            If the networks have none.
        """
        if self.networks.duplicates is None:
            raise TypeError("these networks have no duplicates")
        total = self.agreements(wrapped_twice=wrapped_twice)[self.networks.duplicates.owners]
        for dead, place, agreements in self.forward.dead:
            times = self._times(place) if wrapped_twice else 1
            add_rows(total, dead.numbers, times * agreements[dead.positions])
        return total

    @cached_attribute
    def _relu_agreements(self) -> dict[Node, torch.Tensor]:
        """Agreements of each ReLU that layers share."""
        nodes = dict.fromkeys(node for _, node in self.forward.relus)
        return {node: _agreements(node.maps) for node in nodes}

    def _times(self, place: str) -> int:
        """Return how often a ReLU counts where wrapped ones count twice."""
        return 2 if self.networks.wraps_relus and place != LAST_RELU else 1

    # -- kernels ----------------------------------------------------------------------------

    @cached_attribute
    def kernel(self) -> torch.Tensor:
        """Gram matrix of the images' gradients of the sum of their logits, over all weights.

        Weights are those of convolutions, of the linear layer and of normalisations. Batch
        statistics count as constants, so that an image's logits are a function of that image
        alone. Shape ``(architectures, images, images)``, float64.
        """
        forward, ones = self.forward, torch.ones_like(self.logits)
        gram = self._empty_kernel()
        for node, delta in forward.backward(forward.logits, ones, frozen=True):
            if isinstance(node.step, Normalisation):
                rows = products_each(delta, node.maps)
            elif isinstance(node.step, Weighted):
                rows = _gradients_each(node.step, node.inputs[0].maps, delta)
            else:
                continue
            add_rows(gram, node.rows, (rows @ rows.mT).double())
        return gram

    @cached_attribute
    def coupled_kernel(self) -> torch.Tensor:
        """Kernel of the sum of an image's pooled features, batch statistics differentiated, too.

        One pass backwards for every image, since through the statistics an image's features
        depend on all images.
        """
        forward = self.forward
        (features,) = forward.logits.inputs
        gradients: dict[Node, list[torch.Tensor]] = {}
        for image in range(len(self.labels)):
            delta = torch.zeros_like(features.maps)
            delta[:, image] = 1
            for node, found in forward.backward(features, delta):
                if isinstance(node.step, Normalisation):
                    gradient = (found * node.maps).sum(dim=(1, 2, 3))
                elif isinstance(node.step, Weighted):
                    gradient = node.step.gradient(node.inputs[0].maps, found).flatten(1)
                else:
                    continue
                gradients.setdefault(node, []).append(gradient)
        gram = self._empty_kernel()
        for node, of_images in gradients.items():
            rows = torch.stack(of_images, dim=1)
            add_rows(gram, node.rows, (rows @ rows.mT).double())
        return gram

    def _empty_kernel(self) -> torch.Tensor:
        count = len(self.labels)
        return self.logits.new_zeros(len(self.networks), count, count, dtype=torch.float64)

    @cached_attribute
    def noise_in_pools(self) -> torch.Tensor:
        """Σ over pools of the mean squared change of their input when noise joins the images.

        The noise is N(0, 1) on normalised images; pools are those of the cells, of the reductions
        and the last. Shape ``(architectures,)``, float64.
        """
        noise = self.context.bank.noise("ni.noise", self.images.shape)
        noisy = _Noisy(self, self.images + noise)
        self.networks.run(noisy, self.context.task.classes)
        return noisy.change

    def convolution_ratio(self, *, wrapped: bool = False) -> torch.Tensor:
        """Return C · n_conv / n_pool: counts of convolutions and pools, C their input channels.

        Parameters
        ----------
        wrapped
            Whether a convolution that follows a ReLU counts twice, as it does where modules are
            counted whose class name contains "Conv": the block ReLUConvBN is one as well.
        """
        convolutions, pools, channels = self.zeros(), self.zeros(), self.zeros()
        for node in self.forward.nodes:
            if isinstance(node.step, Convolution):
                times = 2 if wrapped and isinstance(node.inputs[0].step, Relu) else 1
                add_rows(convolutions, node.rows, _each(node, times))
                add_rows(channels, node.rows, _each(node, times * node.inputs[0].maps.shape[-1]))
            elif isinstance(node.step, _POOLS):
                add_rows(pools, node.rows, _each(node, 1))
                add_rows(channels, node.rows, _each(node, node.inputs[0].maps.shape[-1]))
        return channels * convolutions / pools

    # -- helpers ----------------------------------------------------------------------------

    def zeros(self) -> torch.Tensor:
        """Return a score of 0 for every architecture, float64."""
        return torch.zeros(len(self.networks), dtype=torch.float64, device=self.images.device)

    def sum_over_layers(self, score: Callable[[Layer], torch.Tensor]) -> torch.Tensor:
        """Return the sum of a layer's score, shape ``(rows,)``, over all layers."""
        total = self.zeros()
        for layer in self.layers:
            add_rows(total, layer.rows, score(layer))
        return total


class _Forward(Tracing):
    """Layers that also see the ReLUs that no path uses.

    Attributes
    ----------
    dead
        Whose they are, their places, and on how many pixels they agree between images.
    """

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.dead: list[tuple[DeadConvolution, str, torch.Tensor]] = []

    def dead_convolution(
        self, dead: DeadConvolution, node: Node, place: str, channels: int, kernel: int
    ) -> None:
        """Look at the ReLU; nothing else of it matters."""
        self.dead.append((dead, place, _agreements(node.maps.relu())))


def _gradients_each(step: Weighted, inputs: torch.Tensor, delta: torch.Tensor) -> torch.Tensor:
    """Return the gradient of the weight for every image: ``(rows, images, numbers)``."""
    images = step.gradient(inputs.flatten(0, 1)[:, None], delta.flatten(0, 1)[:, None])
    if images.dim() == 5:  # in the order in which they lie in memory, to copy nothing
        images = images.movedim(2, -1)
    return images.reshape(*delta.shape[:2], -1)


def _agreements(maps: torch.Tensor) -> torch.Tensor:
    """Return how many pixels of ReLUs' outputs are positive, or not, in both of two images."""
    on = maps.flatten(2).sign()  # 1 or 0; counts are exact in float32 below 2^24
    both = (on @ on.mT).double()
    each = both.diagonal(dim1=1, dim2=2)
    return on.shape[-1] + 2 * both - each[:, :, None] - each[:, None]


def products_each(first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
    """Return Σ over pixels of the products of channels: ``(rows, images, channels)``."""
    count = first[0, 0, ..., 0].numel()
    pixels = (maps.reshape(-1, count, maps.shape[-1]) for maps in (first, second))
    return channel_products(*pixels).view(*first.shape[:2], -1)


class _Noisy(Tracing):
    """The same networks on noisy images, compared with the clean run at every pool."""

    def __init__(self, trace: Trace, images: torch.Tensor) -> None:
        super().__init__(trace.networks, trace.context.bank, images, keep=False)
        self._clean = (node for node in trace.forward.nodes if isinstance(node.step, _POOLS))
        self.change = trace.zeros()

    def _do(self, step: Step, *inputs: Node, **how: object) -> Node:
        if isinstance(step, _POOLS):
            (clean,) = next(self._clean).inputs
            change = (inputs[0].maps - clean.maps).square_().flatten(1).mean(dim=1)
            add_rows(self.change, clean.rows, change.double())
        return super()._do(step, *inputs, **how)  # type: ignore[arg-type]


def _each(node: Node, value: int) -> torch.Tensor:
    return torch.full((len(node.maps),), float(value), device=node.maps.device, dtype=torch.float64)

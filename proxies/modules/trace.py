"""What one module does with a batch of examples: what `proxies.passes.trace.Trace` names, of it.

One forward pass and one backward pass of the loss serve all metrics; what differs, the gradient of
the outputs, goes back over the same pass.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from landscape.lazy import cached_attribute
from proxies.modules.examples import gradients_each, norm_gradients_each
from proxies.modules.networks import NotMeantError
from proxies.passes.trace import Layer, Trace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from proxies.modules.context import ModuleContext
    from proxies.modules.networks import ModuleNetworks
    from proxies.modules.recorder import Call
    from proxies.modules.run import Ran

__all__ = ["ModuleTrace"]

_ROW = slice(0, 1)


class ModuleTrace(Trace):
    """A module that saw a batch of examples; each part is computed when it is asked for.

    Tensors have a first dimension of one architecture, and channels last, as those of `Trace`.

    Parameters
    ----------
    networks, context
        The module; the task, the examples and their targets.
    """

    networks: ModuleNetworks  # type: ignore[assignment]
    context: ModuleContext

    def __init__(self, networks: ModuleNetworks, context: ModuleContext) -> None:
        if context.images is None or context.labels is None:
            raise TypeError("a trace needs examples: its pass must say input='images'")
        self.networks, self.context = networks, context
        self.images, self._targets = context.images, context.labels
        self.count = len(context.labels)

    @property
    def labels(self) -> torch.Tensor:  # type: ignore[override]
        """The classes of the examples, shape ``(examples,)``, int64.

        Raises
        ------
        NotMeantError
            If targets are something else.
        """
        if self._targets.dim() != 1 or self._targets.is_floating_point():
            raise NotMeantError("its targets are no classes")
        return self._targets

    # -- forward ----------------------------------------------------------------------------

    @cached_attribute
    def ran(self) -> Ran:
        """Every call of interest, and the outputs, with all that gradients need."""
        return self.networks.watch(self.context, gradients=True)

    @cached_attribute
    def _flat(self) -> torch.Tensor:
        """All outputs, shape ``(images, numbers)``."""
        return self.ran.flat_outputs(self.count)

    @property
    def logits(self) -> torch.Tensor:
        """Shape ``(1, images, classes)``; of networks with other outputs all their numbers."""
        return self._flat.detach()[None]

    # -- the loss ---------------------------------------------------------------------------

    @cached_attribute
    def _loss(self) -> torch.Tensor:
        return self.networks.loss(self.ran.outputs, self._targets)

    @cached_attribute
    def layers(self) -> list[Layer]:
        """Convolutions and linear layers with their gradients of the loss.

        A weight that is used several times is one layer: its outputs stand side by side.
        """
        found = []
        for calls, gradient, deltas in self._differentiated:
            if gradient is None:
                continue
            outputs = [_channels_last(call, call.output.detach()) for call in calls]
            each = [
                _channels_last(call, delta.detach())
                for call, delta in zip(calls, deltas, strict=True)
            ]
            first, weight = calls[0], calls[0].weight
            assert weight is not None
            found.append(
                Layer(
                    first.name.removesuffix(".weight"),
                    _ROW,
                    _out_first(first, weight.detach()),
                    _side_by_side(outputs),
                    _side_by_side(each),
                    _out_first(first, gradient.detach())[None],
                )
            )
        return found

    @cached_attribute
    def _differentiated(
        self,
    ) -> list[tuple[list[Call], torch.Tensor | None, list[torch.Tensor]]]:
        """Of every weight: its calls, and the gradients of it and of what they gave."""
        groups = self._by_weight()
        weights = [calls[0].weight for calls in groups if calls[0].weight is not None]
        outputs = [call.output for calls in groups for call in calls]
        wanted = [*weights, *outputs]
        given = torch.autograd.grad(
            self._loss,
            wanted,
            create_graph=self.networks.grows,
            retain_graph=True,
            allow_unused=True,
        )
        deltas = iter(given[len(weights) :])
        found: list[tuple[list[Call], torch.Tensor | None, list[torch.Tensor]]] = []
        for calls, gradient in zip(groups, given, strict=False):
            each = [next(deltas) for _ in calls]
            whole = [
                torch.zeros_like(call.output) if delta is None else delta
                for call, delta in zip(calls, each, strict=True)
            ]
            found.append((calls, gradient, whole))
        return found

    def _by_weight(self) -> list[list[Call]]:
        """Return the calls of layers with a weight to learn, those of one weight together."""
        groups: dict[int, list[Call]] = {}
        for call in self.ran.layers:
            if call.weight is not None and call.weight.requires_grad:
                groups.setdefault(id(call.weight), []).append(call)
        if not groups:
            raise NotMeantError("it has no convolution or linear layer with weights to learn")
        return list(groups.values())

    @cached_attribute
    def gradient_growth(self) -> torch.Tensor:
        """½ d/dt ‖∇L(eᵗθ)‖² at t = 0, which is θᵀHg: shape ``(1,)``."""
        found = [(calls[0].weight, g) for calls, g, _ in self._differentiated if g is not None]
        pairs = [(weight, g) for weight, g in found if weight is not None]
        if not all(gradient.requires_grad for _, gradient in pairs):
            weights = [weight for weight, _ in pairs]
            again = torch.autograd.grad(self._loss, weights, create_graph=True)
            pairs = list(zip(weights, again, strict=True))
        product = torch.stack([(g.detach() * g).sum() for _, g in pairs]).sum()
        if not product.requires_grad:  # a loss that is linear in every weight
            return self.zeros()
        curved = torch.autograd.grad(
            product, [weight for weight, _ in pairs], retain_graph=True, allow_unused=True
        )
        total = self.zeros()
        for (weight, _), change in zip(pairs, curved, strict=True):
            if change is not None:
                total += (weight.detach() * change).sum(dtype=torch.float64)
        return total

    @property
    def has_grown(self) -> bool:
        """Whether `gradient_growth` was asked for."""
        return "gradient_growth" in self.__dict__

    def forget_growth(self) -> None:
        """Forget that it was."""
        self.__dict__.pop("gradient_growth", None)

    # -- the outputs ------------------------------------------------------------------------

    @cached_attribute
    def input_gradient(self) -> torch.Tensor:
        """Gradient of the sum of all outputs by the examples: ``(1, images, numbers)``.

        Raises
        ------
        NotMeantError
            If there are several inputs, or one of whole numbers.
        """
        given = self.ran.input()
        (gradient,) = torch.autograd.grad(
            self._flat.sum(), given, retain_graph=True, materialize_grads=True
        )
        if gradient.dim() == 4:  # in the order in which they lie in memory
            gradient = gradient.permute(0, 2, 3, 1)
        return gradient.reshape(1, len(gradient), -1)

    def agreements(self, *, wrapped_twice: bool = False) -> torch.Tensor:
        """Return the number of ReLUs that are on, or off, for both of two images.

        Parameters
        ----------
        wrapped_twice
            Whether modules that hold others and have ReLU in the name of their class count, too,
            by what enters them.
        """
        if not self.ran.relus:
            raise NotMeantError(_without_relus(self.ran.smooth))
        total = self._empty_kernel()
        for maps in self._wrapped if wrapped_twice else ():
            total += _agreements(maps.detach(), self.count)
        return total + self._plain_agreements

    @cached_attribute
    def _plain_agreements(self) -> torch.Tensor:
        total = self._empty_kernel()
        for call in self.ran.relus:
            total += _agreements(call.output.detach(), self.count)
        return total

    @property
    def _wrapped(self) -> Sequence[torch.Tensor]:
        return self.ran.wrapped.get("ReLU", ())

    # -- kernels ----------------------------------------------------------------------------

    @cached_attribute
    def kernel(self) -> torch.Tensor:
        """Gram matrix of the examples' gradients of the sum of their outputs, over all weights.

        Weights are those of convolutions, linear layers and normalisations. Batch statistics count
        as constants. Shape ``(1, images, images)``, float64.
        """
        ran, count = self.ran, self.count
        with ran.frozen():
            if not _is_image_first(ran, count):
                return self._kernel_of_gradients(self._flat.sum(dim=1), frozen=True)
            norms = [c for c in ran.norms if c.weight is not None and c.kind != "batch_norm"]
            calls = [*ran.layers, *norms]
            deltas = torch.autograd.grad(
                self._flat.sum(),
                [call.output for call in calls] + _roots(ran),
                retain_graph=True,
                allow_unused=True,
            )
            collected = ran.freeze.collected
        gram = self._empty_kernel()
        gathered: dict[int, list[torch.Tensor]] = {}
        for call, delta in zip(calls, deltas[: len(calls)], strict=True):
            if delta is not None and call.weight is not None:
                rule = norm_gradients_each if call in norms else gradients_each
                gathered.setdefault(id(call.weight), []).append(rule(call, delta, count))
        for parts in gathered.values():
            gram += _gram(sum(parts[1:], parts[0]))
        for rows in collected.values():
            gram += _gram(rows)
        return gram

    def _kernel_of_gradients(self, of_images: torch.Tensor, *, frozen: bool) -> torch.Tensor:
        """Return the kernel of numbers, one an image, by a backward pass each."""
        weights = self.ran.weights()
        rows: list[list[torch.Tensor]] = [[] for _ in weights]
        for number in of_images:
            found = torch.autograd.grad(number, weights, retain_graph=True, allow_unused=True)
            for own, weight, gradient in zip(rows, weights, found, strict=True):
                own.append((torch.zeros_like(weight) if gradient is None else gradient).flatten())
        gram = self._empty_kernel()
        for own in rows:
            gram += _gram(torch.stack(own))
        return gram

    @cached_attribute
    def coupled_kernel(self) -> torch.Tensor:
        """Kernel of the sum of an image's features, batch statistics differentiated, too."""
        features = self.ran.features()
        return self._kernel_of_gradients(features.flatten(1).sum(dim=1), frozen=False)

    def _empty_kernel(self) -> torch.Tensor:
        return self.zeros().expand(self.count**2).reshape(1, self.count, self.count).clone()

    @cached_attribute
    def noise_in_pools(self) -> torch.Tensor:
        """Σ over pools of the mean squared change of their input when noise joins the images.

        Raises
        ------
        NotMeantError
            If there are no pools, several inputs, or one of whole numbers.
        """
        clean = self.ran
        if not clean.pools:
            raise NotMeantError("it has no pooling layer")
        given = clean.input()
        noise = self.networks.noise(self.context, "ni.noise", self.count)
        noisy = self.networks.watch(self.context, inputs=(given.detach() + noise,))
        total = self.zeros()
        for before, after in zip(clean.pools, noisy.pools, strict=True):
            change = (after.given - before.given.detach()).square_().mean()
            total += change.double()
        return total

    def convolution_ratio(self, *, wrapped: bool = False) -> torch.Tensor:
        """Return C · n_conv / n_pool: counts of convolutions and pools, C their input channels.

        Parameters
        ----------
        wrapped
            Whether modules that hold others count as well that have Conv in the name of their
            class.
        """
        convolutions = [call.given.shape[1] for call in self.ran.layers if call.kind == "conv"]
        if wrapped:
            convolutions += [maps.shape[1] for maps in self.ran.wrapped.get("Conv", ())]
        pools = [call.given.shape[1] for call in self.ran.pools]
        channels = sum(convolutions) + sum(pools)
        return self.zeros() + channels * len(convolutions) / len(pools)


def _roots(ran: Ran) -> list[torch.Tensor]:
    """Return weights of batch normalisations: their gradient is asked for to be collected."""
    return [c.weight for c in ran.norms if c.kind == "batch_norm" and c.weight is not None]


def _is_image_first(ran: Ran, count: int) -> bool:
    """Tell whether rules for single images hold: images come first wherever there is a weight."""
    if ran.moves_batch:
        return False
    known = ("batch_norm", "layer_norm", "group_norm")
    if any(call.weight is not None and call.kind not in known for call in ran.norms):
        return False
    return all(
        len(call.output) % count == 0 and len(call.given) % count == 0
        for call in (*ran.layers, *ran.norms)
    )


def _without_relus(smooth: set[str]) -> str:
    if not smooth - {"attention"}:
        return "it has no ReLU"
    return f"it has no ReLU, but {', '.join(sorted(smooth - {'attention'}))}"


def _gram(rows: torch.Tensor) -> torch.Tensor:
    return (rows @ rows.mT).double()[None]


def _agreements(maps: torch.Tensor, count: int) -> torch.Tensor:
    """Return how many numbers are positive, or not, in both of two images: ``(images, images)``."""
    on = (maps > 0).to(maps.dtype).reshape(count, -1)
    both = (on @ on.mT).double()
    each = both.diagonal()
    return on.shape[1] + 2 * both - each[:, None] - each[None]


def _channels_last(call: Call, maps: torch.Tensor) -> torch.Tensor:
    return maps.movedim(1, -1) if call.kind == "conv" else maps


def _side_by_side(maps: Sequence[torch.Tensor]) -> torch.Tensor:
    """Return maps of one weight as ``(1, images, positions ..., channels)``."""
    if len(maps) == 1:
        return maps[0][None]
    flat = [each.reshape(len(each), -1, each.shape[-1]) for each in maps]
    return torch.cat(flat, dim=1)[None]


def _out_first(call: Call, weight: torch.Tensor) -> torch.Tensor:
    """Return a weight with outputs before inputs, as all but transposed convolutions have it."""
    return weight.transpose(0, 1) if call.options.get("transposed") else weight

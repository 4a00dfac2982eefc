"""The networks of a space whose record has a function that builds modules."""

from __future__ import annotations

from contextlib import contextmanager
from numbers import Integral
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from landscape.errors import LandscapeError
from landscape.lazy import load_object
from landscape.reason import reason
from proxies.modules.build import build_module, call_builder, initialise
from proxies.modules.run import NotMeantError, Ran, tensors_in, watched
from proxies.networks.single import SingleNetworks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from landscape.arrays import BoolArray, IntArray
    from landscape.spaces import Space, SpaceRecord
    from proxies.modules.context import ModuleContext
    from proxies.networks.layers import Input, Layers

__all__ = ["ModuleNetworks", "NotMeantError", "modules_of"]

_Made = TypeVar("_Made")


class ModuleNetworks(SingleNetworks):
    """The module of one configuration, built once and run as passes ask for it.

    Classes that `modules_of` makes are those of a space.

    Parameters
    ----------
    space, indices, device
        See `proxies.networks.single.SingleNetworks`.

    Attributes
    ----------
    grows
        Whether gradients of the loss's gradients will be asked for.
    """

    sees: ClassVar[Input] = "modules"
    record: ClassVar[SpaceRecord]

    grows = False

    def __init__(self, space: Space, indices: IntArray, device: torch.device) -> None:
        super().__init__(space, indices, device)
        self._device = device
        self._built: nn.Module | None = None
        self._kept: dict[object, Any] = {}

    def run(self, layers: Layers[Any], classes: int) -> Any:
        """Refuse: modules say what they do by doing it.

        Raises
        ------
        NotMeantError
            Always: whoever asks is a pass of somebody's own.
        """
        raise NotMeantError("its pass asks for layers by name, and modules are watched instead")

    def kept(self, key: object, make: Callable[[], _Made]) -> _Made:
        """Return what was made under a key, by `make` the first time: passes may share it."""
        if key not in self._kept:
            self._kept[key] = make()
        made: _Made = self._kept[key]
        return made

    def skips(self) -> list[tuple[int, int, BoolArray]]:
        """Return the skip connections that the module lists as its ``skips``, pairs of nodes.

        Raises
        ------
        NotMeantError
            If it lists none.
        """
        listed = getattr(self._built, "skips", None)
        if listed is None:
            raise NotMeantError("it has no list of its skip connections, an attribute skips")
        is_there = np.ones(1, dtype=bool)
        return [(int(start), int(end), is_there) for start, end in listed]

    @property
    def name(self) -> str:
        """The configuration as people write it."""
        return str(self.space.format(self.configuration))

    def module(self, context: ModuleContext) -> nn.Module:
        """Return the module in training mode, with its initial weights."""
        if self._built is None:
            bank = context.bank
            seed = f"{bank.seed}/{bank.repeat}/{int(self.canonical[0])}"
            built = build_module(self.space, self.configuration, context.task, seed=seed)
            if not bank.independent:
                initialise(built, bank)
            self._built = built.to(self._device, bank.dtype).train()
            if self._device.type == "cpu" and context.shapes.is_images:
                self._built.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        return self._built

    def loss(self, outputs: Any, targets: torch.Tensor) -> torch.Tensor:
        """Return the loss, a scalar.

        Raises
        ------
        NotMeantError
            If outputs are none of classes, and the space has no loss of its own.
        LandscapeError
            If its own loss raises, or is no scalar.
        """
        own = load_object(self.record.loss)
        if own is None:
            return _cross_entropy(outputs, targets)
        with self._told("the loss of"):
            loss = own(outputs, targets)
        if not isinstance(loss, torch.Tensor) or loss.dim() or not loss.requires_grad:
            raise LandscapeError(
                f"the loss of {self.name} is {_shown(loss)}: expected a scalar tensor that depends "
                "on the outputs"
            )
        return loss

    def noise(self, context: ModuleContext, name: str, count: int) -> torch.Tensor:
        """Return N(0, 1) noise of the shape of `count` examples.

        Raises
        ------
        NotMeantError
            If there are several inputs, or one of whole numbers.
        """
        shape = context.shapes.one_real()
        if len(shape) == 3:  # images: channels last, as the noise of the other networks is drawn
            height_first = (count, *shape[1:], shape[0])
            return context.bank.noise(name, height_first).permute(0, 3, 1, 2)
        return context.bank.noise(name, (count, *shape))

    def counts(self, context: ModuleContext) -> tuple[int, int] | None:
        """Return parameters and operations as the space counts them; None if it does not.

        Raises
        ------
        LandscapeError
            If what counts them raises, or returns something else.
        """
        count = load_object(self.record.count)
        if count is None:
            return None
        with self._told("what counts the parameters of"):
            counted = call_builder(count, self.space.chosen(self.configuration), context.task)
        if not (
            isinstance(counted, tuple)
            and len(counted) == 2
            and all(isinstance(number, Integral) for number in counted)
        ):
            raise LandscapeError(
                f"what counts the parameters of {self.name} returns {counted!r}: expected two "
                "whole numbers, trainable parameters and multiplications"
            )
        return int(counted[0]), int(counted[1])

    # -- passes -----------------------------------------------------------------------------

    def watch(
        self,
        context: ModuleContext,
        *,
        gradients: bool = False,
        inputs: tuple[torch.Tensor, ...] | None = None,
    ) -> Ran:
        """Return what happens to the examples of the context, or to other inputs."""
        given = context.inputs if inputs is None else inputs
        module = self.module(context)
        if gradients:
            given = tuple(_leaf(each) for each in given)
        with self._told("the network of"), torch.set_grad_enabled(gradients):
            return watched(module, given)

    def watch_one(self, context: ModuleContext) -> Ran:
        """Return what happens to one example, normalised by nothing."""
        module = self.module(context)
        ones = context.shapes.ones(1, context.bank)
        with self._told("the network of"), torch.no_grad():
            return watched(module, ones, batch_norm="skip")

    def watch_linear(self, context: ModuleContext, batch_norm: str) -> Ran:
        """Return what happens to an input of ones in the linear network of positive weights.

        Raises
        ------
        NotMeantError
            If there are several inputs, or one of whole numbers.
        """
        context.shapes.one_real()
        ones = context.shapes.ones(1, context.bank, torch.float64)
        module = self.module(context)
        learnt = {name for name, p in module.named_parameters() if p.requires_grad}
        tensors = {name: _positive(p, name in learnt) for name, p in module.named_parameters()}
        buffers = {name: _double(tensor) for name, tensor in module.named_buffers()}
        with self._told("the linear network of"):
            return watched(module, ones, tensors | buffers, batch_norm=batch_norm, linear=True)

    def watch_normal(self, context: ModuleContext, maps: torch.Tensor) -> Ran:
        """Return what happens to maps in the module with weights from N(0, 1) and no biases."""
        bank = context.bank

        def replace(name: str, weight: torch.Tensor) -> torch.Tensor:
            place = name.removesuffix(".weight")
            return bank.weight(place, tuple(weight.shape), self.canonical, normal=True).reshape(
                weight.shape
            )

        module = self.module(context)
        with self._told("the network of"), torch.no_grad():
            return watched(module, (maps,), replace=replace)

    @contextmanager
    def _told(self, what: str) -> Iterator[None]:
        """Tell in one line whose network failed."""
        try:
            yield
        except LandscapeError:
            raise
        except torch.OutOfMemoryError:
            raise
        except Exception as error:  # a stranger's
            if isinstance(error, RuntimeError) and "memory" in str(error):
                raise
            raise LandscapeError(
                f"{what} {self.name} fails ({reason(error)}): repair it, or what enters it; -vv "
                "shows where it failed"
            ) from error


def modules_of(record: SpaceRecord) -> type[ModuleNetworks]:
    """Return the class of the networks of a space whose record has a `network`."""
    return type("ModuleNetworks", (ModuleNetworks,), {"record": record})


def _cross_entropy(outputs: Any, targets: torch.Tensor) -> torch.Tensor:
    is_classes = isinstance(outputs, torch.Tensor) and outputs.dim() == 2
    if not is_classes or targets.dim() != 1 or targets.is_floating_point():
        raise NotMeantError(
            f"it returns {_shown(outputs)}, for which there is no cross-entropy: expected one "
            "number a class, or a loss of its own, register_space(..., loss=)"
        )
    least, most = int(targets.min()), int(targets.max())
    if least < 0:
        raise NotMeantError(
            f"there is a target {least}, for which there is no cross-entropy: expected classes "
            "from 0 up, or a loss of its own, register_space(..., loss=)"
        )
    if len(outputs) != len(targets) or outputs.shape[1] <= most:
        raise NotMeantError(
            f"it returns {_shown(outputs)}: expected shape ({len(targets)}, classes), for targets "
            f"up to {most}; a builder that takes a data set, too, is told its classes, and noise "
            "of a shape has those of register_space(..., classes=)"
        )
    return functional.cross_entropy(outputs, targets)


def _shown(outputs: Any) -> str:
    if isinstance(outputs, torch.Tensor):
        return f"a tensor of shape {tuple(outputs.shape)}"
    parts = [str(tuple(part.shape)) for part in tensors_in(outputs)]
    return f"{type(outputs).__name__} of {', '.join(parts)}" if parts else repr(outputs)[:60]


def _leaf(given: torch.Tensor) -> torch.Tensor:
    """Return inputs with a gradient of their own, if they are real numbers."""
    return given.detach().requires_grad_() if given.is_floating_point() else given


def _positive(tensor: torch.Tensor, is_learnt: bool) -> torch.Tensor:
    return tensor.detach().double().abs().requires_grad_(is_learnt)


def _double(tensor: torch.Tensor) -> torch.Tensor:
    return tensor.double() if tensor.is_floating_point() else tensor

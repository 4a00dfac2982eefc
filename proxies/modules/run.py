"""One pass of a module, watched."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch import nn

from landscape.errors import LandscapeError
from proxies.modules.recorder import Call, OverwrittenError, RandomError, Recorder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from proxies.modules.batch_norm import Freeze

__all__ = ["NotMeantError", "Ran", "watched"]


class NotMeantError(LandscapeError):
    """What a metric is about, a network does not have: the text says what."""


@dataclass(eq=False)
class Ran:
    """What happened in a pass.

    Attributes
    ----------
    inputs, outputs
        What entered the module, and what it returned.
    recorder
        The calls.
    wrapped
        Part of a class's name → what entered modules of such classes that hold others.
    """

    inputs: tuple[torch.Tensor, ...]
    outputs: Any
    recorder: Recorder
    wrapped: Mapping[str, Sequence[torch.Tensor]]

    @property
    def layers(self) -> list[Call]:
        """Convolutions and linear layers, in order."""
        return self.recorder.layers

    @property
    def relus(self) -> list[Call]:
        """ReLUs, in order."""
        return self.recorder.relus

    @property
    def pools(self) -> list[Call]:
        """Pools, in order."""
        return self.recorder.pools

    @property
    def norms(self) -> list[Call]:
        """Normalisations, in order."""
        return self.recorder.norms

    @property
    def smooth(self) -> set[str]:
        """Names of activations that are no ReLU."""
        return self.recorder.smooth

    @property
    def freeze(self) -> Freeze:
        """Whether batch statistics count as constants."""
        return self.recorder.freeze

    @property
    def moves_batch(self) -> bool:
        """Whether examples do not stay in the first dimension."""
        return self.recorder.moves_batch

    def input(self) -> torch.Tensor:
        """Return the one input, of real numbers.

        Raises
        ------
        NotMeantError
            If there is no such.
        """
        if len(self.inputs) > 1:
            raise NotMeantError(f"it has {len(self.inputs)} inputs")
        (given,) = self.inputs
        if not given.is_floating_point():
            raise NotMeantError(f"its input are no real numbers but {_kind(given)}")
        return given

    def flat_outputs(self, count: int) -> torch.Tensor:
        """Return all numbers that came out, an example a row.

        Raises
        ------
        NotMeantError
            If what came out is not of the examples.
        """
        parts = list(tensors_in(self.outputs))
        if not parts or any(part.dim() == 0 or len(part) != count for part in parts):
            shapes = ", ".join(str(tuple(part.shape)) for part in parts) or "nothing"
            raise NotMeantError(
                f"it returns {shapes} for {count} examples, which should come first"
            )
        return torch.cat([part.reshape(count, -1) for part in parts], dim=1)

    def classifier(self) -> Call:
        """Return the linear layer that the network ends with.

        Raises
        ------
        NotMeantError
            If it does not.
        """
        if isinstance(self.outputs, torch.Tensor):
            last = self.recorder.source(self.outputs)
            for call in reversed(self.layers):
                if call.output is last and call.kind == "linear":
                    return call
        raise NotMeantError("its last step is no linear layer")

    def features(self) -> torch.Tensor:
        """Return what enters the last linear layer."""
        return self.classifier().given

    def maps(self) -> torch.Tensor:
        """Return the features before they are pooled; as they are, if nothing pools them."""
        features = self.recorder.source(self.features())
        for call in reversed(self.pools):
            if call.output is features:
                return call.given
        return features

    def weights(self) -> list[torch.Tensor]:
        """Return the weights of layers and normalisations that can be learnt, each once."""
        found = {
            id(call.weight): call.weight
            for call in (*self.layers, *self.norms)
            if call.weight is not None and call.weight.requires_grad
        }
        return list(found.values())

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Count the statistics of the batch as constants in gradients."""
        self.freeze.is_on, self.freeze.count = True, len(self.inputs[0])
        self.freeze.collected = {}
        try:
            yield
        finally:
            self.freeze.is_on = False


def watched(
    module: nn.Module,
    inputs: tuple[torch.Tensor, ...],
    tensors: Mapping[str, torch.Tensor] | None = None,
    **how: Any,
) -> Ran:
    """Run a module, and return what happened.

    Parameters
    ----------
    tensors
        Name → what takes the place of a parameter or buffer; None leaves all as they are.
    how
        Options of `Recorder`.

    Raises
    ------
    NotMeantError
        If the module draws random numbers.
    """
    used = dict(module.named_parameters()) if tensors is None else tensors
    names = {id(tensor): name for name, tensor in used.items()}
    for copies in (False, True):
        recorder = Recorder(names, copies=copies, **how)
        try:
            with _swapped(module, tensors or {}), _entered(module) as wrapped, recorder:
                outputs = module(*inputs)
        except OverwrittenError:
            continue
        except RandomError as error:
            raise NotMeantError(
                f"it draws random numbers while it runs ({error}): build it so that it draws none"
            ) from error
        return Ran(inputs, outputs, recorder, wrapped)
    raise AssertionError("copies are not kept")


@contextmanager
def _swapped(module: nn.Module, tensors: Mapping[str, torch.Tensor]) -> Iterator[None]:
    """Put tensors in the place of parameters and buffers, whatever names these share.

    ``torch.func.functional_call`` leaves its tensors in modules that are there under two names.
    """
    named = (*module.named_parameters(), *module.named_buffers())
    other = {id(old): tensors[name] for name, old in named if name in tensors}
    before = [
        (owned, name, old)
        for part in module.modules()
        for owned in (part._parameters, part._buffers)
        for name, old in owned.items()
        if id(old) in other
    ]
    slots: list[tuple[dict[str, Any], str, Any]] = [*before]
    try:
        for owned, name, old in slots:
            owned[name] = other[id(old)]
        yield
    finally:
        for owned, name, old in slots:
            owned[name] = old


@contextmanager
def _entered(module: nn.Module) -> Iterator[dict[str, list[torch.Tensor]]]:
    """Keep what enters modules that hold others, by what their class is called."""
    entered: dict[str, list[torch.Tensor]] = {"ReLU": [], "Conv": []}
    hooks = []
    for part in module.modules():
        if part is module or next(part.children(), None) is None:
            continue
        for text, kept in entered.items():
            if text in type(part).__name__:
                hooks.append(
                    part.register_forward_pre_hook(
                        lambda _, given, kept=kept: kept.append(given[0])
                    )
                )
    try:
        yield entered
    finally:
        for hook in hooks:
            hook.remove()


def tensors_in(outputs: Any) -> Iterator[torch.Tensor]:
    """Yield the tensors of real numbers in what a module returned."""
    if isinstance(outputs, torch.Tensor):
        if outputs.is_floating_point():
            yield outputs
    elif isinstance(outputs, dict):
        for part in outputs.values():
            yield from tensors_in(part)
    elif isinstance(outputs, list | tuple):
        for part in outputs:
            yield from tensors_in(part)


def _kind(tensor: torch.Tensor) -> str:
    return str(tensor.dtype).removeprefix("torch.")

"""What passes of modules are given besides the modules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from landscape.spaces import record_of
from proxies.engine.context import Context
from proxies.engine.weights import WeightBank
from proxies.modules.inputs import Examples, module_examples, module_task
from proxies.modules.run import NotMeantError

if TYPE_CHECKING:
    from landscape.datasets import Dataset
    from landscape.options.shared import ScoringOptions
    from landscape.spaces import Space

__all__ = ["ModuleContext", "Shapes", "module_contexts"]


@dataclass(frozen=True)
class Shapes:
    """The shapes of an example, one for each input of a module, and which are real numbers."""

    shapes: tuple[tuple[int, ...], ...]
    real: tuple[bool, ...]

    @property
    def is_images(self) -> bool:
        """Whether there is one input, of images."""
        return len(self.shapes) == 1 and len(self.shapes[0]) == 3

    def one_real(self) -> tuple[int, ...]:
        """Return the shape of the one input.

        Raises
        ------
        NotMeantError
            If there are several, or they are whole numbers.
        """
        if len(self.shapes) > 1:
            raise NotMeantError(f"it has {len(self.shapes)} inputs")
        if not self.real[0]:
            raise NotMeantError("its input are no real numbers")
        return self.shapes[0]

    def ones(
        self, count: int, bank: WeightBank, dtype: torch.dtype | None = None
    ) -> tuple[torch.Tensor, ...]:
        """Return inputs of ones; of zeros where they are whole numbers, which may be places."""
        return tuple(
            torch.ones(count, *shape, device=bank.device, dtype=dtype or bank.dtype)
            if real
            else torch.zeros(count, *shape, device=bank.device, dtype=torch.int64)
            for shape, real in zip(self.shapes, self.real, strict=True)
        )


@dataclass(frozen=True, eq=False)
class ModuleContext(Context):
    """The task, the random numbers and the examples of one repeat.

    Attributes
    ----------
    inputs
        What enters the modules, on the device; empty for passes that read no data.
    shapes
        The shapes of an example.
    """

    inputs: tuple[torch.Tensor, ...] = ()
    shapes: Shapes = Shapes(((3, 32, 32),), (True,))


def module_contexts(
    space: Space,
    settings: ScoringOptions,
    task: Dataset,
    examples: Examples | None,
    device: torch.device,
) -> list[ModuleContext]:
    """Return the context of each repeat.

    Parameters
    ----------
    examples
        None if no metric reads data.
    """
    record = record_of(space)
    dtype = torch.float64 if settings.precision == "double" else torch.float32
    known = examples
    if known is None and not (record.input is None or isinstance(record.input, tuple)):
        known = module_examples(record, settings, task)  # a function: nothing else tells its shapes
    task = module_task(record, settings, task)
    shapes = Shapes((task.shape or (3, task.size, task.size),), (True,))
    if known is not None:
        shapes = Shapes(
            tuple(tuple(each.shape[1:]) for each in known.inputs),
            tuple(each.dtype.kind == "f" for each in known.inputs),
        )
    inputs, labels = _on_device(examples, device, dtype)
    return [
        ModuleContext(
            task,
            WeightBank(
                settings.seed,
                repeat=repeat,
                independent=settings.init == "independent",
                device=device,
                dtype=dtype,
            ),
            settings.batch_size,
            inputs[0] if inputs else None,
            labels,
            inputs,
            shapes,
        )
        for repeat in range(settings.repeats)
    ]


def _on_device(
    examples: Examples | None, device: torch.device, dtype: torch.dtype
) -> tuple[tuple[torch.Tensor, ...], torch.Tensor | None]:
    if examples is None:
        return (), None

    def moved(array: Any) -> torch.Tensor:
        tensor = torch.from_numpy(np.ascontiguousarray(array))
        tensor = tensor.to(device, dtype if array.dtype.kind == "f" else torch.int64)
        is_images = tensor.dim() == 4 and device.type == "cpu"
        return tensor.contiguous(memory_format=torch.channels_last) if is_images else tensor

    return tuple(moved(each) for each in examples.inputs), moved(examples.labels)

"""The gradients of a layer's weight for each example, from what the layer took and gets back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch.nn import functional

if TYPE_CHECKING:
    from proxies.modules.recorder import Call

__all__ = ["gradients_each", "norm_gradients_each"]


def gradients_each(call: Call, delta: torch.Tensor, count: int) -> torch.Tensor:
    """Return the gradient of a weight for every example: shape ``(examples, numbers)``.

    Parameters
    ----------
    call
        A convolution or a linear layer, whose first dimension has the examples in their order.
    delta
        Gradient of a number with respect to what it gave, that of an example a function of this
        example alone.
    count
        How many examples there are.
    """
    if call.kind == "linear":
        given = call.given.detach().reshape(count, -1, call.given.shape[-1])
        return (delta.reshape(count, -1, delta.shape[-1]).mT @ given).flatten(1)
    given = call.given.detach()
    if call.options["transposed"] or given.dim() == 5:
        rows = _by_image(call, given, delta)
    else:
        rows = _by_columns(call, given, delta)
    return rows.reshape(count, -1, rows.shape[1]).sum(dim=1) if len(rows) != count else rows


def norm_gradients_each(call: Call, delta: torch.Tensor, count: int) -> torch.Tensor:
    """Return the same of the scale of a layer or group normalisation."""
    weight, given = call.weight, call.given.detach()
    assert weight is not None
    if call.kind == "group_norm":
        normalised = functional.group_norm(given, call.options["of"], eps=call.options["eps"])
        each = (delta * normalised).flatten(2).sum(dim=2)
        return each.reshape(count, -1, each.shape[1]).sum(dim=1)
    normalised = functional.layer_norm(given, weight.shape, eps=call.options["eps"])
    return (delta * normalised).reshape(count, -1, weight.numel()).sum(dim=1)


def _by_columns(call: Call, given: torch.Tensor, delta: torch.Tensor) -> torch.Tensor:
    """Multiply what every output looks at with its gradient, an example each."""
    assert call.weight is not None
    if given.dim() == 3:  # over time: images one pixel high
        given, delta = given[:, :, None], delta[:, :, None]
    kernel = (1, *call.weight.shape[2:])[-2:]
    stride, dilation = (_pair(call.options.get(name, 1), given) for name in ("stride", "dilation"))
    if call.weight.dim() == 3:
        stride, dilation = (1, stride[-1]), (1, dilation[-1])
    padding = _padding(call, kernel, dilation)
    groups = call.options.get("groups", 1)
    padded = functional.pad(given, padding) if any(padding) else given
    columns = functional.unfold(padded, kernel, dilation, 0, stride)
    each = columns.reshape(len(given), groups, -1, columns.shape[-1])
    back = delta.reshape(len(delta), groups, -1, columns.shape[-1])
    return (back @ each.mT).flatten(1)


def _pair(value: Any, given: torch.Tensor) -> tuple[int, int]:
    if isinstance(value, int):
        return value, value
    return (1, *value)[-2:]


def _padding(
    call: Call, kernel: tuple[int, int], dilation: tuple[int, int]
) -> tuple[int, int, int, int]:
    """Return the zeros left, right, above and below."""
    value, is_line = (
        call.options.get("padding", 0),
        call.weight is not None and call.weight.dim() == 3,
    )
    if value == "same":
        both = [d * (k - 1) for k, d in zip(kernel, dilation, strict=True)]
        (top, bottom), (left, right) = ((total // 2, total - total // 2) for total in both)
        return left, right, top, bottom
    if value == "valid":
        return 0, 0, 0, 0
    height, width = _pair(value, call.given)
    if is_line:
        height = 0
    return width, width, height, height


def _by_image(call: Call, given: torch.Tensor, delta: torch.Tensor) -> torch.Tensor:
    """Let PyTorch differentiate, an image at a time."""
    assert call.weight is not None
    spatial = given.dim() - 2

    def numbers(name: str, default: int) -> list[int]:
        value = call.options.get(name, default)
        if value == "valid":
            value = 0
        if value == "same":
            extents = zip(call.weight.shape[2:], numbers("dilation", 1), strict=True)  # type: ignore[union-attr]
            return [d * (k - 1) // 2 for k, d in extents]
        return (
            [value] * spatial if isinstance(value, int) else list(value) * (spatial // len(value))
        )

    rows = []
    for image in range(len(given)):
        gradient = torch.ops.aten.convolution_backward(
            delta[image : image + 1],
            given[image : image + 1],
            call.weight.detach(),
            None,
            numbers("stride", 1),
            numbers("padding", 0),
            numbers("dilation", 1),
            call.options["transposed"],
            numbers("output_padding", 0),
            call.options.get("groups", 1),
            [False, True, False],
        )[1]
        rows.append(gradient.flatten())
    return torch.stack(rows)

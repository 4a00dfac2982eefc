"""Batch statistics of feature maps, an architecture and a channel each.

Maps have shape ``(architectures, images, height, width, channels)``; statistics have shape
``(architectures, 1, 1, 1, channels)``. On a CPU, PyTorch's own kernels for one network read and
write less than the formulas, and an architecture keeps a core busy; a GPU takes all at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch

__all__ = [
    "EPSILON",
    "Statistics",
    "channel_products",
    "mean",
    "mean_product",
    "normalise",
    "project",
]

EPSILON = 1e-5
"""Added to a variance before it is divided by, as PyTorch does."""


@dataclass(frozen=True, eq=False)
class Statistics:
    """What normalisation took from its input y.

    Attributes
    ----------
    mean
        Mean of y.
    rate
        (Biased variance of y + ε)^(-1/2).
    """

    mean: torch.Tensor
    rate: torch.Tensor


def channel_products(first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
    """Return Σ over pixels of the products of channels: two ``(g, pixels, c)`` to ``(g, c)``."""
    # The diagonal of a matrix product: more arithmetic, but the maps are read once and no product
    # of maps is written.
    return torch.bmm(first.mT, second).diagonal(dim1=1, dim2=2)


def mean(maps: torch.Tensor) -> torch.Tensor:
    """Return the mean of each channel over images and pixels."""
    pixels = _pixels(maps)
    # A product with ones: PyTorch's own reduction over a middle dimension is several times slower.
    ones = pixels.new_ones(1, 1, pixels.shape[1]).expand(len(maps), -1, -1)
    return _as_statistic(torch.bmm(ones, pixels) / pixels.shape[1])


def mean_product(first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
    """Return the mean of the product of each channel over images and pixels."""
    pixels = _pixels(first)
    return _as_statistic(channel_products(pixels, _pixels(second)) / pixels.shape[1])


def normalise(maps: torch.Tensor) -> tuple[torch.Tensor, Statistics]:
    """Take out the mean of each channel and divide by its standard deviation."""
    if maps.device.type == "cpu":
        results = [_normalise(own) for own in maps]
        normalised, means, rates = zip(*results, strict=True)
        statistics = Statistics(*(_as_statistic(torch.stack(each)) for each in (means, rates)))
        return _together(normalised), statistics
    centre = mean(maps)
    centred = maps - centre
    rate = (mean_product(centred, centred) + EPSILON).rsqrt()
    return centred.mul_(rate), Statistics(centre, rate)


def project(
    change: torch.Tensor, inputs: torch.Tensor, outputs: torch.Tensor, statistics: Statistics
) -> torch.Tensor:
    """Return P(u) = r (u − mean u − x̂ mean(x̂u)), the derivative of `normalise` and its transpose.

    Parameters
    ----------
    change
        The maps u.
    inputs, outputs, statistics
        What `normalise` took and gave: y, x̂, and r.
    """
    if change.device.type == "cpu":
        means, rates = statistics.mean.flatten(1), statistics.rate.flatten(1)
        rows = zip(change, inputs, means, rates, strict=True)
        return _together([_project(*row) for row in rows])
    rate = statistics.rate
    result = torch.addcmul(-mean(change) * rate, change, rate)
    return result.addcmul_(outputs, mean_product(outputs, change) * -rate)


def _pixels(maps: torch.Tensor) -> torch.Tensor:
    return maps.reshape(len(maps), -1, maps.shape[-1])


def _as_statistic(values: torch.Tensor) -> torch.Tensor:
    return values.reshape(len(values), 1, 1, 1, -1)


def _together(maps: list[torch.Tensor] | tuple[torch.Tensor, ...]) -> torch.Tensor:
    return maps[0][None] if len(maps) == 1 else torch.stack(list(maps))


def _normalise(maps: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Normalise the maps of one architecture, ``(n, h, w, c)``."""
    result, centre, rate = torch.native_batch_norm(
        maps.permute(0, 3, 1, 2), None, None, None, None, True, 0.1, EPSILON
    )
    return result.permute(0, 2, 3, 1).contiguous(), centre, rate


def _project(
    change: torch.Tensor, inputs: torch.Tensor, centre: torch.Tensor, rate: torch.Tensor
) -> torch.Tensor:
    """Project the maps of one architecture, ``(n, h, w, c)``."""
    result: torch.Tensor = torch.ops.aten.native_batch_norm_backward(
        change.permute(0, 3, 1, 2),
        inputs.permute(0, 3, 1, 2),
        None,
        None,
        None,
        centre,
        rate,
        True,
        EPSILON,
        [True, False, False],
    )[0]
    return result.permute(0, 2, 3, 1).contiguous()

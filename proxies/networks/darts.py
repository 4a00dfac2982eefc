"""The networks that DARTS evaluates on CIFAR, as modules: stacked cells, for any number and width.

Source: Liu, Simonyan and Yang, "DARTS: Differentiable Architecture Search", ICLR 2019, and the
authors' code, ``NetworkCIFAR``. As in its evaluation, batch normalisation is affine and pooling is
not normalised; there are no auxiliary head and no dropped paths, which belong to training.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import nn

from landscape.datasets import get_dataset
from landscape.errors import OptionError
from landscape.spaces.darts import NODES

if TYPE_CHECKING:
    from landscape.datasets import Dataset
    from landscape.spaces import Configuration
    from landscape.spaces.darts.cells import Cell, Genotype

__all__ = ["DARTSNetwork", "darts_network"]

_STEM = 3
"""How many times as many channels as the first cell the stem has."""


def darts_network(
    configuration: Configuration,
    dataset: Dataset | None = None,
    *,
    channels: int = 16,
    layers: int = 8,
) -> DARTSNetwork:
    """Return the network of a configuration of the space of DARTS.

    By default it is as large as in the authors' search. Their evaluation has 36 channels and 20
    layers: `functools.partial` gives those to a space registered under another name.

    Parameters
    ----------
    configuration
        Of `landscape.spaces.DARTS`.
    dataset
        What it classifies; None for CIFAR-10.
    channels
        Of a node of the first cells; twice as many after each reduction.
    layers
        Number of cells; those a third and two thirds of the way are reduction cells.

    Raises
    ------
    OptionError
        If there are fewer than three layers, or no channel.

    Examples
    --------
    >>> from functools import partial
    >>> from landscape import get_space, register_space
    >>> from landscape.spaces import DARTS, SPACES
    >>> from proxies.networks.darts import darts_network
    >>> space = get_space("darts")
    >>> evaluated = partial(darts_network, channels=36, layers=20)
    >>> network = evaluated(space.chosen(space.parse("DARTS_V2")))
    >>> sum(parameter.numel() for parameter in network.parameters())  # published: 3.3 million
    3349342
    >>> register_space(DARTS("darts-large", "DARTS (36 × 20)"), network=evaluated).name
    'darts-large'
    >>> SPACES.remove("darts-large")
    """
    classes = (get_dataset("cifar10") if dataset is None else dataset).classes
    return DARTSNetwork(
        configuration.space.genotype(configuration.index), classes, channels, layers
    )


class DARTSNetwork(nn.Module):
    """A stem, stacked cells, and a classifier: images ``(n, 3, size, size)`` in, logits out.

    Parameters
    ----------
    genotype
        The cells.
    classes
        Number of logits.
    channels, layers
        See `darts_network`.
    """

    def __init__(self, genotype: Genotype, classes: int, channels: int, layers: int) -> None:
        super().__init__()
        if layers < 3 or channels < 2 or channels % 2:
            raise OptionError(
                f"{layers} layers of {channels} channels: expected 3 layers or more, two of which "
                "reduce, and an even number of channels"
            )
        before = last = _STEM * channels
        self.stem = nn.Sequential(
            nn.Conv2d(3, last, 3, padding=1, bias=False), nn.BatchNorm2d(last)
        )
        cells, was_reduction = [], False
        for layer in range(layers):
            reduces = layer in (layers // 3, 2 * layers // 3)
            channels *= 2 if reduces else 1
            edges = genotype.reduce if reduces else genotype.normal
            cells.append(_Cell(edges, (before, last), channels, reduces, was_reduction))
            before, last, was_reduction = last, len(NODES) * channels, reduces
        self.cells = nn.ModuleList(cells)
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Linear(last, classes)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Return the logits."""
        before = last = self.stem(images)
        for cell in self.cells:
            before, last = last, cell(before, last)
        logits: torch.Tensor = self.classifier(self.pool(last).flatten(1))
        return logits


class _Cell(nn.Module):
    """Maps of the two cells before it in, its nodes 2 to 5 side by side out."""

    def __init__(
        self, cell: Cell, inputs: tuple[int, int], channels: int, reduces: bool, was_reduction: bool
    ) -> None:
        super().__init__()
        before, last = inputs
        self.before = (
            _FactorisedReduce(before, channels)
            if was_reduction
            else _relu_conv_norm(before, channels)
        )
        self.last = _relu_conv_norm(last, channels)
        self.sources = [source for node in cell for _, source in node]
        self.operations = nn.ModuleList(
            _operation(name, channels, 2 if reduces and source < 2 else 1)
            for node in cell
            for name, source in node
        )

    def forward(self, before: torch.Tensor, last: torch.Tensor) -> torch.Tensor:
        nodes = [self.before(before), self.last(last)]
        edges = list(zip(self.operations, self.sources, strict=True))
        for (first, low), (second, high) in zip(edges[::2], edges[1::2], strict=True):
            nodes.append(first(nodes[low]) + second(nodes[high]))
        return torch.cat(nodes[2:], dim=1)


class _FactorisedReduce(nn.Module):
    """Halves the image by two convolutions, of every other pixel and of those between."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.relu = nn.ReLU()
        self.even = nn.Conv2d(inputs, outputs // 2, 1, stride=2, bias=False)
        self.odd = nn.Conv2d(inputs, outputs // 2, 1, stride=2, bias=False)
        self.norm = nn.BatchNorm2d(outputs)

    def forward(self, maps: torch.Tensor) -> torch.Tensor:
        maps = self.relu(maps)
        parts = [self.even(maps), self.odd(maps[:, :, 1:, 1:])]
        halved: torch.Tensor = self.norm(torch.cat(parts, dim=1))
        return halved


def _operation(name: str, channels: int, stride: int) -> nn.Module:
    kind, kernel = name[:3], int(name[-1]) if name[-1].isdigit() else 0
    if kind == "ski":
        return nn.Identity() if stride == 1 else _FactorisedReduce(channels, channels)
    if kind == "max":
        return nn.MaxPool2d(kernel, stride, padding=1)
    if kind == "avg":
        return nn.AvgPool2d(kernel, stride, padding=1, count_include_pad=False)
    if kind == "dil":
        return nn.Sequential(*_separable(channels, kernel, stride, dilation=2))
    return nn.Sequential(*_separable(channels, kernel, stride), *_separable(channels, kernel))


def _relu_conv_norm(inputs: int, outputs: int) -> nn.Module:
    return nn.Sequential(
        nn.ReLU(), nn.Conv2d(inputs, outputs, 1, bias=False), nn.BatchNorm2d(outputs)
    )


def _separable(channels: int, kernel: int, stride: int = 1, dilation: int = 1) -> list[nn.Module]:
    """Return a convolution of each channel, then one across channels, after a ReLU."""
    padding = dilation * (kernel - 1) // 2
    return [
        nn.ReLU(),
        nn.Conv2d(
            channels,
            channels,
            kernel,
            stride=stride,
            padding=padding,
            dilation=dilation,
            groups=channels,
            bias=False,
        ),
        nn.Conv2d(channels, channels, 1, bias=False),
        nn.BatchNorm2d(channels),
    ]

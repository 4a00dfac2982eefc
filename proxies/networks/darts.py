"""The networks that DARTS evaluates on CIFAR, as modules: stacked cells, for any number and width.

Source: Liu, Simonyan and Yang, "DARTS: Differentiable Architecture Search", ICLR 2019, and the
authors' code, ``NetworkCIFAR``. As in its evaluation, batch normalisation is affine and pooling is
not normalised; there are no auxiliary head and no dropped paths, which belong to training.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, NamedTuple

import torch
from torch import nn

from landscape.datasets import get_dataset
from landscape.errors import OptionError
from landscape.spaces.darts import NODES

if TYPE_CHECKING:
    from landscape.datasets import Dataset
    from landscape.spaces import Configuration
    from landscape.spaces.darts.cells import Cell, Genotype

__all__ = ["DARTSNetwork", "darts_counts", "darts_network"]

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


def darts_counts(
    configuration: Configuration,
    dataset: Dataset | None = None,
    *,
    channels: int = 16,
    layers: int = 8,
) -> tuple[int, int]:
    """Return the numbers of parameters and, for an image, multiplications of `darts_network`.

    Without building it: an operation of a kind, width and stride has the same in every network,
    and what is no edge is the same in all.

    Parameters
    ----------
    configuration, dataset, channels, layers
        See `darts_network`.

    Examples
    --------
    >>> from landscape import get_space
    >>> from proxies.networks.darts import darts_counts
    >>> space = get_space("darts")
    >>> darts_counts(space.chosen(space.parse("DARTS_V2")), channels=36, layers=20)[0]
    3349342
    """
    task = get_dataset("cifar10") if dataset is None else dataset
    genotype = configuration.space.genotype(configuration.index)
    places, size = _places(channels, layers), task.size
    params, multiplications = _counts_but_edges(places, size, task.classes)
    for place in places:
        size //= 2 if place.reduces else 1
        for node in place.cell(genotype):
            for name, source in node:
                its = _counts_of(name, place.channels, place.stride(source), size)
                params, multiplications = params + its[0], multiplications + its[1]
    return params, multiplications


@functools.lru_cache(maxsize=32)
def _counts_but_edges(places: tuple[_Place, ...], size: int, classes: int) -> tuple[int, int]:
    """Return what the stem, the entries of cells and the classifier have."""
    stem = places[0].last
    params, multiplications = (27 + 2) * stem, 27 * stem * size**2
    for place in places:
        weights = (place.before + place.last) * place.channels
        params += weights + 2 * 2 * place.channels
        multiplications += weights * size**2
        size //= 2 if place.reduces else 1
    classifier = (len(NODES) * places[-1].channels + 1) * classes
    return params + classifier, multiplications + classifier


@functools.lru_cache(maxsize=1024)
def _counts_of(name: str, channels: int, stride: int, size: int) -> tuple[int, int]:
    """Return what an operation has that leaves maps of a size."""
    operation = _operation(name, channels, stride)
    convolutions = [part for part in operation.modules() if isinstance(part, nn.Conv2d)]
    weights = sum(convolution.weight.numel() for convolution in convolutions)
    # A stride is in the first of its convolutions, so that all of them leave maps of that size.
    return sum(p.numel() for p in operation.parameters()), weights * size**2


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
        places = _places(channels, layers)
        stem = _STEM * channels
        self.stem = nn.Sequential(
            nn.Conv2d(3, stem, 3, padding=1, bias=False), nn.BatchNorm2d(stem)
        )
        self.cells = nn.ModuleList(_Cell(place.cell(genotype), place) for place in places)
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Linear(len(NODES) * places[-1].channels, classes)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Return the logits."""
        before = last = self.stem(images)
        for cell in self.cells:
            before, last = last, cell(before, last)
        logits: torch.Tensor = self.classifier(self.pool(last).flatten(1))
        return logits


class _Place(NamedTuple):
    """Where a cell stands.

    Attributes
    ----------
    before, last
        Channels of the maps of the cell before the last, and of the last.
    channels
        Of each of its nodes.
    reduces, was_reduction
        Whether it halves the image, and whether the last did.
    """

    before: int
    last: int
    channels: int
    reduces: bool
    was_reduction: bool

    def cell(self, genotype: Genotype) -> Cell:
        """Return which of the two cells stands here."""
        return genotype.reduce if self.reduces else genotype.normal

    def stride(self, source: int) -> int:
        """Return the stride of an edge from a node."""
        return 2 if self.reduces and source < 2 else 1


@functools.lru_cache(maxsize=32)
def _places(channels: int, layers: int) -> tuple[_Place, ...]:
    """Return where the cells of a network stand."""
    if layers < 3 or channels < 2 or channels % 2:
        raise OptionError(
            f"{layers} layers of {channels} channels: expected 3 layers or more, two of which "
            "reduce, and an even number of channels"
        )
    before = last = _STEM * channels
    places, was_reduction = [], False
    for layer in range(layers):
        reduces = layer in (layers // 3, 2 * layers // 3)
        channels *= 2 if reduces else 1
        places.append(_Place(before, last, channels, reduces, was_reduction))
        before, last, was_reduction = last, len(NODES) * channels, reduces
    return tuple(places)


class _Cell(nn.Module):
    """Maps of the two cells before it in, its nodes 2 to 5 side by side out."""

    def __init__(self, cell: Cell, place: _Place) -> None:
        super().__init__()
        channels = place.channels
        self.before = (
            _FactorisedReduce(place.before, channels)
            if place.was_reduction
            else _relu_conv_norm(place.before, channels)
        )
        self.last = _relu_conv_norm(place.last, channels)
        self.sources = [source for node in cell for _, source in node]
        self.operations = nn.ModuleList(
            _operation(name, channels, place.stride(source))
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

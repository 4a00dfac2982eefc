"""A NAS-Bench-101 network, one at a time, straight from the benchmark's description: the oracle.

Written with nothing but PyTorch's own modules. It has the interface of `plain.Network`, so that
whatever scores one scores the other. Weights come from the same bank, by the name of their place.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import nn

from proxies import Dataset
from proxies.engine.weights import WeightBank
from tests.proxies import plain_proxies
from tests.proxies.plain import prepared, record

POOLS = (nn.MaxPool2d, nn.AdaptiveAvgPool2d)


class ConvBNReLU(nn.Module):
    def __init__(self, c_in: int, c_out: int, kernel: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(c_in, c_out, kernel, padding=kernel // 2, bias=False)
        self.bn = nn.BatchNorm2d(c_out)
        self.relu = nn.ReLU()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.relu(self.bn(self.conv(x)))


@dataclass(frozen=True)
class Graph:
    """A cell: its edges ``(from, to)`` and the operations of vertices 1, 2 ...

    ``"3"`` is conv3x3, ``"1"`` conv1x1, ``"m"`` maxpool3x3. The last vertex is the output.
    """

    edges: frozenset[tuple[int, int]]
    operations: str

    @property
    def output(self) -> int:
        return len(self.operations) + 1

    def widths(self, wide: int) -> dict[int, int]:
        """Return the channels of the interior vertices of a cell with `wide` at its output."""
        leading = [v for v in range(1, self.output) if (v, self.output) in self.edges]
        found = {}
        for position, vertex in enumerate(leading):
            found[vertex] = wide // len(leading) + (position < wide % len(leading))
        for vertex in reversed(range(1, self.output)):
            if vertex not in found:
                ends = [end for start, end in self.edges if start == vertex]
                found[vertex] = max(found[end] for end in ends)
        return found


class Cell(nn.Module):
    def __init__(self, graph: Graph, c_in: int, c_out: int) -> None:
        super().__init__()
        self.graph, self.c_out = graph, c_out
        self.widths = graph.widths(c_out)
        self.projections = nn.ModuleDict(
            {
                str(end): ConvBNReLU(c_in, self.widths.get(end, c_out), 1)
                for start, end in sorted(graph.edges)
                if start == 0
            }
        )
        self.operations = nn.ModuleList()
        for vertex, name in enumerate(graph.operations, start=1):
            width = self.widths[vertex]
            pool = nn.MaxPool2d(3, stride=1, padding=1)
            self.operations.append(pool if name == "m" else ConvBNReLU(width, width, int(name)))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        graph, values = self.graph, {}
        for vertex, operation in enumerate(self.operations, start=1):
            arriving = []
            for start in range(vertex):
                if (start, vertex) in graph.edges:
                    whole = self.projections[str(vertex)](x) if start == 0 else values[start]
                    arriving.append(whole[:, : self.widths[vertex]])
            values[vertex] = operation(sum(arriving))
        leaving = [values[v] for v in values if (v, graph.output) in graph.edges]
        result = torch.cat(leaving, dim=1) if leaving else 0
        if (0, graph.output) in graph.edges:
            result = result + self.projections[str(graph.output)](x)
        return result


class Network(nn.Module):
    """Stem, three stacks of three cells with a max pool between them, classifier."""

    def __init__(self, graph: Graph, classes: int, width: int) -> None:
        super().__init__()
        self.stem = ConvBNReLU(3, width, 3)
        channels, blocks = width, {}
        for stack in range(3):
            if stack:
                blocks[f"stack{stack}.pool"] = nn.MaxPool2d(2)
            for module in range(3):
                blocks[f"stack{stack}.module{module}"] = Cell(graph, channels, width << stack)
                channels = width << stack
        self.places = list(blocks)
        self.blocks = nn.ModuleList(blocks.values())
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Linear(channels, classes)

    def features(self, x: torch.Tensor) -> torch.Tensor:
        x = self.stem(x)
        for block in self.blocks:
            x = block(x)
        return x

    def pooled(self, x: torch.Tensor) -> torch.Tensor:
        return self.pool(self.features(x)).flatten(1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.classifier(self.pooled(x))

    def weighted(self) -> dict[str, nn.Conv2d | nn.Linear]:
        """Return every convolution and linear layer by the name of its place."""
        layers = {"stem": self.stem.conv, "classifier": self.classifier}
        for place, block in zip(self.places, self.blocks, strict=True):
            if isinstance(block, Cell):
                for end, projection in block.projections.items():
                    name = "output" if int(end) == block.graph.output else end
                    layers[f"{place}.0→{name}"] = projection.conv
                for vertex, operation in enumerate(block.operations, start=1):
                    if isinstance(operation, ConvBNReLU):
                        size = operation.conv.kernel_size[0]
                        layers[f"{place}.{vertex}.conv{size}x{size}"] = operation.conv
        return layers


def build(
    graph: Graph,
    dataset: Dataset,
    bank: WeightBank,
    number: int | None,
    width: int,
    *,
    normal: bool = False,
) -> Network:
    """Return the network with the bank's weights, standard normal ones if `normal`.

    `number` asks for weights of its own.
    """
    network = Network(graph, dataset.classes, width)
    draw = bank.draw_normal if normal else bank.draw
    with torch.no_grad():
        for place, layer in network.weighted().items():
            layer.weight.copy_(draw(place, tuple(layer.weight.shape), number))
        network.classifier.bias.zero_()
    return network


@dataclass(frozen=True, eq=False)
class Case(plain_proxies.Case):
    """A network and all that a score may read."""

    graph: Graph
    width: int

    def zen(self) -> float:
        normal = build(self.graph, self.task, self.bank, self.number, self.width, normal=True)
        return plain_proxies.zen(normal, self.noise("zen.x"), self.noise("zen.x2"))

    def nwot(self) -> float:
        network = prepared(self.network, self.images)
        calls = record(module for module in network.modules() if isinstance(module, nn.ReLU))
        with torch.no_grad():
            network(self.images)
        kernel = plain_proxies.agreements(call.given for call in calls)
        return plain_proxies.log_determinant(kernel)

    def ni_eta(self) -> float:
        network = prepared(self.network, self.images)
        calls = record(module for module in network.modules() if isinstance(module, POOLS))
        with torch.no_grad():
            network(self.images)
            network(self.images + self.noise("ni.noise"))
        half = len(calls) // 2
        pairs = zip(calls[:half], calls[half:], strict=True)
        change = sum((a.given - b.given).square().mean().item() for a, b in pairs)
        return math.log(1e-10 + change)

    def ni_na(self) -> float:
        convolutions = [m for m in self.network.modules() if isinstance(m, nn.Conv2d)]
        calls = record(module for module in self.network.modules() if isinstance(module, POOLS))
        with torch.no_grad():
            self.network.double()(self.images)
        pooled = [call.given.shape[1] for call in calls]
        channels = sum(conv.in_channels for conv in convolutions) + sum(pooled)
        eta = self.ni_eta()
        return math.log(channels * len(convolutions) / len(pooled) / eta) if eta > 0 else 0.0


PLAIN: dict[str, Callable[[Case], float]] = plain_proxies.PLAIN | {
    "nwot": Case.nwot,
    "nwot_rb": Case.nwot,  # code that counts by the class name ReLUConvBN counts all ReLUs once
    "ni_eta": Case.ni_eta,
    "ni_na": Case.ni_na,
}
"""What each metric is: from a case to its score. `flops` counts millions."""

"""A NAS-Bench-201 network and its scores, one network at a time, straight from the definitions.

Written from the benchmark's description with nothing but PyTorch's own modules: the oracle of the
batched engine. Weights come from the same bank, by the name of their place.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import NamedTuple

import torch
from torch import nn

from proxies import Dataset
from proxies.engine.weights import WeightBank


class ReLUConvBN(nn.Module):
    def __init__(self, c_in: int, c_out: int, kernel: int, stride: int = 1) -> None:
        super().__init__()
        self.relu = nn.ReLU()
        self.conv = nn.Conv2d(c_in, c_out, kernel, stride, kernel // 2, bias=False)
        self.bn = nn.BatchNorm2d(c_out)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.bn(self.conv(self.relu(x)))


class Zero(nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x * 0


def operation(name: str, channels: int) -> nn.Module:
    return {
        "none": lambda: Zero(),
        "skip_connect": lambda: nn.Identity(),
        "nor_conv_1x1": lambda: ReLUConvBN(channels, channels, 1),
        "nor_conv_3x3": lambda: ReLUConvBN(channels, channels, 3),
        "avg_pool_3x3": lambda: nn.AvgPool2d(3, 1, 1, count_include_pad=False),
    }[name]()


class Cell(nn.Module):
    def __init__(self, architecture: str, channels: int) -> None:
        super().__init__()
        self.nodes = []
        self.operations = nn.ModuleDict()
        for node, text in enumerate(architecture.split("+"), start=1):
            incoming = [edge.split("~") for edge in text.strip("|").split("|")]
            self.nodes.append([int(start) for _, start in incoming])
            for name, start in incoming:
                self.operations[f"{start}→{node}"] = operation(name, channels)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        values = [x]
        for node, starts in enumerate(self.nodes, start=1):
            arriving = [self.operations[f"{s}→{node}"](values[s]) for s in starts]
            values.append(torch.stack(arriving).sum(0))
        return values[-1]


class Reduction(nn.Module):
    def __init__(self, c_in: int, c_out: int) -> None:
        super().__init__()
        self.a = ReLUConvBN(c_in, c_out, 3, stride=2)
        self.b = ReLUConvBN(c_out, c_out, 3)
        self.pool = nn.AvgPool2d(2, 2)
        self.shortcut = nn.Conv2d(c_in, c_out, 1, bias=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.b(self.a(x)) + self.shortcut(self.pool(x))


class Network(nn.Module):
    """Stem, three stages of five cells with a reduction between them, classifier."""

    def __init__(self, architecture: str, classes: int) -> None:
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16))
        blocks: dict[str, nn.Module] = {}
        for stage, channels in enumerate((16, 32, 64)):
            if stage:
                blocks[f"stage{stage}.reduction"] = Reduction(channels // 2, channels)
            for cell in range(5):
                blocks[f"stage{stage}.cell{cell}"] = Cell(architecture, channels)
        self.places = list(blocks)
        self.blocks = nn.ModuleList(blocks.values())
        self.last = nn.BatchNorm2d(64)
        self.relu = nn.ReLU()
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Linear(64, classes)

    def features(self, x: torch.Tensor) -> torch.Tensor:
        """Return the feature map before global pooling, shape (n, 64, size/4, size/4)."""
        x = self.stem(x)
        for block in self.blocks:
            x = block(x)
        return self.relu(self.last(x))

    def pooled(self, x: torch.Tensor) -> torch.Tensor:
        """Return the features averaged over all pixels, shape (n, 64)."""
        return self.pool(self.features(x)).flatten(1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return the logits, shape (n, classes)."""
        return self.classifier(self.pooled(x))

    def weighted(self) -> dict[str, nn.Conv2d | nn.Linear]:
        """Return every convolution and linear layer by the name of its place."""
        layers = {"stem": self.stem[0], "classifier": self.classifier}
        for place, block in zip(self.places, self.blocks, strict=True):
            if isinstance(block, Reduction):
                layers |= {f"{place}.a": block.a.conv, f"{place}.b": block.b.conv}
                layers[f"{place}.shortcut"] = block.shortcut
                continue
            for edge, op in block.operations.items():
                if isinstance(op, ReLUConvBN):
                    kind = "nor_conv_1x1" if op.conv.kernel_size == (1, 1) else "nor_conv_3x3"
                    layers[f"{place}.{edge}.{kind}"] = op.conv
        return layers


def build(
    architecture: str,
    dataset: Dataset,
    bank: WeightBank,
    number: int | None,
    *,
    normal: bool = False,
) -> Network:
    """Return the network with the bank's weights, standard normal ones if `normal`.

    `number` asks for weights of its own.
    """
    network = Network(architecture, dataset.classes)
    draw = bank.draw_normal if normal else bank.draw
    with torch.no_grad():
        for place, layer in network.weighted().items():
            layer.weight.copy_(draw(place, tuple(layer.weight.shape), number))
        bias, width = network.classifier.bias, network.classifier.in_features
        bias.copy_(bank.draw("classifier.bias", tuple(bias.shape), number, fan_in=width))
    return network


def prepared(network: Network, images: torch.Tensor) -> Network:
    """Return a copy in the precision of the images, ready to train."""
    return copy.deepcopy(network).to(images.dtype).train()


def weights_of(network: Network) -> list[torch.Tensor]:
    return [layer.weight for layer in network.weighted().values()]


def normalisations(network: Network) -> list[nn.BatchNorm2d]:
    return [module for module in network.modules() if isinstance(module, nn.BatchNorm2d)]


class Call(NamedTuple):
    """What went into a module in one pass, and what came out."""

    module: nn.Module
    given: torch.Tensor
    out: torch.Tensor


def record(modules: Iterable[nn.Module]) -> list[Call]:
    """Return a list that the next passes fill, in the order of the calls."""
    calls: list[Call] = []
    for module in modules:
        module.register_forward_hook(lambda m, given, out: calls.append(Call(m, given[0], out)))
    return calls


def without_normalisation(network: nn.Module) -> nn.Module:
    for name, child in network.named_children():
        if isinstance(child, nn.BatchNorm2d):
            setattr(network, name, nn.Identity())
        else:
            without_normalisation(child)
    return network


def synflow(network: Network, dataset: Dataset) -> float:
    """Return log Σ |θ·∂R/∂θ| by automatic differentiation, in double precision."""
    network = without_normalisation(network).double()
    for parameter in network.parameters():
        parameter.data.abs_()
    network(torch.ones(1, 3, dataset.size, dataset.size, dtype=torch.float64)).sum().backward()
    weights = [layer.weight for layer in network.weighted().values()]
    return sum((w * w.grad).abs().sum() for w in weights).log().item()


def params(network: Network) -> int:
    return sum(parameter.numel() for parameter in network.parameters())


def flops(network: Network, dataset: Dataset) -> int:
    """Return the multiplications of convolutions and classifier, plus its bias, by hooks."""
    total = 0

    def count(layer: nn.Conv2d | nn.Linear, _: object, out: torch.Tensor) -> None:
        nonlocal total
        pixels = out[0, 0].numel() if out.dim() == 4 else 1
        total += layer.weight.numel() * pixels + (0 if layer.bias is None else layer.bias.numel())

    for layer in network.weighted().values():
        layer.register_forward_hook(count)
    network(torch.zeros(2, 3, dataset.size, dataset.size))
    return total

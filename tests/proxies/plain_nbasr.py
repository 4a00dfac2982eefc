"""A NAS-Bench-ASR network, one at a time, straight from the benchmark's description: the oracle.

Written with nothing but PyTorch's own modules. Weights come from the same bank as those of the
batched engine, by the name of their place.
"""

from __future__ import annotations

import copy
import math

import torch
from torch import nn

from proxies.engine.weights import WeightBank


class PaddedConv(nn.Module):
    """Convolve with zeros before and after, so that a frame sees at most four frames ahead."""

    ceiling = 20.0

    def __init__(
        self,
        c_in: int,
        c_out: int,
        kernel: int,
        stride: int = 1,
        dilation: int = 1,
        groups: int = 1,
    ) -> None:
        super().__init__()
        right = min(4 // stride, kernel * dilation - stride)
        left = 0 if right == kernel * dilation - stride else (kernel - 1) * dilation - right
        self.pad = nn.ConstantPad1d((left, right), 0.0)
        self.conv = nn.Conv1d(c_in, c_out, kernel, stride, dilation=dilation, groups=groups)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.conv(self.pad(x)).clamp(0, self.ceiling)


class PerFrame(nn.Module):
    ceiling = 20.0

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.linear = nn.Linear(channels, channels)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.linear(x.mT).mT.clamp(0, self.ceiling)


class Norm(nn.LayerNorm):
    """Layer normalisation of sequences with channels before frames."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return super().forward(x.mT).mT


def operation(name: str, channels: int) -> nn.Module | None:
    if name == "zero":
        return None
    if name == "linear":
        return PerFrame(channels)
    dilation = 2 if name.endswith("d2") else 1
    return PaddedConv(channels, channels, int(name[4]), dilation=dilation, groups=100)


class Cell(nn.Module):
    def __init__(self, architecture: str, channels: int) -> None:
        super().__init__()
        self.names, self.skips = zip(*(t.split(":") for t in architecture.split("+")), strict=True)
        self.operations = nn.ModuleList([operation(name, channels) for name in self.names])
        self.norm = Norm(channels, eps=1e-3)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        outputs = [x]
        for module, skips in zip(self.operations, self.skips, strict=True):
            out = torch.zeros_like(x) if module is None else module(outputs[-1])
            for source, is_on in zip(outputs, skips, strict=True):
                out = out + source if is_on == "1" else out
            outputs.append(out)
        return self.norm(outputs[-1])


class Network(nn.Module):
    """Four blocks of a convolution over time and 3, 4, 5, 6 cells; a linear layer a frame."""

    def __init__(self, architecture: str, filters: tuple[int, ...]) -> None:
        super().__init__()
        layers: dict[str, nn.Module] = {}
        width = 80
        for block, (channels, stride, cells) in enumerate(
            zip(filters, (1, 1, 2, 2), (3, 4, 5, 6), strict=True)
        ):
            layers[f"block{block}"] = PaddedConv(width, channels, 8, stride)
            layers[f"block{block}.norm"] = Norm(channels, eps=1e-3)
            for cell in range(cells):
                layers[f"block{block}.cell{cell}"] = Cell(architecture, channels)
            width = channels
        self.places = list(layers)
        self.layers = nn.ModuleList(layers.values())
        self.classifier = nn.Linear(width, 49)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return the outputs of frames ``(n, frames / 4, 49)`` for ``(n, 80, frames)``."""
        for layer in self.layers:
            x = layer(x)
        return self.classifier(x.mT)

    def weighted(self) -> dict[str, nn.Conv1d | nn.Linear]:
        """Return every convolution and linear layer by the name of its place."""
        found: dict[str, nn.Conv1d | nn.Linear] = {"classifier": self.classifier}
        for place, layer in zip(self.places, self.layers, strict=True):
            if isinstance(layer, PaddedConv):
                found[place] = layer.conv
            elif isinstance(layer, Cell):
                for node, (name, module) in enumerate(
                    zip(layer.names, layer.operations, strict=True), start=1
                ):
                    if module is not None:
                        inner = module.linear if name == "linear" else module.conv
                        found[f"{place}.{node}.{name}"] = inner
        return found


def build(
    architecture: str, bank: WeightBank, number: int | None, filters: tuple[int, ...]
) -> Network:
    """Return the network with the bank's weights; `number` asks for weights of its own."""
    network = Network(architecture, filters)
    with torch.no_grad():
        for place, layer in network.weighted().items():
            shape = tuple(layer.weight.shape)
            # The engine takes a linear layer inside a cell for a convolution that sees one frame.
            drawn = (*shape, 1) if place.endswith("linear") else shape
            layer.weight.copy_(bank.draw(place, drawn, number).view(shape))
            if place != "classifier":
                fan_in = layer.weight[0].numel()
                bias = bank.draw(f"{place}.bias", (shape[0],), number, fan_in=fan_in)
                layer.bias.copy_(bias)
    return network


def params(network: Network) -> int:
    return sum(parameter.numel() for parameter in network.parameters())


def flops(network: Network, frames: int) -> int:
    """Return the multiplications of convolutions and linear layers plus their biases, by hooks."""
    total = 0

    def count(layer: nn.Conv1d | nn.Linear, _: object, out: torch.Tensor) -> None:
        nonlocal total
        times = out.numel() // layer.bias.numel()
        total += (layer.weight.numel() + layer.bias.numel()) * times

    for layer in network.weighted().values():
        layer.register_forward_hook(count)
    network(torch.zeros(1, 80, frames))
    return total


def l2_norm(network: Network) -> float:
    return sum(layer.weight.double().norm().item() for layer in network.weighted().values())


def synflow(network: Network, frames: int) -> float:
    """Return log Σ |θ·∂R/∂θ| over the weights of convolutions and linear layers.

    R is the sum of all outputs of the network without normalisation and without a ceiling, with
    every weight and bias made positive, for an input of ones; in double precision.
    """
    network = copy.deepcopy(network).double()
    for module in network.modules():
        if isinstance(module, Cell):
            module.norm = nn.Identity()
        elif isinstance(module, (PaddedConv, PerFrame)):
            module.ceiling = math.inf
    network.layers = nn.ModuleList(
        [nn.Identity() if isinstance(layer, Norm) else layer for layer in network.layers]
    )
    for parameter in network.parameters():
        parameter.data.abs_()
    weights = [layer.weight for layer in network.weighted().values()]
    out = network(torch.ones(1, 80, frames, dtype=torch.float64)).sum()
    gradients = torch.autograd.grad(out, weights, materialize_grads=True)
    terms = [(w * g).abs().sum() for w, g in zip(weights, gradients, strict=True)]
    return sum(terms).log().item()

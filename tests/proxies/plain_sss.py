"""A network of the size space, one at a time, straight from its description: the oracle.

Written with nothing but PyTorch's own modules. It has the interface of `plain.Network`, so that
whatever scores one scores the other. Weights come from the same bank, by the name of their place.
"""

from __future__ import annotations

import torch
from torch import nn

from proxies import Dataset
from proxies.engine.weights import WeightBank
from tests.proxies.plain import Reduction, ReLUConvBN


class Projection(nn.Module):
    """What a skip connection becomes where the number of channels changes."""

    def __init__(self, c_in: int, c_out: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(c_in, c_out, 1, bias=False)
        self.bn = nn.BatchNorm2d(c_out)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.bn(self.conv(x))


class Cell(nn.Module):
    def __init__(self, c_in: int, c_out: int) -> None:
        super().__init__()
        self.operations = nn.ModuleDict(
            {
                "0→1": ReLUConvBN(c_in, c_out, 3),
                "0→2": ReLUConvBN(c_in, c_out, 3),
                "1→2": ReLUConvBN(c_out, c_out, 3),
                "0→3": nn.Identity() if c_in == c_out else Projection(c_in, c_out),
                "1→3": ReLUConvBN(c_out, c_out, 3),
                "2→3": ReLUConvBN(c_out, c_out, 3),
            }
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        op = self.operations
        first = op["0→1"](x)
        second = op["0→2"](x) + op["1→2"](first)
        return op["0→3"](x) + op["1→3"](first) + op["2→3"](second)


class Network(nn.Module):
    """Stem, three cells with a reduction between them, classifier."""

    def __init__(self, architecture: str, classes: int) -> None:
        super().__init__()
        c0, c1, c2, c3, c4 = map(int, architecture.split(":"))
        self.stem = nn.Sequential(nn.Conv2d(3, c0, 3, 1, 1, bias=False), nn.BatchNorm2d(c0))
        blocks = {
            "stage0.cell": Cell(c0, c0),
            "stage1.reduction": Reduction(c0, c1),
            "stage1.cell": Cell(c1, c2),
            "stage2.reduction": Reduction(c2, c3),
            "stage2.cell": Cell(c3, c4),
        }
        self.places = list(blocks)
        self.blocks = nn.ModuleList(blocks.values())
        self.last = nn.BatchNorm2d(c4)
        self.relu = nn.ReLU()
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Linear(c4, classes)

    def features(self, x: torch.Tensor) -> torch.Tensor:
        """Return the feature map before global pooling, shape (n, c4, size/4, size/4)."""
        x = self.stem(x)
        for block in self.blocks:
            x = block(x)
        return self.relu(self.last(x))

    def pooled(self, x: torch.Tensor) -> torch.Tensor:
        """Return the features averaged over all pixels, shape (n, c4)."""
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
                    layers[f"{place}.{edge}.nor_conv_3x3"] = op.conv
                elif isinstance(op, Projection):
                    layers[f"{place}.{edge}.skip_connect"] = op.conv
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

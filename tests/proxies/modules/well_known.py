"""Ten networks of kinds that everybody knows, small, in plain PyTorch."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional


def mlp(classes):
    """Linear layers alone."""
    return nn.Sequential(
        nn.Flatten(), nn.Linear(192, 32), nn.ReLU(), nn.Linear(32, 16), nn.ReLU(True),
        nn.Linear(16, classes),
    )  # fmt: skip


def vgg(classes):
    """No normalisation, ReLUs in place, dropout, a head of its own."""
    layers = []
    for before, after in ((3, 8), (8, 16)):
        layers += [nn.Conv2d(before, after, 3, padding=1), nn.ReLU(inplace=True), nn.MaxPool2d(2)]
    head = [
        nn.Flatten(),
        nn.Linear(64, 16),
        nn.ReLU(inplace=True),
        nn.Dropout(),
        nn.Linear(16, classes),
    ]
    return nn.Sequential(*layers, *head)


class Residual(nn.Module):
    def __init__(self, before, after, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(before, after, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(after)
        self.conv2 = nn.Conv2d(after, after, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(after)
        self.shortcut = nn.Conv2d(before, after, 1, stride, bias=False)

    def forward(self, x):
        out = functional.relu(self.bn1(self.conv1(x)), inplace=True)
        out = self.bn2(self.conv2(out))
        out += self.shortcut(x)
        return functional.relu(out, inplace=True)


class ResNet(nn.Module):
    """Functional ReLUs, an addition in place, a functional pool."""

    def __init__(self, classes):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3, 1, 1, bias=False)
        self.bn = nn.BatchNorm2d(8)
        self.blocks = nn.Sequential(Residual(8, 8, 1), Residual(8, 16, 2))
        self.head = nn.Linear(16, classes)

    def forward(self, x):
        x = self.blocks(self.bn(self.stem(x)).relu_())
        return self.head(functional.adaptive_avg_pool2d(x, 1).view(x.size(0), -1))


class Inverted(nn.Module):
    """A depthwise convolution between two of 1×1, with squeeze and excitation."""

    def __init__(self, width, wide):
        super().__init__()
        self.wide = nn.Sequential(
            nn.Conv2d(width, wide, 1, bias=False), nn.BatchNorm2d(wide), nn.ReLU6()
        )
        self.depth = nn.Sequential(
            nn.Conv2d(wide, wide, 3, padding=1, groups=wide, bias=False),
            nn.BatchNorm2d(wide),
            nn.ReLU6(),
        )
        self.squeeze = nn.Conv2d(wide, 4, 1)
        self.excite = nn.Conv2d(4, wide, 1)
        self.narrow = nn.Sequential(nn.Conv2d(wide, width, 1, bias=False), nn.BatchNorm2d(width))

    def forward(self, x):
        maps = self.depth(self.wide(x))
        gate = self.excite(functional.relu(self.squeeze(maps.mean((2, 3), keepdim=True))))
        return x + self.narrow(maps * torch.sigmoid(gate))


def mobilenet(classes):
    """Depthwise convolutions, ReLU6, gates."""
    stem = [nn.Conv2d(3, 8, 3, 2, 1, bias=False), nn.BatchNorm2d(8), nn.ReLU6(inplace=True)]
    body = [Inverted(8, 16), Inverted(8, 16)]
    return nn.Sequential(*stem, *body, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, classes))


class Transformer(nn.Module):
    """Patches, positions to learn, two of PyTorch's own encoder layers, the mean of tokens."""

    def __init__(self, classes):
        super().__init__()
        self.patches = nn.Conv2d(3, 16, 4, 4)
        self.positions = nn.Parameter(torch.randn(1, 4, 16) * 0.02)
        layer = nn.TransformerEncoderLayer(
            16, 2, 32, activation="gelu", batch_first=True, norm_first=True
        )
        self.encoder = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
        self.head = nn.Linear(16, classes)

    def forward(self, x):
        tokens = self.patches(x).flatten(2).transpose(1, 2) + self.positions
        return self.head(self.encoder(tokens).mean(1))


class Line(nn.Module):
    """Convolutions over a line of numbers, the channels of which are the rows of the image."""

    def __init__(self, classes):
        super().__init__()
        self.first = nn.Conv1d(24, 16, 5, padding="same")
        self.second = nn.Conv1d(16, 16, 3, stride=2, dilation=2, padding=2, groups=4)
        self.norm = nn.BatchNorm1d(16)
        self.head = nn.Linear(16, classes)

    def forward(self, x):
        x = functional.relu(self.first(x.flatten(1, 2)))
        return self.head(functional.relu(self.norm(self.second(x))).mean(-1))


class Dense(nn.Module):
    """Channels that are put side by side, normalisation first."""

    def __init__(self, classes):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3, padding=1)
        self.norms = nn.ModuleList(nn.BatchNorm2d(8 + 4 * k) for k in range(3))
        self.convs = nn.ModuleList(nn.Conv2d(8 + 4 * k, 4, 3, padding=1) for k in range(3))
        self.head = nn.Linear(20, classes)

    def forward(self, x):
        maps = self.stem(x)
        for norm, conv in zip(self.norms, self.convs, strict=True):
            maps = torch.cat([maps, conv(functional.relu(norm(maps)))], dim=1)
        return self.head(functional.avg_pool2d(maps, 8).flatten(1))


class ConvNeXt(nn.Module):
    """Layer normalisation, GELU, a scale to learn for each layer."""

    def __init__(self, classes):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 2, 2)
        self.depth = nn.Conv2d(8, 8, 3, padding=1, groups=8)
        self.norm = nn.LayerNorm(8)
        self.wide, self.narrow = nn.Linear(8, 32), nn.Linear(32, 8)
        self.scale = nn.Parameter(torch.full((8,), 0.5))
        self.head = nn.Linear(8, classes)

    def forward(self, x):
        x = self.stem(x)
        maps = self.norm(self.depth(x).permute(0, 2, 3, 1))
        maps = self.narrow(functional.gelu(self.wide(maps))) * self.scale
        return self.head((x + maps.permute(0, 3, 1, 2)).mean((-2, -1)))


class Groups(nn.Module):
    """Group normalisation, leaky ReLUs, a transposed convolution, weights used twice."""

    def __init__(self, classes):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3, padding=1)
        self.twice = nn.Conv2d(8, 8, 3, padding=1)
        self.norm = nn.GroupNorm(2, 8)
        self.up = nn.ConvTranspose2d(8, 4, 2, stride=2)
        self.head = nn.Linear(4, classes)

    def forward(self, x):
        x = functional.leaky_relu(self.norm(self.stem(x)), 0.1)
        x = functional.leaky_relu(self.twice(self.twice(x)), 0.1)
        return self.head(functional.max_pool2d(self.up(x), 16).squeeze(-1).squeeze(-1))


class ByHand(nn.Module):
    """No modules at all: parameters, products and functions."""

    def __init__(self, classes):
        super().__init__()
        self.kernel = nn.Parameter(torch.randn(8, 3, 3, 3) / 5)
        self.matrix = nn.Parameter(torch.randn(8, classes) / 3)
        self.bias = nn.Parameter(torch.zeros(classes))

    def forward(self, x):
        x = functional.conv2d(x, self.kernel, padding=1).clamp(min=0)
        return x.mean(dim=(2, 3)) @ self.matrix + self.bias


NETWORKS = {
    "mlp": mlp,
    "vgg": vgg,
    "resnet": ResNet,
    "mobilenet": mobilenet,
    "transformer": Transformer,
    "line": Line,
    "dense": Dense,
    "convnext": ConvNeXt,
    "groups": Groups,
    "by hand": ByHand,
}
"""Name → what makes the network, from the number of classes; images are of 8×8 pixels."""

REFUSED = {
    "zen": {"mlp", "vgg", "transformer", "convnext", "groups", "by hand"},
    "nwot": {"transformer", "convnext"},
    "ni_eta": {"mlp", "transformer"},
    "ni_na": {"mlp", "transformer"},
    "skip": set(NETWORKS),
    "nwot_rb": {"transformer", "convnext"},
    "ni_na_rb": {"mlp", "transformer"},
    "synflow_rb": {"by hand"},
    "logsynflow_rb": {"by hand"},
    "ntk_rb": {"by hand"},
}
"""Metric → the networks it means nothing for."""

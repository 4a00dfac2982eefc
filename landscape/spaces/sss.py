"""The size space of NATS-Bench: one cell, and how many channels each layer has.

Source: Dong et al., "NATS-Bench: Benchmarking NAS Algorithms for Architecture Topology and Size",
TPAMI 2021.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from landscape.errors import ArchitectureError
from landscape.reason import quoted
from landscape.spaces.product import ProductSpace, Variable
from landscape.spaces.registry import SPACES, SpaceRecord

if TYPE_CHECKING:
    from landscape.arrays import IntArray

__all__ = ["CELL", "CHANNELS", "LAYERS", "SSS"]

LAYERS = ("stage0.cell", "stage1.reduction", "stage1.cell", "stage2.reduction", "stage2.cell")
"""Layers whose channels vary, in the order of the network. The stem has those of the first."""

CHANNELS = (8, 16, 24, 32, 40, 48, 56, 64)
"""Numbers of channels that a layer chooses from."""

CELL = (
    "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|"
    "+|skip_connect~0|nor_conv_3x3~1|nor_conv_3x3~2|"
)
"""The cell of every architecture, as a string of NAS-Bench-201."""

# Every repetition is possessive: nothing is looked at twice, whatever the text.
_NUMBERS = re.compile(r"[\[(]\s*+[0-9]++(?:\s*+,\s*+[0-9]++)*+(?:\s*+,)?+\s*+[\])]")
_CODES = {str(channels): code for code, channels in enumerate(CHANNELS)}


class SSS(ProductSpace):
    """The 32,768 networks of the size space of NATS-Bench.

    Notations: ``nats`` (the channels of the five layers, ``8:16:64:8:8``) and ``index`` (the
    configuration number, which here is the benchmark's own). Every configuration is a network
    different from all others, so that each is its own canonical form.

    Examples
    --------
    >>> from landscape.spaces import SSS
    >>> space = SSS()
    >>> space.format(0), space.parse("8:8:8:16:32")
    ('8:8:8:8:8', 11)
    >>> space.parse((64, 64, 64, 64, 64))
    32767
    """

    notations = ("nats", "index")
    benchmark_indices = ("nats",)  # whose order is this one

    def __init__(self) -> None:
        options = tuple(map(str, CHANNELS))
        variables = [Variable(layer, options) for layer in LAYERS]
        super().__init__(variables, name="sss", title="NATS-Bench size space")

    def channels(self, indices: IntArray) -> IntArray:
        """Return how many channels the layers have: shape ``(...)`` gives ``(..., 5)``."""
        return np.asarray(CHANNELS, dtype=self.dtype)[self.decode(indices)]

    def _parse(self, architecture: object) -> int:
        code = _code(architecture)
        if code is None:
            raise ArchitectureError(
                f"{quoted(architecture)} is no architecture of the {self.title}: expected five of "
                f"the channels {', '.join(map(str, CHANNELS))} as 8:16:64:8:8 or "
                f"(8, 16, 64, 8, 8), or a number from 0 to {self.size - 1}"
            )
        return int(self.encode(code))

    def _format(self, index: int, notation: str) -> str:
        return ":".join(map(str, self.channels(np.asarray(index)).tolist()))

    def describe(self) -> dict[str, str]:
        """Return what the space is, as label and text, for people."""
        return super().describe() | {
            "channels": ", ".join(map(str, CHANNELS)),
            "cell": CELL,
            "canonical": "every configuration (no two build the same network)",
            "notations": ", ".join(self.notations),
            "example": self.format(self.size // 3),
        }

    def draw(self, index: int) -> str:
        """Return the network as text: one line a layer, its channels as a number and a bar."""
        lines = ["  a bar is as long as its layer has channels; a reduction halves the image", ""]
        for layer, channels in zip(LAYERS, self.channels(np.asarray(index)).tolist(), strict=True):
            name = f"stem, {layer}" if layer == LAYERS[0] else layer
            lines.append(f"  {name:<18} {channels:>2} {'━' * (channels // 4)}")
        return "\n".join(lines)


def _code(architecture: object) -> list[int] | None:
    """Return the options of five layers, given as text or as numbers of channels; else None."""
    if isinstance(architecture, str):
        texts = _texts(architecture.strip())
    else:
        if isinstance(architecture, np.ndarray):
            architecture = architecture.tolist()
        if not isinstance(architecture, (tuple, list)):
            return None
        if len(architecture) != len(LAYERS) or not all(
            isinstance(c, (int, np.integer)) and 0 <= c <= CHANNELS[-1] for c in architecture
        ):
            return None
        texts = [str(c) for c in architecture]
    if len(texts) != len(LAYERS) or not all(text in _CODES for text in texts):
        return None
    return [_CODES[text] for text in texts]


def _texts(text: str) -> list[str]:
    """Return the numbers of a tuple or list written in `text`; of any other, what colons part."""
    written = _NUMBERS.fullmatch(text)
    return re.findall(r"[0-9]+", text) if written else text.split(":")


SPACES.register(
    SpaceRecord(
        "sss",
        SSS,
        networks="proxies.networks.sss:SSSNetworks",
        drawing="viz.cells.sss:draw_sss",
        rungs=(12, 25, 50, 90),
        benchmarks=("nats-sss",),
    )
)

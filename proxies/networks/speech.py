"""The task of NAS-Bench-ASR: phonemes of TIMIT, heard a fixed time; needs no PyTorch."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from landscape.disk.files import JSON

__all__ = ["CLASSES", "FEATURES", "FRAMES", "TASK"]

FRAMES = 100
"""Frames of the input: one second, in steps of 10 ms. The networks take any number."""

FEATURES = 80
"""Numbers in a frame: logarithms of mel filters."""

CLASSES = 49
"""Outputs for every frame that is left: 48 phonemes and the blank."""

TASK: dict[str, JSON] = {"dataset": "TIMIT", "classes": CLASSES, "frames": FRAMES}
"""What scores of such networks depend on besides the architecture."""

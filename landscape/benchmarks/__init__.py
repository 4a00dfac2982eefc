"""Benchmarks: metrics of trained networks, read from the files people have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from landscape.lazy import lazily

if TYPE_CHECKING:
    from landscape.benchmarks.trained import trained_landscape

__all__ = ["trained_landscape"]

# Loaded when first asked for: Arrow is slow to import.
__getattr__, __dir__ = lazily(__name__, {"trained_landscape": "landscape.benchmarks.trained"})

"""Rows of a batch of architectures."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import torch

if TYPE_CHECKING:
    from landscape.arrays import IntArray

__all__ = ["Rows", "row_index"]

Rows: TypeAlias = slice | torch.Tensor
"""Rows of a batch: a slice wherever they are consecutive, else their numbers (int64)."""


def row_index(rows: Rows) -> slice | IntArray:
    """Return rows as an index of NumPy arrays; asking a GPU for them means waiting for it."""
    return rows if isinstance(rows, slice) else rows.cpu().numpy()

"""Room for two networks in a panel that is higher than wide: small parts larger, nodes apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from viz.layout.positions import pack_discs, separate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from landscape.arrays import FloatArray, IntArray

__all__ = ["TALL", "fill", "roomy"]

TALL = 1.4
"""Height of the panel, its width being 1."""

_LEAST = 0.42  # radius of the largest part of either side, of that of the largest part of all
_CLEAR = 0.006  # around a node, of the panel's width
_FEW = 1_500  # nodes that are moved apart


def roomy(positions: FloatArray, part: IntArray, sides: Sequence[IntArray]) -> FloatArray:
    """Return positions with more room for the largest part of either side; the next one on top.

    Parts keep their shapes.

    Parameters
    ----------
    positions
        Shape ``(n, 2)``.
    part
        Shape ``(n,)``: number of the connected part each node is in, from 0.
    sides
        The nodes of either side.

    Returns
    -------
    ndarray
        Shape ``(n, 2)``, in no particular unit.
    """
    if not len(positions):
        return positions
    counts = np.bincount(part)
    radii = np.sqrt(counts)
    main = [int(np.bincount(part[side]).argmax()) for side in sides if len(side)]
    radii[main] = np.maximum(radii[main], _LEAST * radii.max())
    middle = np.stack([np.bincount(part, column) / counts for column in positions.T], axis=1)
    inside = positions - middle[part]
    extent = np.zeros(len(counts))
    np.maximum.at(extent, part, np.hypot(*inside.T))
    shrunk = (radii - 0.5) / np.where(extent > 0, extent, 1.0)
    return _upright(pack_discs(radii), radii)[part] + _standing(inside) * shrunk[part, None]


def _upright(centres: FloatArray, radii: FloatArray) -> FloatArray:
    """Return centres, turned so that the second largest disc is above the largest."""
    if len(centres) < 2:
        return centres
    first, second = np.argsort(-radii, kind="stable")[:2]
    across, up = centres[second] - centres[first]
    away = np.hypot(across, up)
    turned: FloatArray = centres @ (np.array([[up, across], [-across, up]]) / away)
    return turned


def _standing(positions: FloatArray) -> FloatArray:
    """Return positions turned by a quarter where they are wider than high."""
    across, up = np.ptp(positions, axis=0)
    return positions if up >= across else positions[:, ::-1]


def fill(positions: FloatArray, sizes: FloatArray) -> FloatArray:
    """Return positions that fill the panel, nodes moved apart where they are not too many.

    Parameters
    ----------
    positions
        Shape ``(n, 2)``.
    sizes
        Shape ``(n,)``: diameters of nodes, of the panel's width.
    """
    if not len(positions):
        return positions
    filled = _stretched(positions)
    return filled if len(filled) > _FEW else _stretched(separate(filled, sizes / 2 + _CLEAR))


def _stretched(positions: FloatArray) -> FloatArray:
    """Move and stretch positions to fill the panel; a line stays one, in its middle."""
    low, spread = positions.min(axis=0), np.ptp(positions, axis=0)
    inside = np.where(spread > 0, (positions - low) / np.where(spread > 0, spread, 1), 0.5)
    stretched: FloatArray = inside * [1.0, TALL]
    return stretched

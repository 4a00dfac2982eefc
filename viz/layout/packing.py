"""Discs side by side: the parts of a network that no edge joins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from landscape.arrays import FloatArray

__all__ = ["pack_discs", "separate", "separate_across"]

_GOLDEN_ANGLE = np.pi * (3 - np.sqrt(5))
_CHUNK = 32  # places looked at together
_PACKED = 500  # discs placed one by one
_SPACING = 2.2  # from ring to ring and along a ring, in disc radii


def pack_discs(radii: FloatArray) -> FloatArray:
    """Return centres of discs that do not overlap, larger ones nearer to the origin.

    Each of the 500 largest discs in turn takes the first free place along a sunflower spiral; the
    smallest ones, and all others, of which there may be thousands, surround them in rings.

    Parameters
    ----------
    radii
        Shape ``(n,)``, positive.

    Returns
    -------
    ndarray
        Shape ``(n, 2)``.
    """
    centres = np.zeros((len(radii), 2))
    if not len(radii):
        return centres
    order = np.argsort(-radii, kind="stable")
    larger, others = np.split(order, [min(int((radii > radii.min()).sum()), _PACKED)])
    first, previous = 0, np.inf
    for rank, disc in enumerate(larger):
        if radii[disc] < previous:  # a smaller disc may fit where the last one did not
            first, previous = _first_place(radii[disc], radii[larger[0]]), radii[disc]
        placed = larger[:rank]
        first, centres[disc] = _free_place(first, radii[disc], centres[placed], radii[placed])
    extent = float((np.hypot(*centres[larger].T) + radii[larger]).max(initial=0.0))
    for radius in np.unique(radii[others])[::-1]:
        alike = others[radii[others] == radius]
        centres[alike] = _rings(len(alike), radius, extent)
        extent = float(np.hypot(*centres[alike].T).max() + radius)
    return centres


def _first_place(radius: float, middle: float) -> int:
    """Return the first place of the spiral that may be clear of the disc at the origin."""
    return max(0, int((2 * (middle + radius) / radius) ** 2) - 1) if radius < middle else 0


def _rings(count: int, radius: float, extent: float) -> FloatArray:
    """Return centres of `count` equal discs around a disc of radius `extent` at the origin."""
    gap = _SPACING * radius
    reach = extent + radius if extent else 0.0
    rings = []
    while count:
        here = min(count, max(1, int(2 * np.pi * reach / gap)))
        rings.append(
            _polar(np.full(here, reach), np.linspace(0.0, 2 * np.pi, here, endpoint=False))
        )
        count, reach = count - here, reach + gap
    return np.concatenate(rings)


def _polar(outward: FloatArray, angle: FloatArray) -> FloatArray:
    return np.column_stack([outward * np.cos(angle), outward * np.sin(angle)])


def _free_place(
    first: int, radius: float, centres: FloatArray, radii: FloatArray
) -> tuple[int, FloatArray]:
    """Return the first place of the spiral, from `first` on, where a disc touches no other."""
    while True:
        places = np.arange(first, first + _CHUNK)
        spots = _polar(radius / 2 * np.sqrt(places), places * _GOLDEN_ANGLE)
        apart = (spots[:, :1] - centres[:, 0]) ** 2 + (spots[:, 1:] - centres[:, 1]) ** 2
        free = (apart >= (radii + radius) ** 2).all(axis=1)
        if free.any():
            return int(places[free.argmax()]), spots[free.argmax()]
        first += _CHUNK


def separate(centres: FloatArray, radii: FloatArray, rounds: int = 40) -> FloatArray:
    """Return centres moved apart where discs overlap, each pair by equal parts.

    Parameters
    ----------
    centres
        Shape ``(n, 2)``.
    radii
        Shape ``(n,)``.
    rounds
        Repetitions: moving one pair apart may push others together.
    """
    centres = centres.copy()
    wanted = radii[:, None] + radii
    np.fill_diagonal(wanted, 0.0)
    for _ in range(rounds):
        squares = [(column[:, None] - column) ** 2 for column in centres.T]
        first, second = np.nonzero(squares[0] + squares[1] < wanted**2)  # few overlap
        if not len(first):
            break
        apart = centres[first] - centres[second]
        distance = np.maximum(np.hypot(*apart.T), 1e-9)
        apart *= ((wanted[first, second] - distance) / distance / 2)[:, None]
        for axis in (0, 1):
            centres[:, axis] += np.bincount(first, apart[:, axis], len(centres))
    return centres


def separate_across(centres: FloatArray, radii: FloatArray, rounds: int = 60) -> FloatArray:
    """Return centres moved apart as `separate` does, their second coordinates kept."""
    across, up = centres.T.copy()
    level = up[:, None] - up
    wanted = np.sqrt(np.maximum((radii[:, None] + radii) ** 2 - level**2, 0.0))
    np.fill_diagonal(wanted, 0.0)
    order = np.arange(len(across))
    side = np.sign(order[:, None] - order)  # where two lie above each other
    for _ in range(rounds):
        apart = across[:, None] - across
        lacking = np.maximum(wanted - np.abs(apart), 0.0)
        if not lacking.any():
            break
        away = np.where(apart == 0, side, np.sign(apart))
        across += (away * lacking).sum(axis=1) / (1 + np.count_nonzero(lacking, axis=1))
    return np.column_stack([across, up])

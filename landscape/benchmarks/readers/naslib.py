"""How NASLib writes the cells of NAS-Bench-101: all of the matrix, then the operations."""

from __future__ import annotations

import math
import re

from landscape.errors import ArchitectureError
from landscape.reason import shown

__all__ = ["from_naslib"]

# ``naslib/search_spaces/nasbench101/conversions.py`` numbers them so.
_OPERATIONS = ("input", "output", "maxpool3x3", "conv1x1-bn-relu", "conv3x3-bn-relu")
_LONGEST = 1000


def from_naslib(key: str, space: str) -> object:
    """Return an architecture as `Space.parse` takes it; only ``nb101`` reads others than NASLib.

    Parameters
    ----------
    key
        A tuple written as text. Of ``nb101``, ``n * n`` zeros and ones, then ``n`` operations.
    space
        Name of the space.

    Raises
    ------
    ArchitectureError
        If it is no cell.

    Examples
    --------
    >>> from_naslib("(0, 1, 0, 0, 0, 1)", "nb101")
    ([[0, 1], [0, 0]], ['input', 'output'])
    """
    if space != "nb101":
        return key
    if len(key) > _LONGEST or not re.fullmatch(r"\(\d+(, \d+)+\)", key):
        raise ArchitectureError(f"{shown(key, 80)} is no tuple like (0, 1, 0, 0, 0, 1)")
    values = [int(value) for value in re.findall(r"\d+", key)]
    n = math.isqrt(len(values))
    if n * (n + 1) != len(values) or max(values[-n:]) >= len(_OPERATIONS):
        raise ArchitectureError(
            f"{shown(key, 80)} has {len(values)} numbers: "
            "expected n * n of a matrix and n from 0 to 4"
        )
    matrix = [values[row * n : (row + 1) * n] for row in range(n)]
    return matrix, [_OPERATIONS[value] for value in values[-n:]]

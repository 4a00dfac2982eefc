"""Random numbers from a generator or a seed."""

from __future__ import annotations

import numpy as np

from landscape.errors import OptionError

__all__ = ["generator"]


def generator(rng: np.random.Generator | int) -> np.random.Generator:
    """Return `rng`, or a new generator if it is a seed.

    Raises
    ------
    OptionError
        If it is a negative number.
    """
    if isinstance(rng, np.random.Generator):
        return rng
    if rng < 0:
        raise OptionError(f"seed {rng}: expected 0 or more")
    return np.random.default_rng(rng)

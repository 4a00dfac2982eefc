"""The global optima, and how far every configuration is from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.analysis.undefined import NotDefinedError
from landscape.lazy import once
from landscape.spaces.neighbourhood import neighbourhood

if TYPE_CHECKING:
    from landscape.arrays import IntArray
    from landscape.landscape import Landscape

__all__ = ["distance_to_goals", "global_optima"]


def global_optima(landscape: Landscape) -> IntArray:
    """Return the configurations of the best fitness there is, ascending, shape ``(k,)``.

    Raises
    ------
    NotDefinedError
        If there is no fitness at all.
    """
    if landscape.n_optima == 0:
        raise NotDefinedError("no configuration has fitness")
    return landscape.global_optima


@once
def distance_to_goals(landscape: Landscape) -> IntArray:
    """Return the distance of every configuration from the nearest global optimum.

    The distance is the fewest changes, over missing configurations, too: in a product space the
    number of variables that differ, or the steps between options of ordinal ones.

    Returns
    -------
    array of shape (space.size,)
        -1 where no changes lead to one.
    """
    return np.asarray(neighbourhood(landscape.space).distances(global_optima(landscape)))

"""How much of the variance of fitness comes from variables alone, in pairs, in threes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.analysis.anova import order_spectrum
from landscape.analysis.registry import Number, analysis
from landscape.analysis.undefined import Undefined

if TYPE_CHECKING:
    from landscape.analysis.registry import Computed
    from landscape.landscape import Landscape

__all__ = ["epistasis"]

_ORDERS = 6
_RANGE = "0 to 1"


@analysis(
    "epistasis",
    title="Variance of fitness by order of interaction (ANOVA)",
    source="Hordijk and Stadler, Advances in Complex Systems 1998; Sobol', Mathematical Modeling "
    "and Computational Experiment 1993",
    numbers={
        f"epistasis_order_{order}": Number(
            f"share of the variance that is in interactions of exactly {order} "
            f"variable{'s' * (order > 1)}",
            _RANGE,
            "high: an additive landscape" if order == 1 else "what no lower order explains",
        )
        for order in range(1, _ORDERS + 1)
    }
    | {
        f"epistasis_order_{_ORDERS + 1}_up": Number(
            f"share of the variance that is in interactions of more than {_ORDERS} variables",
            _RANGE,
            "high: as good as random",
        ),
        "epistasis_mean_order": Number(
            "mean order of interaction, weighted by the shares",
            "1 to the number of variables",
            "how many variables work together",
        ),
    },
)
def epistasis(landscape: Landscape) -> Computed:
    """Return the share of variance of each order."""
    shares = order_spectrum(landscape).by_order()
    none = Undefined(f"the space has {len(shares)} variables")
    values: dict[str, float | Undefined] = {
        f"epistasis_order_{order}": float(shares[order - 1]) if order <= len(shares) else none
        for order in range(1, _ORDERS + 1)
    }
    more = float(shares[_ORDERS:].sum()) if len(shares) > _ORDERS else none
    mean = float(shares @ np.arange(1, len(shares) + 1))
    return {**values, f"epistasis_order_{_ORDERS + 1}_up": more, "epistasis_mean_order": mean}

"""How many local optima there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from landscape.analysis.goals import global_optima
from landscape.analysis.registry import Number, analysis
from landscape.analysis.undefined import Undefined, or_undefined

if TYPE_CHECKING:
    from landscape.analysis.registry import Computed
    from landscape.landscape import Landscape

__all__ = ["optima"]


@analysis(
    "optima",
    title="Local optima",
    source="Ochoa, Tomassini, Verel and Darabos, GECCO 2008",
    numbers={
        "n_optima": Number(
            "configurations without a strictly better neighbour",
            "0 to n_configurations",
            "high: rugged, or flat where n_strict_optima is low",
        ),
        "n_strict_optima": Number(
            "configurations whose every neighbour is strictly worse", "0 to n_optima", "peaks"
        ),
        "n_plateau_optima": Number(
            "connected sets of equal fitness with no strictly better neighbour on their rim",
            "0 to n_optima",
            "peaks, where a flat top counts once",
        ),
        "n_global_optima": Number(
            "configurations of the best fitness there is", "0 to n_optima", "ties for the best"
        ),
        "optima_share": Number(
            "n_optima / configurations with fitness",
            "0 to 1",
            "high: a climb that starts anywhere is soon stuck",
        ),
    },
)
def optima(landscape: Landscape) -> Computed:
    """Return the counts of local optima, one for each reading of ties."""
    n_present = landscape.n_scored
    n_global = or_undefined(lambda: len(global_optima(landscape)))
    return {
        "n_optima": landscape.n_optima,
        "n_strict_optima": landscape.n_strict_optima,
        "n_plateau_optima": landscape.n_plateau_optima,
        "n_global_optima": 0 if isinstance(n_global, Undefined) else n_global,
        "optima_share": landscape.n_optima / n_present
        if n_present
        else Undefined("no configuration has fitness"),
    }

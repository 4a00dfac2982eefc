"""Neighbours of equal fitness, and the networks they form."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.analysis.registry import Number, analysis
from landscape.analysis.slopes import n_present_neighbours
from landscape.analysis.undefined import Undefined
from landscape.network import component_leads
from landscape.spaces.neighbourhood import neighbourhood

if TYPE_CHECKING:
    from landscape.analysis.registry import Computed
    from landscape.arrays import IntArray
    from landscape.landscape import Landscape

__all__ = ["neutrality"]


@analysis(
    "neutrality",
    title="Neighbours of equal fitness",
    source="Reidys and Stadler, Applied Mathematics and Computation 2001",
    numbers={
        "n_neighbour_pairs": Number(
            "unordered pairs of neighbours that both have fitness",
            "≥ 0",
            "all that there is to compare",
        ),
        "n_neutral_pairs": Number(
            "those of exactly equal fitness", "0 to n_neighbour_pairs", "high: flat"
        ),
        "neutrality": Number(
            "n_neutral_pairs / n_neighbour_pairs",
            "0 to 1",
            "share of changes that change nothing; float noise hides ties, see --resolution",
        ),
        "n_neutral_networks": Number(
            "connected sets of equal fitness, single configurations included",
            "0 to n_configurations",
            "few: large plateaus",
        ),
        "n_plateaus": Number(
            "connected sets of equal fitness of at least two configurations",
            "0 to n_neutral_networks",
            "number of flat places",
        ),
        "largest_neutral_network": Number(
            "configurations in the largest connected set of equal fitness",
            "1 to n_configurations",
            "how far one gets without a change of fitness",
        ),
    },
)
def neutrality(landscape: Landscape) -> Computed:
    """Return counts of equal neighbours and of the networks they form."""
    neighbours = neighbourhood(landscape.space)
    n_pairs = int(n_present_neighbours(landscape).sum()) // 2
    n_level = int(neighbours.fold(np.equal, landscape.fitness).sum()) // 2
    sizes = _network_sizes(landscape)
    nobody = Undefined("no configuration has fitness")
    alone = Undefined("no two configurations with fitness are neighbours")
    return {
        "n_neighbour_pairs": n_pairs,
        "n_neutral_pairs": n_level,
        "neutrality": n_level / n_pairs if n_pairs else alone,
        "n_neutral_networks": len(sizes),
        "n_plateaus": int(np.count_nonzero(sizes > 1)),
        "largest_neutral_network": int(sizes.max()) if len(sizes) else nobody,
    }


def _network_sizes(landscape: Landscape) -> IntArray:
    """Return the number of configurations in each connected set of equal fitness."""
    source, target = neighbourhood(landscape.space).level_links(landscape.fitness)
    lead = component_leads(landscape.space.size, source, target)
    sizes = np.bincount(lead[~landscape.missing], minlength=1)
    return sizes[sizes > 0]

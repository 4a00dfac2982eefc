"""Edges and weights of the local optima network, by what they lead to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landscape.analysis.registry import Number, analysis

if TYPE_CHECKING:
    from landscape.analysis.registry import Computed
    from landscape.landscape import Landscape

__all__ = ["edges"]

_ESCAPES = "≥ 0, in escapes"


@analysis(
    "edges",
    title="Edges of the local optima network",
    source="Verel, Daolio, Ochoa and Tomassini 2012",
    numbers={
        "lon_edges": Number(
            "ordered pairs of different optima such that a climb from some 2-opt neighbour of the "
            "first (one at the distance of escapes) ends at the second",
            "0 to n_optima (n_optima - 1)",
            "high: an escape can lead anywhere",
        ),
        "lon_weight": Number("number of such neighbours", _ESCAPES, "escapes that leave"),
        "mlon_edges": Number(
            "LON edges to a strictly better optimum (the MLON's)", "0 to lon_edges", "ways up"
        ),
        "mlon_weight": Number("their weight", _ESCAPES, "escapes that improve"),
        "level_edges": Number(
            "LON edges to an equally good optimum", "0 to lon_edges", "ways along a plateau"
        ),
        "level_weight": Number("their weight", _ESCAPES, "escapes that change nothing"),
        "worsening_edges": Number(
            "LON edges to a strictly worse optimum", "0 to lon_edges", "ways down"
        ),
        "worsening_weight": Number("their weight", _ESCAPES, "escapes that end lower"),
        "self_weight": Number("such neighbours whose climb returns", _ESCAPES, "escapes that fail"),
        "cmlon_nodes": Number(
            "nodes of the CMLON: equally good optima joined by edges are one",
            "0 to n_optima",
            "optima after plateaus are contracted",
        ),
        "cmlon_edges": Number("edges of the CMLON", "0 to mlon_edges", "ways up between them"),
    },
)
def edges(landscape: Landscape) -> Computed:
    """Return counts and weights of edges by kind."""
    lon, small = landscape.network("lon"), landscape.network("cmlon")
    start, end = lon.fitness[lon.source], lon.fitness[lon.target]
    weight = lon.weight.astype(np.int64)
    kinds = {"mlon": end > start, "level": end == start, "worsening": end < start}
    values: dict[str, int] = {"lon_edges": lon.n_edges, "lon_weight": lon.total_weight}
    for kind, chosen in kinds.items():
        values[f"{kind}_edges"] = int(np.count_nonzero(chosen))
        values[f"{kind}_weight"] = int(weight[chosen].sum())
    values |= {"self_weight": int(lon.self_weight.sum())}
    return values | {"cmlon_nodes": small.n_nodes, "cmlon_edges": small.n_edges}

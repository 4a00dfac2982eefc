"""What the nodes of a local optima network, and the network itself, say in every form of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from landscape.network import NetworkArrays

__all__ = ["COUNTS", "graph_attributes", "node_attributes"]

COUNTS = ("n_configurations", "n_scored", "n_plateau_optima")
"""Graph attributes that count what is in the landscape behind a network; others' graphs and those
of earlier versions lack them."""


def graph_attributes(
    kind: str,
    space: str,
    metric: str,
    *,
    weak: bool = False,
    counts: Mapping[str, int] | None = None,
) -> dict[str, Any]:
    """Return name → value of what a network of some kind says of itself; see `LON`."""
    about = {"kind": kind, "space": space, "metric": metric, **(counts or {})}
    return about | ({"weak": weak} if kind == "mlon" else {})


def node_attributes(arrays: NetworkArrays, kind: str) -> dict[str, list[str] | npt.NDArray[Any]]:
    """Return name → value a node; see `LON`."""
    attributes: dict[str, list[str] | npt.NDArray[Any]] = {
        "name": list(arrays.name),
        "index": arrays.index,
        "fitness": arrays.fitness,
        "basin": arrays.basin,
        "in_edges": arrays.in_edges,
        "in_weight": arrays.in_weight,
        "self_weight": arrays.self_weight,
        "sink": arrays.sink,
        "is_global": arrays.is_global,
    }
    return attributes | ({"members": arrays.members} if kind == "cmlon" else {})

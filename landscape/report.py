"""What a landscape tells about itself in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from landscape.numbers import caution, counted, share_text
from landscape.reporter import warn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from landscape.spaces import Space

__all__ = ["conventions", "in_words", "warn_of"]

_OPTIMUM = "global optimum"


def in_words(summary: Mapping[str, Any]) -> dict[str, str]:
    """Return the lines a reader wants first, from a `summary`."""
    plateaus = counted(summary["n_plateau_optima"], "plateau")
    optima = f"{summary['n_optima']:,} ({summary['n_strict_optima']:,} strict, {plateaus})"
    found = {
        "local optima": optima,
        "LON": f"{counted(summary['lon_edges'], 'edge')}, weight {summary['lon_weight']:,}",
        "MLON": f"{counted(summary['mlon_edges'], 'edge')}, weight {summary['mlon_weight']:,}",
        "sinks": f"{summary['n_sinks']:,} in {counted(summary['n_funnels'], 'funnel')}",
        **_best_in_words(summary),
    }
    beside = ""
    if summary["n_missing"]:  # no number here is of the whole space
        beside = f"; {share_text(summary['n_scored'] / summary['n_configurations'])} scored"
    return {
        "configurations": "{n_configurations:,} ({n_missing:,} missing)".format(**summary) + beside,
        **_duplicates_in_words(summary),
        **{label: text + ("" if label == _OPTIMUM else beside) for label, text in found.items()},
    }


def _best_in_words(summary: Mapping[str, Any]) -> dict[str, str]:
    best = summary["global_optima"]
    if not best:
        return {}
    share = summary["global_basin"] / summary["n_scored"]
    return {
        _OPTIMUM: best[0] + (f" and {len(best) - 1:,} more" if len(best) > 1 else ""),
        "global fitness": f"{summary['global_fitness']:,.8g}",
        "global basin": f"{summary['global_basin']:,} ({share_text(share)})",
    }


def _duplicates_in_words(summary: Mapping[str, Any]) -> dict[str, str]:
    count, filled = summary["n_missing_duplicates"], summary.get("n_filled_duplicates")
    said = _merged_in_words(summary["merged"]) if "merged" in summary else []
    if filled is not None:
        said.append(f"{filled:,} have the score of their canonical form, which the table has")
    if count:
        said.append(
            f"{count:,} of the missing have a canonical form, which builds the same network, that "
            "has a score; --fill-duplicates gives it to them"
        )
    return {"duplicates": "; ".join(said)} if said else {}


def _merged_in_words(merged: Mapping[str, Any]) -> list[str]:
    """Return what merging did, and in how many networks the members' scores are not the same."""
    said = [
        "merged, {n_configurations:,} configurations; the canonical one's score counts".format(
            **merged
        )
    ]
    if merged["n_differing"]:
        text = "scores differ in {n_differing:,} of {n_groups:,} networks that several build"
        if merged["mean_difference"] is not None:
            text += (
                ", the furthest by {mean_difference:.4g} on average, {largest_difference:.4g} at "
                "most"
            )
        said.append(text.format(**merged))
    if merged["n_left_out"]:
        said.append(
            "{n_left_out:,} networks are missing, since only other members have a score".format(
                **merged
            )
        )
    return said


def warn_of(label: str, n_scored: int, n_configurations: int) -> None:
    """Warn of a landscape, by its label if it has one, that says little about its space."""
    told = caution(n_scored, n_configurations)
    if told is not None:
        warn(f"{label}: {told}" if label else told)


def conventions(
    space: Space, metric: str, *, minimize: bool, resolution: float | None
) -> dict[str, str]:
    """Return, by name, the definitions that the numbers of a landscape rest on.

    Parameters
    ----------
    space, metric, minimize, resolution
        Its own.
    """
    return {
        "direction": "fitness is maximised" + (f"; it is the negated {metric}" if minimize else ""),
        "missing": "NaN and +inf fitness; never a start, a step or an escape target; "
        "-inf is the legal worst",
        "n_missing_duplicates": "missing configurations whose canonical form, which builds the "
        "same network, has a score",
        "resolution": "fitness as given"
        if resolution is None
        else f"fitness is snapped to multiples of {resolution} before anything else",
        "neighbourhoods": "climbs go to configurations at distance exactly 1, "
        "escapes to those at distance exactly 2",
        **space.conventions(),
        "n_optima": "configurations without a strictly better neighbour",
        "n_strict_optima": "configurations whose every neighbour is strictly worse",
        "n_plateau_optima": "connected sets of equal fitness with no strictly better neighbour "
        "anywhere on their rim",
        "basin": "configurations whose best-improvement climb ends at the optimum; "
        "global_basin is summed over tied global optima; shares of basins are of the n_scored "
        "configurations that have a score",
        "lon": "an edge's weight is the number of neighbours at distance 2 whose climb ends at "
        "its target; those that return to its source are no edge",
        "monotonic": "the MLON keeps the edges to a strictly better optimum",
        "compressed": "the CMLON contracts connected components of equally good optima joined "
        "by edges, and sums weights",
        "sink": "optimum without outgoing MLON edge",
        "funnel": "the optima that reach a sink of the CMLON; one optimum may be in several",
    }

"""Numbers as figures, tables and sentences write them, and those of a landscape in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from landscape.reporter import warn

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from landscape.spaces import Space

__all__ = [
    "ESCAPE",
    "caution",
    "conventions",
    "counted",
    "escape_text",
    "excluded_text",
    "in_words",
    "number_text",
    "numbers_text",
    "share_text",
    "warn_of",
]

ESCAPE = 2
"""Distance of escapes, unless another is asked for."""

_LARGE, _HUGE = 1e5, 1e9  # between them there is no exponent
_FEW = 0.1
"""Share of scored configurations below which a landscape says little about its space."""


def number_text(value: float) -> str:
    """Return a number in at most six digits, or all those before the point, below 10⁹.

    >>> number_text(1531546.3), number_text(2 / 3)
    ('1,531,546', '0.666667')
    """
    if abs(value) < _HUGE and (value == round(value) or abs(value) >= _LARGE):
        return f"{round(value):,}"
    return f"{value:,.6g}"


def numbers_text(values: Iterable[float]) -> list[str]:
    """Return the numbers along one axis in one form: all in full, or all with an exponent.

    >>> numbers_text([50000, 100000]), numbers_text([0, 1e8, 2e9])
    (['50,000', '100,000'], ['0', '1e8', '2e9'])
    """
    numbers = list(values)
    plain = [number_text(value) for value in numbers]
    return [_exponent(value) for value in numbers] if "e" in "".join(plain) else plain


def _exponent(value: float) -> str:
    if not value:
        return "0"
    if not math.isfinite(value):
        return f"{value:g}"
    digits, power = f"{value:.5e}".split("e")
    return f"{float(digits):g}e{int(power)}"


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return a number with what it counts, in the singular where it is one.

    Parameters
    ----------
    number
        How many.
    one, many
        Singular and plural; by default the latter is the former with an s.

    Examples
    --------
    >>> counted(1, "funnel"), counted(15625, "edge"), counted(0, "local optimum", "local optima")
    ('1 funnel', '15,625 edges', '0 local optima')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def share_text(share: float) -> str:
    """Return a share in percent, with three digits, and never as all or none where it is not.

    >>> share_text(9445 / 15625), share_text(20 / 15625), share_text(15624 / 15625), share_text(1.0)
    ('60.4%', '0.128%', '99.9%', '100%')
    """
    percent = 100 * share
    return f"{min(percent, 99.9) if percent < 100 else percent:.3g}%"


def caution(n_scored: int, n_configurations: int) -> str | None:
    """Return what cannot be concluded, since so few configurations have a score; None if enough.

    Enough is a tenth.
    """
    if n_scored >= _FEW * n_configurations:
        return None
    return (
        f"only {n_scored:,} of {n_configurations:,} configurations have a score "
        f"({share_text(n_scored / n_configurations)}): most neighbours are missing, and who has no "
        "better neighbour left counts as an optimum, so nothing can be concluded from this on the "
        "number of optima, sinks and funnels, on edges or on basins of the whole space"
    )


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
        **_where_in_words(summary),
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
        # Infinity is text in the file of a summary.
        "global fitness": f"{float(summary['global_fitness']):,.8g}",
        "global basin": f"{summary['global_basin']:,} ({share_text(share)})",
    }


def _where_in_words(summary: Mapping[str, Any]) -> dict[str, str]:
    found = {}
    if "where" in summary:
        found["where"] = excluded_text(summary["where"], summary["n_excluded"])
    if "escape" in summary:
        found["escapes"] = f"at distance {summary['escape']}"
    return found


def excluded_text(conditions: Iterable[str], n_excluded: int) -> str:
    """Return on which conditions rows were read, and how many configurations that leaves out.

    >>> excluded_text(["latency_ms < 5"], 1200)
    'latency_ms < 5; 1,200 configurations that the table has do not fulfil it, and are missing'
    """
    if not n_excluded:
        return f"{' and '.join(conditions)}; every configuration that the table has fulfils it"
    left_out = counted(n_excluded, "configuration")
    do, are = ("does", "is") if n_excluded == 1 else ("do", "are")
    return (
        f"{' and '.join(conditions)}; {left_out} that the table has {do} not fulfil it, and {are} "
        "missing"
    )


def _duplicates_in_words(summary: Mapping[str, Any]) -> dict[str, str]:
    count, filled = summary["n_missing_duplicates"], summary.get("n_filled_duplicates")
    said = _merged_in_words(summary["merged"]) if "merged" in summary else []
    if filled is not None:
        said.append(f"{filled:,} have the score of their canonical form, which the table has")
    if count:
        said.append(
            f"{count:,} of the missing have a canonical form, which builds the same network, that "
            "has a score" + ("" if "where" in summary else "; --fill-duplicates gives it to them")
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


def escape_text(escape: int) -> str:
    """Return what a title says of the distance of escapes: nothing where it is the usual one.

    >>> escape_text(3), escape_text(2)
    (', escapes at distance 3', '')
    """
    return "" if escape == ESCAPE else f", escapes at distance {escape}"


def conventions(
    space: Space,
    metric: str,
    *,
    minimize: bool,
    resolution: float | None,
    escape: int = ESCAPE,
) -> dict[str, str]:
    """Return, by name, the definitions that the numbers of a landscape rest on.

    Parameters
    ----------
    space, metric, minimize, resolution, escape
        Its own.
    """
    of_space = space.conventions()
    if escape != ESCAPE:
        of_space["escape"] = (
            f"to every configuration at distance exactly {escape} from an optimum, each once"
        )
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
        f"escapes to those at distance exactly {escape}",
        **of_space,
        "n_optima": "configurations without a strictly better neighbour",
        "n_strict_optima": "configurations whose every neighbour is strictly worse",
        "n_plateau_optima": "connected sets of equal fitness with no strictly better neighbour "
        "anywhere on their rim",
        "basin": "configurations whose best-improvement climb ends at the optimum; "
        "global_basin is summed over tied global optima; shares of basins are of the n_scored "
        "configurations that have a score",
        "lon": f"an edge's weight is the number of neighbours at distance {escape} whose climb "
        "ends at its target; those that return to its source are no edge",
        "monotonic": "the MLON keeps the edges to a strictly better optimum",
        "compressed": "the CMLON contracts connected components of equally good optima joined "
        "by edges, and sums weights",
        "sink": "optimum without outgoing MLON edge",
        "funnel": "the optima that reach a sink of the CMLON; one optimum may be in several",
    }

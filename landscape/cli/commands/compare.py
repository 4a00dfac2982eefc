"""``landscape compare``."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from landscape.options.compare import CompareOptions

if TYPE_CHECKING:
    from landscape.comparison.comparison import Comparison
    from landscape.comparison.runs import Comparisons
    from landscape.sampled import SampleComparison
    from search.comparison.contests import Contest, SearchComparison

__all__ = ["compare"]

_SHOWN = 10
_OF_OPTIMA = ("climbs", "escapes", "fitness", "quality", "rank", "architecture")
_OF_SEARCHES = ("algorithm", "trials", "result", "behind", "95 % interval", "wins", "p")


def compare(options: CompareOptions) -> None:
    """Compare saved landscapes with the last one, or searches of the same datasets."""
    from landscape.api.compare import compare as compared  # what it needs is slow to import
    from landscape.cli.console import show_lines, show_table
    from landscape.comparison.runs import Comparisons
    from landscape.sampled import SampleComparison

    found = compared(**options.arguments())
    if isinstance(found, Comparisons):
        _show_landscapes(found)
    elif isinstance(found, SampleComparison):
        _show_samples(found)
    else:
        _show_searches(found)
    if found.whose:
        show_lines(["", *found.whose])
    if options.out is not None:
        show_table({"results": str(options.out)})


def _show_landscapes(found: Comparisons) -> None:
    from landscape.cli.console import show_columns, show_lines, show_table

    one = found.comparisons[0]
    show_table({"compared with": one.second, "quality": one.quality})
    show_lines([""])
    header, rows = found.cells()
    show_columns(header, rows, numbers=header[1:])
    show_lines(found.reasons())
    for one in found.comparisons:
        _show_optima(one)
    told = (line for one in found.comparisons for line in one.disagreements)
    show_lines(["\nwhere correlation and landscape disagree"])
    show_lines(f"- {line}" for line in (*told, *found.inversions))


def _show_samples(found: SampleComparison) -> None:
    from landscape.cli.console import show_columns, show_lines, show_table

    how = f"estimates, with {found.settings['level']:.0%} intervals"
    show_table({"compared with": found.names[-1], "of samples": how})
    show_lines([""])
    header, rows = found.cells()
    show_columns(header, rows, numbers=header[1:])
    show_lines(found.reasons())


def _show_optima(one: Comparison) -> None:
    """Print where climbs and escapes end, the most frequent ends first."""
    from landscape.cli.console import show_columns, show_lines

    show_lines([f"\nlocal optima of {one.first}, and {one.quality} there"])
    order = ["absorbed_share", "basin_share"]
    ends = one.optima.sort_values(order, ascending=False, kind="stable").head(_SHOWN)
    rows = [_optimum(row) for row in ends.to_dict("records")]
    show_columns(_OF_OPTIMA, rows, "climbs escapes fitness quality rank")
    more = len(one.optima) - len(rows)
    if more:
        show_lines([f"and {more:,} more"])


def _optimum(row: dict[Any, Any]) -> list[str]:
    from landscape.numbers import number_text

    is_known = not math.isnan(row["quality"])
    return [
        f"{row['basin_share']:.1%}",
        f"{row['absorbed_share']:.1%}",
        number_text(row["fitness"]),
        number_text(row["quality"]) if is_known else "-",
        f"{row['quality_rank']:,.0f}" if is_known else "-",
        row["arch"],
    ]


def _show_searches(found: SearchComparison) -> None:
    from landscape.cli.console import show_columns

    header, rows, _ = found.cells()
    if len(found.contests) > 1:
        show_columns(header, rows)
    for contest in found.contests:
        _show_contest(contest)
        _show_printed(found, contest.title)


def _show_contest(contest: Contest) -> None:
    from landscape.cli.console import show_columns, show_lines

    show_lines([f"\n{contest.title}, {contest.metric}; the best is {contest.best}"])
    rows = [
        [
            row["algorithm"],
            f"{row['trials']:,}",
            "-" if row["mean"] is None else f"{row['mean']:.6g} ± {row['std']:.3g}",
            *(_behind(row) if row["algorithm"] in contest.against else [""] * 4),
        ]
        for row in contest.rows()
    ]
    show_columns(_OF_SEARCHES, rows, "trials result behind wins p")


def _show_printed(found: SearchComparison, title: str) -> None:
    """Print the rows of papers below those of a dataset."""
    from landscape.cli.console import show_columns, show_lines

    rows = [[row.label, row.cells[title]] for row in found.printed if title in row.cells]
    if rows:
        show_lines([""])
        show_columns(("printed", "result"), rows, "result")


def _behind(row: dict[str, Any]) -> list[str]:
    """Return the cells that say how far a search is behind the best."""
    is_mean = math.isfinite(row["difference"])
    return [
        f"{row['difference']:.3g}" if is_mean else "-",
        f"{row['low']:.3g} to {row['high']:.3g}" if is_mean else "-",
        f"{1 - row['superiority']:.0%}" if row["pairs"] else "-",
        f"{row['p_holm']:.2g}" if row["pairs"] else "-",
    ]

"""Compare searches by what they left in folders."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from landscape.disk.files import make_folder
from landscape.published import published_table
from landscape.reporter import detail, say
from landscape.runs.labels import check_once, given_labels, whose_numbers
from search.comparison.comparison import compare_searches, contests_of
from search.comparison.published import printed_rows
from search.runs.saved import SearchRun

if TYPE_CHECKING:
    from collections.abc import Sequence

    from landscape.options.compare import CompareOptions
    from search.comparison.contests import SearchComparison
    from search.comparison.published import PrintedRow

__all__ = ["compare_search_runs"]


def compare_search_runs(
    runs: Sequence[object], labels: Sequence[str], options: CompareOptions
) -> SearchComparison:
    """Compare searches, each with the best of its dataset.

    Parameters
    ----------
    runs
        Two or more, or the folders of such; with the rows of papers one will do.
    labels
        What the searches are called; empty for what tells them apart.
    options
        Of the bootstrap, and where the files go.

    Raises
    ------
    OptionError
        If a search is given twice, or there are less than two.
    DataMissingError, DataError
        If a search cannot be read, or cannot be compared.
    """
    check_once(runs, "search")
    names = given_labels(labels, len(runs))
    if options.out is not None:
        make_folder(options.out)
    detail(f"comparing {len(runs)} searches")
    searches = [_search(run, name) for run, name in zip(runs, names, strict=True)]
    compared = compare_searches(
        searches, resamples=options.resamples, seed=options.seed, alone=options.published
    )
    printed = _printed(searches, compared) if options.published else ()
    whose = (*whose_numbers(runs), *_papers_of(printed))
    found = replace(compared, options=options.record(), whose=whose, printed=printed)
    return found if options.out is None else found.save(options.out)


def _printed(searches: Sequence[SearchRun], found: SearchComparison) -> tuple[PrintedRow, ...]:
    """Return the rows that papers printed of the same spaces, datasets and metrics."""
    metrics = {contest.title: contest.metric for contest in found.contests}
    of = {title: (*where, metrics[title]) for title, where in contests_of(searches).items()}
    rows = tuple(printed_rows(of))
    if not rows:
        say("no paper whose tables are known has numbers of these datasets")
    return rows


def _papers_of(rows: Sequence[PrintedRow]) -> list[str]:
    """Return what the papers in brackets are."""
    tables = {(row.paper, row.table): published_table(row.paper, row.table) for row in rows}
    return [
        f"[{paper} {key}]: as printed in {table.citation}"
        + (f", rows that it quotes from {table.quoted_from}" if table.quoted_from else "")
        for (paper, key), table in tables.items()
    ]


def _search(run: object, name: str | None) -> SearchRun:
    if isinstance(run, SearchRun):
        return run if name is None else replace(run, name=name)
    assert isinstance(run, Path), "what holds a search is its run or its folder"
    return SearchRun(run, name)

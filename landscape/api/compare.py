"""`landscape.compare`: landscapes with one of them, or searches with the best."""

from __future__ import annotations

import json
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from landscape.comparison.runs import Comparisons, compare_runs
from landscape.disk.files import read_bytes, unless_refused
from landscape.errors import DataError, OptionError
from landscape.options.base import takes
from landscape.options.compare import CompareOptions
from landscape.runs.folders import fitting, folder_of
from landscape.runs.labels import labels_left
from landscape.runs.run import Run

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from search.comparison.contests import SearchComparison

__all__ = ["compare", "read_comparison"]


@takes(CompareOptions)
def compare(options: CompareOptions) -> Comparisons | SearchComparison:
    """Compare landscapes with the last one of them, or searches of the same datasets.

    They are given one by one or in a list: folders, runs, or landscapes made in Python.

    Returns
    -------
    Comparisons
        Of landscapes: what climbing each means in terms of the last.
    search.SearchComparison
        Of searches: the papers' table, with a paired test.

    Raises
    ------
    DataMissingError, DataError
        If a folder holds no run, a file is damaged, or the runs have too little in common.
    OptionError
        If there are less than two runs, landscapes beside searches, or a run or label twice.

    Examples
    --------
    >>> import landscape
    >>> square = landscape.ProductSpace([2, 2])
    >>> proxy = landscape.Landscape(square, [3, 0, 1, 2], metric="proxy")
    >>> accuracy = landscape.Landscape(square, [70, 80, 90, 95], metric="accuracy")
    >>> found = landscape.compare(proxy, accuracy)
    >>> found.table()["global_regret"].tolist(), found.optima["quality"].tolist()
    ([25.0], [70.0, 95.0])
    """
    given = fitting(options.runs, "landscape", "search")
    labels = labels_left(options.label, options.runs, given)
    with nullcontext() if options.out is None else unless_refused(options.out):
        if not _are_searches(given):
            if options.published:
                raise OptionError("--published adds rows of searches: give folders of searches")
            _check_last(given, options.runs)
            return compare_runs(given, labels, options)
        if options.quality is not None:
            judge = folder_of(options.quality) or options.quality
            raise OptionError(f"--quality {judge}: searches are judged by what they report")
        from search.comparison.runs import compare_search_runs  # slow to import

        return compare_search_runs(given, labels, options)


def _check_last(given: Sequence[object], runs: Sequence[object]) -> None:
    """Refuse to compare with another one than the last, where that was left out."""
    if given[-1] is not runs[-1]:
        raise OptionError(
            f"{folder_of(runs[-1])} holds no landscape, and it is the last, which the others are "
            "compared with: give a run in its place"
        )


def _are_searches(given: Sequence[object]) -> bool:
    """Tell whether all that was given is searches.

    Raises
    ------
    OptionError
        If some are searches and some landscapes.
    """
    are = [_is_search(one) for one in given]
    if any(are) and not all(are):
        search, other = (given[are.index(which)] for which in (True, False))
        raise OptionError(
            f"{folder_of(search)} is a search and {folder_of(other) or other} a landscape: compare "
            "searches with searches, landscapes with landscapes"
        )
    return all(are)


def _is_search(given: object) -> bool:
    folder = folder_of(given)
    return folder is not None and Run(folder).is_search


def read_comparison(folder: Path) -> Comparisons | SearchComparison:
    """Return what ``landscape compare --out`` left in a folder.

    Raises
    ------
    DataMissingError, DataError
        If ``compare.json`` is gone or damaged.
    """
    path = folder / "compare.json"
    try:
        return _comparison(json.loads(read_bytes(path)))
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise DataError(
            f"{path} is damaged, or of an earlier version ({type(error).__name__}: {error}): "
            "run landscape compare again"
        ) from error


def _comparison(content: dict[str, Any]) -> Comparisons | SearchComparison:
    if content.get("kind") != "searches":
        return Comparisons.from_dict(content)
    from search.comparison.contests import SearchComparison  # slow to import

    return SearchComparison.from_dict(content)

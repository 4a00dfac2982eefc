"""`landscape.compare`: landscapes or samples with one of them, or searches with the best."""

from __future__ import annotations

import json
from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from landscape.comparison.runs import Comparisons, compare_runs
from landscape.disk.files import read_bytes, unless_refused
from landscape.errors import DataError, OptionError
from landscape.options.base import takes
from landscape.options.compare import CompareOptions
from landscape.runs.folders import fitting, folder_of, landscape_of
from landscape.runs.labels import check_once, labels_left, run_labels, whose_numbers
from landscape.runs.run import Run
from landscape.runs.sample_run import SampleRun

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from landscape.landscape import Landscape
    from landscape.sampled import Sample, SampleComparison
    from search.comparison.contests import SearchComparison

__all__ = ["compare", "read_comparison"]


@takes(CompareOptions)
def compare(options: CompareOptions) -> Comparisons | SampleComparison | SearchComparison:
    """Compare landscapes with the last one of them, or searches of the same datasets.

    They are given one by one or in a list: folders, runs, or landscapes made in Python. If one is
    a sample, numbers are estimates with intervals, or not defined.

    Returns
    -------
    Comparisons
        Of landscapes: what climbing each means in terms of the last.
    landscape.sampled.SampleComparison
        Of landscapes, samples among them: what was seen of each, and what that tells.
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
    given = fitting(options.runs, "landscape", "sample", "search")
    labels = labels_left(options.label, options.runs, given)
    with nullcontext() if options.out is None else unless_refused(options.out):
        if not _are_searches(given):
            if options.published:
                raise OptionError("--published adds rows of searches: give folders of searches")
            _check_last(given, options.runs)
            if any(map(_is_sample, given)):
                return _compare_samples(given, labels, options)
            return compare_runs(given, labels, options)
        if options.quality is not None:
            judge = folder_of(options.quality) or options.quality
            raise OptionError(f"--quality {judge}: searches are judged by what they report")
        from search.comparison.runs import compare_search_runs  # slow to import

        return compare_search_runs(given, labels, options)


def _compare_samples(
    given: Sequence[object], labels: Sequence[str], options: CompareOptions
) -> SampleComparison:
    """Compare runs, samples among them, with the last one."""
    from landscape.sampled.comparing import compare_samples  # only who compares samples pays

    if options.quality is not None:
        raise OptionError(
            "--quality says how good an architecture is, and a sample does not know that of the "
            "optima of another: leave it out, or build the landscapes"
        )
    if len(given) < 2:
        raise OptionError(f"one run, {folder_of(given[0])}: expected at least two to compare")
    names = run_labels(given, labels) if labels else _names(given)
    sides = {name: _side_of(one) for name, one in zip(names, given, strict=True)}
    found = compare_samples(sides, resamples=options.resamples, seed=options.seed)
    found = replace(found, options=options.record(), whose=whose_numbers(given))
    return found if options.out is None else found.save(options.out)


def _names(given: Sequence[object]) -> list[str]:
    """Return what runs are called: samples among each other, and those that are none."""
    check_once(given)
    are = list(map(_is_sample, given))
    names = {
        kind: iter(
            run_labels([one for one, is_so in zip(given, are, strict=True) if is_so is kind])
        )
        for kind in (True, False)
    }
    return [f"{next(names[True])}, sampled" if is_so else next(names[False]) for is_so in are]


def _side_of(given: object) -> Sample | Landscape:
    if not _is_sample(given):
        return landscape_of(given)
    folder = folder_of(given)
    assert folder is not None, "a sample lies in a folder"
    return SampleRun(folder).sample


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


def _is_sample(given: object) -> bool:
    folder = folder_of(given)
    return folder is not None and Run(folder).kind == "sample"


def read_comparison(folder: Path) -> Comparisons | SampleComparison | SearchComparison:
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


def _comparison(content: dict[str, Any]) -> Comparisons | SampleComparison | SearchComparison:
    if content.get("kind") == "samples":
        from landscape.sampled.comparing import SampleComparison  # only who compares samples pays

        return SampleComparison.from_dict(content)
    if content.get("kind") != "searches":
        return Comparisons.from_dict(content)
    from search.comparison.contests import SearchComparison  # slow to import

    return SearchComparison.from_dict(content)

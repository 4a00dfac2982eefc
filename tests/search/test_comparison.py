import numpy as np
import pytest

from landscape.errors import DataError, OptionError
from search.comparison import compare_searches
from search.saved import SearchRun
from tests.search.saved import save_search

GOOD = [94.0, 94.2, 94.1, 94.3, 94.2, 94.4, 94.1, 94.2]
BAD = [93.0, 93.3, 93.1, 93.2, 92.9, 93.4, 93.0, 93.1]


def searches(folder, *described):
    """Return runs of (outcomes, options of `save_search`)."""
    return [
        SearchRun(save_search(folder / str(number), outcomes, **options))
        for number, (outcomes, options) in enumerate(described)
    ]


def test_the_table_has_a_row_an_algorithm_and_a_column_a_dataset(tmp_path):
    runs = searches(
        tmp_path,
        (GOOD, {"algorithm": "mf-nas", "proxies": ["params"]}),
        (BAD, {"algorithm": "rea"}),
        (BAD, {"algorithm": "rea", "dataset": "cifar100"}),
    )
    found = compare_searches(runs)
    header, rows, best = found.cells()
    assert header == ["algorithm", "cifar10 (test_acc)", "cifar100 (test_acc)"]
    assert rows == [
        ["MF-NAS (params)", "94.19 ± 0.12", "-"],
        ["REA", "93.12 ± 0.16", "93.12 ± 0.16"],
    ]
    assert best == {(0, 1), (1, 2)}
    assert "| **94.19 ± 0.12** |" in found.to_markdown()
    assert r"\textbf{94.19 $\pm$ 0.12}" in found.to_latex()


def test_what_chance_may_explain_is_not_behind(tmp_path):
    nearly = [value - 0.01 * (-1) ** place for place, value in enumerate(GOOD)]
    (contest,) = compare_searches(
        searches(tmp_path, (GOOD, {"algorithm": "a"}), (nearly, {"algorithm": "b"}), (BAD, {}))
    ).contests
    assert [contest.is_best(label) for label in ("A", "B", "REA")] == [True, True, False]
    assert contest.p["REA"] == pytest.approx(2 * 2 / 2**8)  # of two comparisons


def test_error_rates_are_better_when_lower(tmp_path):
    runs = searches(
        tmp_path,
        (GOOD, {"algorithm": "a", "metric": "test_per"}),
        (BAD, {"algorithm": "b", "metric": "test_per"}),
    )
    (contest,) = compare_searches(runs).contests
    assert contest.best == "B"
    assert contest.against["A"].difference == pytest.approx(np.mean(GOOD) - np.mean(BAD))


def test_trials_that_found_nothing_count_in_no_mean(tmp_path):
    runs = searches(tmp_path, ([np.nan, 90.0, 92.0], {"algorithm": "a"}), (BAD[:3], {}))
    row = compare_searches(runs).contests[0].rows()[0]
    assert (row["trials"], row["n"], row["mean"], row["pairs"]) == (3, 2, 91, 2)


def test_runs_that_would_share_a_row_are_told_apart_by_their_folders(tmp_path):
    assert compare_searches(searches(tmp_path, (GOOD, {}), (BAD, {}))).labels == (
        "REA [0]",
        "REA [1]",
    )


def test_fitness_judges_searches_that_followed_the_same_scores_only(tmp_path):
    alike = {"metric": None, "proxies": ["synflow"]}
    runs = searches(
        tmp_path, (GOOD, {"algorithm": "a", **alike}), (BAD, {"algorithm": "b", **alike})
    )
    assert compare_searches(runs).contests[0].metric == "fitness"
    other = searches(tmp_path / "more", (BAD, {"metric": None, "proxies": ["nwot"]}))
    with pytest.raises(DataError, match="followed different scores"):
        compare_searches([*runs, *other])


def test_one_search_is_not_compared(tmp_path):
    with pytest.raises(OptionError, match="at least two"):
        compare_searches(searches(tmp_path, (GOOD, {})))

import numpy as np
import pytest

from landscape.errors import DataError, OptionError
from search.comparison.comparison import compare_searches
from search.runs.saved import SearchRun
from tests.runs import edit_summary
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


def test_searches_that_trained_on_half_of_a_dataset_are_of_the_dataset(tmp_path):
    runs = searches(tmp_path, (GOOD, {"dataset": "cifar10-valid"}), (BAD, {"algorithm": "a"}))
    assert [contest.title for contest in compare_searches(runs).contests] == ["cifar10"]


def test_unless_the_test_accuracy_is_of_such_networks_too(tmp_path):
    runs = searches(tmp_path, (GOOD, {"dataset": "cifar10-valid"}), (BAD, {"algorithm": "a"}))
    edit_summary(runs[0].folder, reported={"test_acc": {"dataset": "cifar10-valid"}})
    again = [SearchRun(run.folder) for run in runs]
    titles = [contest.title for contest in compare_searches(again).contests]
    assert titles == ["cifar10-valid", "cifar10"]


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


def test_the_settings_that_differ_tell_runs_of_a_row_apart(tmp_path):
    seeds = [{"settings": {"metric": "val_acc", "seed": seed}} for seed in (0, 1)]
    runs = searches(tmp_path, (GOOD, seeds[0]), (BAD, seeds[1]))
    assert compare_searches(runs).labels == ("REA [seed=0]", "REA [seed=1]")


def test_else_their_folders_do(tmp_path):
    runs = [*searches(tmp_path / "a", (GOOD, {})), *searches(tmp_path / "b", (BAD, {}))]
    found = compare_searches(runs)
    assert found.labels == tuple(f"REA [{tmp_path / name / '0'}]" for name in "ab")
    assert len(found.contests[0].outcomes) == 2


def test_fitness_judges_searches_that_followed_the_same_scores_only(tmp_path):
    alike = {"metric": None, "proxies": ["synflow"]}
    runs = searches(
        tmp_path, (GOOD, {"algorithm": "rea", **alike}), (BAD, {"algorithm": "best-of", **alike})
    )
    assert compare_searches(runs).contests[0].metric == "fitness"
    other = searches(tmp_path / "more", (BAD, {"metric": None, "proxies": ["nwot"]}))
    with pytest.raises(DataError, match="cannot be compared"):
        compare_searches([*runs, *other])


@pytest.mark.parametrize("algorithm", ["sa-rank", "ga-rank", "freerea", "best-of"])
def test_fitness_that_is_relative_to_a_trial_judges_nothing(tmp_path, algorithm):
    alike = {"algorithm": algorithm, "metric": None, "proxies": ["synflow", "nwot"]}
    with pytest.raises(DataError, match="cannot be compared"):
        compare_searches(searches(tmp_path, (GOOD, alike), (BAD, alike)))


def test_fitness_of_several_stages_judges_nothing(tmp_path):
    alike = {"algorithm": "mf-nas", "metric": None, "proxies": ["synflow"]}
    runs = searches(tmp_path, (GOOD, alike), (BAD, {**alike, "stages": [0] * 7 + [12]}))
    with pytest.raises(DataError, match="several stages"):
        compare_searches(runs)


def test_a_search_that_found_nothing_is_behind_without_a_test(tmp_path):
    nothing = ([np.nan] * 8, {"algorithm": "a"})
    (contest,) = compare_searches(
        searches(tmp_path, nothing, (GOOD, {}), (BAD, {"algorithm": "b"}))
    ).contests
    assert contest.best == "REA"
    assert not contest.is_best("A")
    assert contest.p["B"] == pytest.approx(2 / 2**8)  # of one comparison, not of two
    with pytest.raises(DataError, match="found anything"):
        compare_searches(searches(tmp_path / "all", nothing, nothing))


def test_minus_infinity_is_worse_than_any_number(tmp_path):
    endless = [-np.inf, *GOOD[1:]]
    runs = searches(tmp_path, (endless, {"algorithm": "a"}), (BAD, {"algorithm": "b"}))
    found = compare_searches(runs)
    assert found.contests[0].best == "B"
    assert found.to_dict()["searches"][0]["mean"] == "-inf"


def test_one_search_is_not_compared(tmp_path):
    with pytest.raises(OptionError, match="at least two"):
        compare_searches(searches(tmp_path, (GOOD, {})))


def test_checksums_tell_no_runs_apart(tmp_path):
    sums = [{"settings": {"metric": "val_acc", "sha256": letter * 64}} for letter in "ab"]
    labels = compare_searches(searches(tmp_path, (GOOD, sums[0]), (BAD, sums[1]))).labels
    assert labels == ("REA [0]", "REA [1]")


def test_searches_are_called_as_somebody_says(tmp_path):
    folders = [run.folder for run in searches(tmp_path, (GOOD, {}), (BAD, {}))]
    named = [SearchRun(folder, name) for folder, name in zip(folders, ("new", "old"), strict=True)]
    assert compare_searches(named).labels == ("new", "old")
    with pytest.raises(OptionError, match="two searches of one dataset are called new"):
        compare_searches([SearchRun(folder, "new") for folder in folders])

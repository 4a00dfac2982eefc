from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from landscape import Landscape, ProductSpace, get_space, scores_of, to_fitness
from landscape.comparison import expected_overlap, resample_runs
from landscape.errors import DataError
from landscape.scores import ScoreTable, rank_sum, read_scores, write_scores
from landscape.scores.resume import resumable_scoring
from search import local_search, lookup, run

NAN = np.nan
SPACE = get_space("nb201")
SQUARE = ProductSpace([2, 2])


def test_a_series_in_any_order_is_the_same_landscape():
    slope = SPACE.decode(np.arange(SPACE.size)).sum(axis=1)
    scores = np.random.default_rng(0).normal(size=SPACE.size) + slope
    series = pd.Series(scores)
    for same in (series, series.sort_values(), series.sample(frac=1, random_state=1)):
        assert Landscape(SPACE, same).n_optima == Landscape(SPACE, scores).n_optima > 1


@pytest.mark.parametrize("notation", SPACE.notations)
def test_labels_are_read_in_every_notation(notation):
    numbers = np.random.default_rng(0).choice(SPACE.size, 100, replace=False)
    expected = np.full(SPACE.size, NAN)
    expected[numbers] = numbers
    series = pd.Series(numbers, index=[SPACE.format(i, notation) for i in numbers])
    for same in (series, dict(series)):
        np.testing.assert_array_equal(Landscape(SPACE, same).fitness, expected)


@pytest.mark.parametrize(
    "given",
    [
        pd.Series([0.5, 2.5], index=[3, 0]),
        pd.Series([0.5, 2.5], index=["3", "0"]),
        pd.Series([0.5, 2.5], index=np.array([3, 0], dtype=np.uint8)),
        pd.Series([0.5, 2.5], index=pd.array([3, 0], dtype="Int64")),
        pd.Series([0.5, 2.5], index=pd.Categorical(["3", "0"])),
        pd.Series([0.5, 2.5, 2.5, None], index=[3, 0, 0, 3]),  # rows that agree
        pd.Series([0.5, 2.5], index=[3, 0], dtype="Float64"),
        {3: 0.5, 0: 2.5}, {"3": 0.5, np.int64(0): 2.5, 1: None},
    ],
)  # fmt: skip
def test_scores_of_some_leave_the_others_missing(given):
    np.testing.assert_array_equal(scores_of(SQUARE, given), [2.5, NAN, NAN, 0.5])


def test_a_tuple_is_a_label_too():
    code = (2, 1, 0, 1, 1, 3)  # NASLib's
    index = pd.MultiIndex.from_tuples([code])
    for given in ({code: 7.0}, pd.Series([7.0], index=index)):
        found = scores_of(SPACE, given)
        assert np.flatnonzero(~np.isnan(found)).tolist() == [SPACE.parse(code)]


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (pd.Series([1.0, 2.0], index=["a", "b"]), "2 of 2 labels are no architecture .*first 'a'"),
        (pd.Series([1.0, 2.0], index=[0, 4]), "1 of 2 labels .*first 4"),
        (pd.Series([1.0, 2.0], index=np.array([0, 200], dtype=np.uint8)), "first 200"),
        (pd.Series([1.0, 2.0], index=np.array([0, 2**63], dtype=np.uint64)), "first 9223372036854"),
        (pd.Series([1.0, 2.0], index=[0, -1]), "first -1"),
        (pd.Series([1.0, 2.0], index=[0.0, 1.0]), "first 0.0"),
        (pd.Series([1.0, 2.0], index=[True, False]), "first True"),
        (pd.Series([1.0, 2.0], index=pd.date_range("2020", periods=2)), "first a Timestamp"),
        ({None: 1.0}, "first None"),
        (pd.Series([1.0, 2.0], index=[1, 1]), "contradict each other: there are two of 1, 1.0 and"),
        ({"1": 1.0, 1: 2.0}, "contradict each other"),
        (pd.Series([1.0], index=pd.Index([0], name="arch_index")), "benchmark's own index"),
        (pd.Series([], dtype=float), "at least one architecture"),
        ({}, "at least one architecture"),
        ({0: [1.0, 2.0]}, r"shape \(1, 2\): expected one number an architecture"),
        (pd.DataFrame({"acc": [1.0] * 4}), r"one column of it.*set_index"),
        (np.ones((4, 1)), r"expected scores of shape \(4,\), one each, got \(4, 1\); flatten them"),
        ([1.0, 2.0], r"got \(2,\); scores of some are given by a dict or a pandas Series"),
    ],
)  # fmt: skip
def test_scores_that_cannot_be_lined_up_are_refused(given, why):
    with pytest.raises(DataError, match=why) as error:
        scores_of(SQUARE, given)
    assert "\n" not in str(error.value)


def test_fitness_alone_has_no_place_for_labels():
    with pytest.raises(DataError, match="scores_of"):
        to_fitness(pd.Series([1.0, 2.0], index=[1, 0]))
    assert to_fitness(pd.Series([1.0, 2.0])).tolist() == [1, 2]


def test_a_table_of_scores_is_written_in_line(tmp_path):
    table = ScoreTable("product", {"a": pd.Series([4.0, 1.0], index=["3", "0"])})
    write_scores(tmp_path / "s.parquet", table, SQUARE)
    np.testing.assert_array_equal(
        read_scores(tmp_path / "s.parquet", SQUARE).column("a"), [1, NAN, NAN, 4]
    )


def test_scores_of_a_chunk_are_those_of_its_numbers(tmp_path):
    chunks = [np.array([5, 7])]
    with resumable_scoring(tmp_path, settings={}, chunks=chunks) as scoring:
        with pytest.raises(DataError, match="labels"):
            scoring.save(0, {"a": pd.Series([1.0, 2.0], index=[7, 5])})
        scoring.save(0, {"a": pd.Series([1.0, 2.0], index=[5, 7])})
        assert scoring.result()[1]["a"].tolist() == [1, 2]


def test_runs_are_lined_up_one_by_one():
    first = pd.Series([0.0, 1.0, 2.0, 3.0])
    by_list = resample_runs(SQUARE, [first, first.iloc[::-1]], resamples=1)
    assert by_list.landscape.fitness.tolist() == [0, 1, 2, 3]
    masked = np.ma.array([[0.0, 1, 2, 3], [9.0, 1, 2, 3]], mask=[[0] * 4, [1, 0, 0, 0]])
    assert resample_runs(SQUARE, masked, resamples=1).n_runs.tolist() == [1, 2, 2, 2]
    with pytest.raises(DataError, match="one column"):
        resample_runs(SQUARE, pd.DataFrame({"a": first, "b": first}))


def test_ranks_and_overlaps_refuse_labels_and_what_is_missing():
    turned = pd.Series([1.0, 2.0], index=[1, 0])
    with pytest.raises(DataError, match="scores_of"):
        rank_sum([turned, turned], [False, False])
    with pytest.raises(DataError, match="scores_of"):
        expected_overlap(turned, [1.0, 2.0], 1)
    with pytest.raises(DataError, match="of each one"):
        expected_overlap([1.0, NAN], [1.0, 2.0], 1)
    with pytest.raises(DataError, match="of each one"):
        expected_overlap([1.0, 2.0, 3.0], [1.0, 2.0], 1)


@pytest.mark.parametrize("which", ["fitness", "seconds", "training"])
def test_a_search_is_answered_by_number_or_not_at_all(which):
    turned = pd.Series([1.0, 2.0, 3.0, 4.0], index=[3, 2, 1, 0])
    known = {"f": np.arange(4.0)}
    more = {} if which == "fitness" else {which: {"f": turned}}
    with pytest.raises(DataError, match=r"scores 'f' with labels.*scores_of"):
        lookup({"f": turned} if which == "fitness" else known, **more)


def test_a_search_is_answered_from_columns_of_the_space_s_length():
    with pytest.raises(DataError, match=r"columns of shapes \(2,\), \(4,\)"):
        lookup({"f": np.arange(4.0), "g": np.arange(2.0)})
    with pytest.raises(DataError, match="there are 2 scores, and architecture 3 is asked for"):
        lookup({"f": [1.0, 2.0]})("f", np.array([0, 3]))


def test_answers_of_one_s_own_are_those_of_the_architectures_asked_for():
    table = pd.Series([1.0, 4.0, 2.0, 3.0])
    (right,) = run(
        [local_search(SQUARE, "f", np.random.default_rng(0))],
        lambda question, indices: table.loc[indices],
        budget=9,
    )
    assert right.architecture == 1
    with pytest.raises(DataError, match="fitness for 'f' with labels"):
        run(
            [local_search(SQUARE, "f", np.random.default_rng(0))],
            lambda question, indices: table.loc[indices].iloc[::-1],
            budget=9,
        )

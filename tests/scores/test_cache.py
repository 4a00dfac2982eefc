import numpy as np
import pytest

from landscape.errors import DataError
from landscape.scores import ScoreTable, load_matching, write_scores

SETTINGS = {"seed": 0, "proxies": ("synflow",), "batch": 64}
ASKED = {"synflow": SETTINGS}
OTHER = {"nwot": {"seed": 7}}


@pytest.fixture
def path(tmp_path, space):
    path = tmp_path / "scores.parquet"
    columns = {"synflow": np.arange(6.0), "nwot": np.ones(6), "bare": np.zeros(6)}
    write_scores(path, ScoreTable("toy", columns, settings=ASKED | OTHER), space)
    return path


def test_nothing_matches_where_there_is_no_file(tmp_path, space):
    assert load_matching(tmp_path / "scores.parquet", space, ASKED) is None


def test_scores_of_the_same_settings_are_returned(path, space):
    table = load_matching(path, space, {"synflow": dict(reversed(SETTINGS.items()))})
    assert table.column("synflow").tolist() == [0, 1, 2, 3, 4, 5]


def test_columns_not_asked_for_do_not_matter(path, space):
    table = load_matching(path, space, OTHER)
    assert list(table.columns) == ["synflow", "nwot", "bare"]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"seed": 1}, "synflow was scored with seed = 0, and seed = 1 is asked for"),
        ({"init": "bank"}, 'scored with init = not set, and init = "bank" is asked for'),
    ],
)
def test_first_differing_setting_is_named(path, space, asked, message):
    with pytest.raises(DataError, match=f"{message}: choose another --out, or delete"):
        load_matching(path, space, OTHER | {"synflow": SETTINGS | asked})


def test_a_column_that_tells_nothing_of_itself_is_no_match(path, space):
    with pytest.raises(DataError, match="bare was scored with seed = not set, and seed = 0"):
        load_matching(path, space, {"bare": {"seed": 0}})


def test_a_column_that_is_not_there_is_named(path, space):
    with pytest.raises(DataError, match="scores of synflow, nwot, bare, and zen is asked for: ch"):
        load_matching(path, space, ASKED | {"zen": {}})


def test_columns_may_be_missing_where_they_are_to_be_added(path, space):
    assert "zen" not in load_matching(path, space, ASKED | {"zen": {}}, partial=True).columns
    with pytest.raises(DataError, match="seed = 0, and seed = 3"):
        load_matching(path, space, {"zen": {}, "synflow": SETTINGS | {"seed": 3}}, partial=True)


@pytest.mark.parametrize(
    ("kept", "asked", "message"),
    [
        (None, [1, 2], "scores of the whole space, and those of 2 other configurations"),
        ([1, 2], None, "scores of 2 configurations, and those of the whole space"),
        ([1, 2], [1, 3], "scores of 2 configurations, and those of 2 other configurations"),
    ],
)
def test_scores_of_other_configurations_are_refused(tmp_path, space, kept, asked, message):
    path = tmp_path / "scores.parquet"
    kept, asked = (rows if rows is None else np.array(rows) for rows in (kept, asked))
    write_scores(path, ScoreTable("toy", {"a": np.ones(6)}, only=kept), space)
    assert load_matching(path, space, {"a": {}}, only=kept) is not None
    with pytest.raises(DataError, match=f"{message} are asked for: choose another --out"):
        load_matching(path, space, {"a": {}}, only=asked)


def test_truncated_file_is_refused(path, space):
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(DataError, match=r"cut short or .* give another file, or delete it"):
        load_matching(path, space, ASKED)

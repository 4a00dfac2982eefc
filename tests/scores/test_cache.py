import numpy as np
import pytest

from landscape.errors import DataError
from landscape.scores import ScoreTable, load_matching, write_scores

SETTINGS = {"seed": 0, "proxies": ("synflow",), "batch": 64}


@pytest.fixture
def path(tmp_path, space):
    path = tmp_path / "scores.parquet"
    write_scores(path, ScoreTable("toy", {"synflow": np.arange(6.0)}, settings=SETTINGS), space)
    return path


def test_nothing_matches_where_there_is_no_file(tmp_path, space):
    assert load_matching(tmp_path / "scores.parquet", space, SETTINGS) is None


def test_scores_of_the_same_settings_are_returned(path, space):
    table = load_matching(path, space, dict(reversed(SETTINGS.items())))
    assert table.column("synflow").tolist() == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"seed": 1}, "scored with seed = 0, and seed = 1 is asked for"),
        ({"init": "bank"}, 'scored with init = not set, and init = "bank" is asked for'),
    ],
)
def test_first_differing_setting_is_named(path, space, asked, message):
    with pytest.raises(DataError, match=f"{message}: choose another --out, or delete"):
        load_matching(path, space, SETTINGS | asked)


def test_truncated_file_is_refused(path, space):
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(DataError, match=r"cut short or .* give another file, or delete it"):
        load_matching(path, space, SETTINGS)

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from landscape.disk.parquet import to_parquet
from landscape.errors import DataError, DataMissingError, OptionError, OutputError, UnknownNameError
from landscape.scores import Metric, ScoreTable, read_scores, write_scores
from landscape.spaces import ProductSpace


@pytest.fixture
def table():
    return ScoreTable(
        "toy",
        {
            "acc": np.array([90.5, np.nan, -np.inf, np.inf, -0.0, 1e67]),
            "loss": np.arange(6.0),
        },
        {
            "loss": Metric(
                "loss", minimize=True, unit="nats", resolution=0.5, title="L", source="us"
            )
        },
        {
            "acc": {"seed": 0, "proxies": ["acc"], "lr": 0.1, "init": None, "nested": {"a": True}},
            "loss": {"seed": 1},
        },
        {"device": "cpu", "versions": {"numpy": "2"}},
    )


def assert_same(one, other):
    assert list(one.columns) == list(other.columns)
    for name, scores in one.columns.items():
        np.testing.assert_array_equal(scores, other.columns[name])
        assert other.columns[name].dtype == np.float64
        assert one.metric(name) == other.metric(name)
    assert one.settings == other.settings
    assert one.provenance == other.provenance


def test_table_is_read_as_it_was_written(tmp_path, table, space):
    write_scores(tmp_path / "scores.parquet", table, space)
    assert_same(table, read_scores(tmp_path / "scores.parquet", space))


@given(
    st.lists(st.floats() | st.sampled_from([np.nan, -np.inf, np.inf, -0.0]), min_size=6, max_size=6)
)
def test_every_float_survives(tmp_path_factory, scores):
    path = tmp_path_factory.mktemp("floats") / "scores.parquet"
    space = ProductSpace([2, 3], name="toy")
    expected = np.array(scores)
    write_scores(path, ScoreTable("toy", {"f": expected}), space)
    found = read_scores(path, space).column("f")
    np.testing.assert_array_equal(found, expected)
    np.testing.assert_array_equal(
        np.signbit(found[~np.isnan(found)]), np.signbit(expected[~np.isnan(expected)])
    )


def test_a_table_of_some_configurations_has_rows_for_these(tmp_path, space):
    only = np.array([1, 4])
    scores = np.array([9.0, 1.0, 9.0, 9.0, np.nan, 9.0])
    write_scores(tmp_path / "s.parquet", ScoreTable("toy", {"a": scores}, only=only), space)
    plain = pq.read_table(tmp_path / "s.parquet").to_pydict()
    assert plain == {"index": [1, 4], "arch": ["1", "4"], "a": [1.0, None]}
    found = read_scores(tmp_path / "s.parquet", space)
    assert found.only.tolist() == [1, 4]
    np.testing.assert_array_equal(found.column("a"), [np.nan, 1, np.nan, np.nan, np.nan, np.nan])


def test_a_table_of_all_configurations_says_so(tmp_path, table, space):
    write_scores(tmp_path / "s.parquet", table, space)
    assert read_scores(tmp_path / "s.parquet", space).only is None


@pytest.mark.parametrize("only", [[2, 1], [1, 1], [-1, 2], [5, 6], [0.0, 1.0]])
def test_rows_that_are_no_ascending_configurations_are_refused(tmp_path, space, only):
    table = ScoreTable("toy", {"a": np.zeros(6)}, only=np.array(only))
    with pytest.raises(OptionError, match=r"expected different configuration numbers .* ascending"):
        write_scores(tmp_path / "s.parquet", table, space)


@pytest.mark.parametrize(
    "change", [lambda t: t.slice(1), lambda t: t.take(pa.array([1, 0])), lambda t: t.take([0, 0])]
)
def test_changed_rows_of_some_configurations_are_refused(tmp_path, space, change):
    path = tmp_path / "s.parquet"
    table = ScoreTable("toy", {"a": np.zeros(6)}, only=np.array([1, 4]))
    write_scores(path, table, space)
    path.write_bytes(to_parquet(change(pq.read_table(path))))
    with pytest.raises(DataError, match=r"changed after it was written: .* a and 2 rows in order"):
        read_scores(path, space)


def test_columns_read_back_can_be_written_to(tmp_path, table, space):
    write_scores(tmp_path / "s.parquet", table, space)
    read_scores(tmp_path / "s.parquet", space).column("loss")[0] = 7


def test_same_content_gives_the_same_bytes(tmp_path, table, space):
    reordered = ScoreTable(
        "toy",
        table.columns,
        table.metrics,
        dict(reversed(table.settings.items())),
        dict(reversed(table.provenance.items())),
    )
    write_scores(tmp_path / "a", table, space)
    write_scores(tmp_path / "b", reordered, space)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_any_parquet_reader_sees_rows_by_architecture(tmp_path, table, space):
    write_scores(tmp_path / "s.parquet", table, space)
    plain = pq.read_table(tmp_path / "s.parquet").to_pydict()
    assert list(plain) == ["index", "arch", "acc", "loss"]
    assert plain["index"] == [0, 1, 2, 3, 4, 5]
    assert plain["arch"] == [space.format(i) for i in range(6)]
    assert plain["acc"] == [90.5, None, -np.inf, np.inf, 0.0, 1e67]


def test_undescribed_column_is_maximised(table):
    assert table.metric("acc") == Metric("acc")


@pytest.mark.parametrize("ask", [ScoreTable.column, ScoreTable.metric])
def test_unknown_metric_suggests_the_nearest(table, ask):
    with pytest.raises(UnknownNameError, match="metric 'los': did you mean 'loss'"):
        ask(table, "los")


@pytest.mark.parametrize("metrics", [{"b": Metric("b")}, {"a": Metric("b")}])
def test_metric_without_column_of_its_name_is_refused(metrics):
    with pytest.raises(OptionError, match=r"Metric.name='b'.* expected the same name, one of a"):
        ScoreTable("toy", {"a": np.zeros(6)}, metrics)


def test_settings_without_column_of_their_name_are_refused():
    with pytest.raises(OptionError, match="settings are given for column 'b': expected one of a"):
        ScoreTable("toy", {"a": np.zeros(6)}, settings={"b": {}})


@pytest.mark.parametrize("name", ["index", "arch"])
def test_reserved_name_is_refused(name):
    with pytest.raises(OptionError, match=f"cannot be called '{name}': rename"):
        ScoreTable("toy", {name: np.zeros(6)})


def test_column_of_another_shape_is_refused(tmp_path, space):
    with pytest.raises(DataError, match=r"expected scores 'a' of shape \(6,\).* got \(5,\)"):
        write_scores(tmp_path / "s.parquet", ScoreTable("toy", {"a": np.zeros(5)}), space)


def test_table_of_another_space_is_not_written(tmp_path, space):
    with pytest.raises(OptionError, match="scores of space 'other': expected 'toy'"):
        write_scores(tmp_path / "s.parquet", ScoreTable("other", {"a": np.zeros(6)}), space)


def test_folder_that_is_not_there_is_told(tmp_path, table, space):
    with pytest.raises(
        OutputError, match=r"cannot write .*No such file or directory.*choose another place"
    ):
        write_scores(tmp_path / "nowhere" / "s.parquet", table, space)


def test_missing_file_is_told(tmp_path, space):
    with pytest.raises(DataMissingError, match="there is no file"):
        read_scores(tmp_path / "s.parquet", space)


def test_scores_of_another_space_are_refused(tmp_path, table, space):
    write_scores(tmp_path / "s.parquet", table, space)
    other = ProductSpace([6], name="six")
    with pytest.raises(DataError, match=r"space 'toy': expected 'six'; choose another --space"):
        read_scores(tmp_path / "s.parquet", other)


def test_space_of_another_size_is_refused(tmp_path, table, space):
    write_scores(tmp_path / "s.parquet", table, space)
    grown = ProductSpace([2, 4], name="toy")
    with pytest.raises(DataError, match=r"changed after it was written: expected .* rows 0 to 7"):
        read_scores(tmp_path / "s.parquet", grown)


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t.slice(1),
        lambda t: t.take(pa.array([1, 0, 2, 3, 4, 5])),
        lambda t: t.drop_columns(["acc"]),
        lambda t: t.drop_columns(["index"]),
        lambda t: t.append_column("more", pa.array([0.0] * 6)),
        lambda t: t.append_column("acc", pa.array([0.0] * 6)),
        lambda t: t.set_column(2, "acc", pa.array(["x"] * 6)),
    ],
    ids=["rows cut", "rows moved", "column cut", "no index", "column added", "twice", "text"],
)
def test_changed_rows_or_columns_are_refused(tmp_path, table, space, change):
    path = tmp_path / "s.parquet"
    write_scores(path, table, space)
    path.write_bytes(to_parquet(change(pq.read_table(path))))
    with pytest.raises(DataError, match="changed after it was written: expected the columns index"):
        read_scores(path, space)

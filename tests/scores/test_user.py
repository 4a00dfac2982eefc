"""Tables that users bring, and how they are understood."""

import gzip

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from landscape.scores import Metric, ScoreTable, read_user_scores, write_scores
from landscape.scores.user import described_metric
from landscape.spaces import get_space


@pytest.fixture
def csv(tmp_path):
    """Return a function that writes lines to a file and returns its path."""

    def write(*lines, name="scores.csv"):
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n")
        return path

    return write


def given(scores):
    """Return the scores that are there, by configuration number."""
    return {int(i): float(scores[i]) for i in np.flatnonzero(~np.isnan(scores))}


def test_rows_are_found_by_architecture_and_the_rest_is_missing(csv, nb201):
    path = csv("arch,acc", f"{nb201.format(7)},91.5", f"{nb201.format(3)},90")
    scores = read_user_scores(path, nb201, "acc")
    assert scores.shape == (nb201.size,)
    assert given(scores) == {7: 91.5, 3: 90.0}


@pytest.mark.parametrize("notation", ["nats", "naslib"])
def test_any_notation_is_read(csv, nb201, notation):
    path = csv("key,acc", f'"{nb201.format(1234, notation)}",91.5')
    assert given(read_user_scores(path, nb201, "acc")) == {1234: 91.5}


@pytest.mark.parametrize(
    "empty",
    [
        *("", "nan", "NaN", "-nan", "NA", "null", " None ", "N/A", "n.a.", "\\N", "<NA>", "NULL"),
        *("#N/A", "#N/A N/A", "#DIV/0!", "#NUM!", "#VALUE!", "#NV", "#ZAHL!", "#REF!", "#NAME?"),
        *("-", "--", "–", "—", "?", ".", "1.#QNAN", "1.#IND", "-1.#IND", "nan(ind)", "missing"),
    ],
)
def test_empty_cell_is_missing(csv, nb201, empty):
    path = csv("arch,acc", f"{nb201.format(1)},{empty}", f"{nb201.format(2)},5")
    assert given(read_user_scores(path, nb201, "acc")) == {2: 5.0}


def test_numbers_are_read_to_the_last_bit(csv, nb201):
    texts = ["0.1", "1e67", "-inf", "inf", "90.81999999999999", "123456789012345678901234567890"]
    path = csv("arch,f", *(f"{nb201.format(i)},{text}" for i, text in enumerate(texts)))
    assert read_user_scores(path, nb201, "f")[:6].tolist() == [float(text) for text in texts]


def test_columns_are_preferred_in_a_fixed_order(csv, nb201):
    path = csv("key,arch_str,arch,acc", f"x,y,{nb201.format(4)},1")
    assert given(read_user_scores(path, nb201, "acc")) == {4: 1.0}


def test_column_of_architectures_can_be_named(csv, nb201):
    path = csv("arch,cell,acc", f"resnet,{nb201.format(4)},1")
    assert given(read_user_scores(path, nb201, "acc", key="cell")) == {4: 1.0}


def test_agreeing_duplicates_are_one(csv, nb201):
    row = f"{nb201.format(4)},1.50"
    path = csv("arch,acc", row, row, f"{nb201.format(4)},1.5", f"{nb201.format(4)},")
    assert given(read_user_scores(path, nb201, "acc")) == {4: 1.5}


def test_tsv_and_gzip_are_read(tmp_path, nb201):
    text = f"arch\tacc\n{nb201.format(9)}\t2\n"
    (tmp_path / "a.tsv").write_text(text)
    (tmp_path / "a.v2.CSV.gz").write_bytes(gzip.compress(text.replace("\t", ",").encode()))
    for name in ("a.tsv", "a.v2.CSV.gz"):
        assert given(read_user_scores(tmp_path / name, nb201, "acc")) == {9: 2.0}


@pytest.mark.parametrize(
    "kind", [pa.float32(), pa.int8(), pa.decimal128(5, 2), pa.string(), pa.float16()]
)
def test_any_type_of_number_is_read_from_parquet(tmp_path, nb201, kind):
    values = pa.array([1.0, None, 3.0], pa.float64()).cast(pa.float32()).cast(kind)
    keys = pa.array([nb201.format(i) for i in range(3)]).dictionary_encode()
    pq.write_table(pa.table({"arch_str": keys, "a.b": values}), tmp_path / "s.parquet")
    assert given(read_user_scores(tmp_path / "s.parquet", nb201, "a.b")) == {0: 1.0, 2: 3.0}


def test_lists_of_operations_are_architectures(tmp_path, nb201):
    path = tmp_path / "s.parquet"
    keys = [[4, 4, 4, 4, 4, 4], [1, 1, 1, 1, 1, 1]]
    pq.write_table(pa.table({"arch": keys, "acc": [1.0, 2.0]}), path)
    assert given(read_user_scores(path, nb201, "acc")) == {15624: 1.0, 0: 2.0}


@pytest.mark.parametrize("key", [None, "arch", "index"])
def test_our_own_file_is_read_by_architecture_or_number(tmp_path, nb201, key):
    scores = np.arange(float(nb201.size))
    path = tmp_path / "scores.parquet"
    write_scores(path, ScoreTable("nb201", {"f": scores}), nb201)
    np.testing.assert_array_equal(read_user_scores(path, nb201, "f", key=key), scores)


@pytest.mark.parametrize("key", [None, "configuration"])
def test_a_column_of_configurations_holds_their_numbers(csv, nb201, key, caplog):
    path = csv("configuration,f", "5,0.5", "15624,0.2")
    assert given(read_user_scores(path, nb201, "f", key=key)) == {5: 0.5, 15624: 0.2}
    assert caplog.text == ""


@pytest.mark.parametrize("name", ["sss", "nasbench-macro", "transnas101-micro"])
@pytest.mark.parametrize("key", ["arch_index", "index", "number"])
def test_numbers_of_a_benchmark_that_counts_as_we_do_are_read(csv, name, key, caplog):
    path = csv(f"{key},f", "5,0.5", "3999,0.2")
    assert given(read_user_scores(path, get_space(name), "f", key=key)) == {5: 0.5, 3999: 0.2}
    assert caplog.text == ""


def test_numbers_of_a_space_of_the_users_own_are_ours(csv, tmp_path, caplog):
    variables = '[[variables]]\nname = "x"\noptions = ["a", "b"]\nrepeat = 3\n'
    (tmp_path / "my.toml").write_text(f'name = "my"\n{variables}')
    path = csv("index,f", "5,0.5", "2,0.2")
    space = get_space(str(tmp_path / "my.toml"))
    assert given(read_user_scores(path, space, "f", key="index")) == {5: 0.5, 2: 0.2}
    assert caplog.text == ""


def test_numbers_are_architectures_where_there_is_no_other_notation(csv, space):
    path = csv("arch,f", "5,0.5", "2,0.2")
    assert given(read_user_scores(path, space, "f")) == {5: 0.5, 2: 0.2}


def test_our_own_file_of_some_configurations_is_read_too(tmp_path, nb201):
    table = ScoreTable("nb201", {"f": np.ones(nb201.size)}, only=np.array([3, 8]))
    write_scores(tmp_path / "scores.parquet", table, nb201)
    assert given(read_user_scores(tmp_path / "scores.parquet", nb201, "f")) == {3: 1.0, 8: 1.0}


def test_our_own_file_says_what_a_column_means(tmp_path, nb201):
    loss = Metric("loss", minimize=True, unit="nats", title="Loss")
    table = ScoreTable(
        "nb201", {"loss": np.ones(nb201.size)}, {"loss": loss}, {"loss": {"seed": 3}}
    )
    write_scores(tmp_path / "scores.parquet", table, nb201)
    assert described_metric(tmp_path / "scores.parquet", "loss") == (loss, {"seed": 3})
    assert described_metric(tmp_path / "scores.parquet", "index") is None


def test_a_file_of_someone_else_does_not(csv, nb201):
    assert described_metric(csv("arch,acc", f"{nb201.format(4)},1"), "acc") is None

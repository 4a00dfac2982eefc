"""Tables of benchmarks on disk: what they say, and files that are none."""

from __future__ import annotations

import errno
import json
import pickle
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from landscape.benchmarks.collect import import_benchmark
from landscape.benchmarks.column import Column, is_name
from landscape.benchmarks.store import find_tables, tables_of
from landscape.benchmarks.table import open_table
from landscape.errors import DataError, DataMissingError
from landscape.spaces import FileSpace, ProductSpace, Variable
from tests.trained.worlds import SPACE, TinyReader

NAMES = st.from_regex(r"[\w.+-]+", fullmatch=True).filter(is_name)


@given(NAMES, st.none() | st.integers(0, 10**6), NAMES | st.just(""))
def test_columns_are_read_as_they_are_written(metric, epoch, run):
    column = Column(metric, epoch, run)
    assert Column.parse(column.name) == column


@pytest.mark.parametrize("text", ["", "@12", "a@b", "a#", "a@1@2", "a#b#c"])
def test_other_text_is_no_column(text):
    with pytest.raises(ValueError, match="column"):
        Column.parse(text)


@pytest.mark.parametrize(
    "text", ["", "a/b", "../a", ".hidden", "a b", "a#b", "a@b", "a\n", "index", "arch", "mean"]
)
def test_some_texts_are_no_names(text):
    assert not is_name(text)


@pytest.fixture
def path(tmp_path):
    return import_benchmark(TinyReader(), tmp_path, provenance={})[0]


def rewritten(path, change):
    """Write the table again with another description; None stands for none at all."""
    content = pq.read_table(path)
    key = b"nas-landscape-benchmark"
    about = change(json.loads(content.schema.metadata[key]))
    metadata = {} if about is None else {key: json.dumps(about).encode()}
    pq.write_table(content.replace_schema_metadata(metadata), path)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda about: None, "no table of a benchmark: import it"),
        (lambda about: about | {"format": 99}, "format 99, this version reads 1"),
        (lambda about: about | {"size": 7}, "has 6 rows and says 7"),
        (lambda about: about | {"metrics": []}, "columns and metrics differ: params, val_acc"),
        (lambda about: about | {"metrics": [{"nme": "x"}]}, "makes no sense"),
        (lambda about: about | {"dataset": 3}, "makes no sense"),
        (lambda about: {k: v for k, v in about.items() if k != "hp"}, "makes no sense"),
        (lambda about: [about], "makes no sense"),
        (lambda about: about | {"fingerprint": None}, "makes no sense"),
    ],
)
def test_a_description_that_makes_no_sense_is_refused(path, change, told):
    rewritten(path, change)
    with pytest.raises(DataError, match=told) as error:
        open_table(path)
    assert str(path) in str(error.value)


class _Bomb:
    def __reduce__(self):
        return (open, ("/tmp/nas-landscape-was-here", "w"))


@pytest.mark.parametrize("content", [b"", b"PAR1", pickle.dumps(_Bomb()), b"\x00" * 4096], ids=str)
def test_what_is_no_parquet_is_refused(path, content):
    path.write_bytes(content)
    with pytest.raises(DataError, match="no readable Parquet file"):
        open_table(path)


def test_a_wrong_bit_in_the_values_is_noticed(path):
    chunk = pq.ParquetFile(path).metadata.row_group(0).column(3)
    content = bytearray(path.read_bytes())
    content[chunk.data_page_offset + chunk.total_compressed_size - 1] ^= 1
    path.write_bytes(content)
    with pytest.raises(DataError, match="no readable Parquet file"):
        open_table(path).read(open_table(path).columns)


def test_a_missing_table_is_named(tmp_path):
    with pytest.raises(DataMissingError, match=r"nowhere\.parquet"):
        open_table(tmp_path / "nowhere.parquet")


def test_tables_are_found_in_the_first_folder_that_has_them(tmp_path, monkeypatch):
    monkeypatch.setenv("LANDSCAPE_DATA", str(tmp_path / "second"))
    monkeypatch.delenv("TORCH_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert find_tables("tiny") == []
    second = import_benchmark(TinyReader(), tmp_path / "second", provenance={})
    assert [table.path for table in find_tables() if not table.built_in] == second
    first = import_benchmark(TinyReader(), tmp_path / "first", provenance={})
    found = find_tables("tiny", "tiny-bench", data_dir=tmp_path / "first")
    assert [table.path for table in found] == first
    assert find_tables("nbasr") == find_tables(benchmark="*") == []


def test_a_folder_that_cannot_be_read_is_told_of_once_and_the_others_are_looked_into(
    tmp_path, path, monkeypatch, caplog
):
    listed = Path.iterdir

    def denied(folder):
        if folder == tmp_path / "secret" / "nas-landscape":
            raise PermissionError(errno.EACCES, "Permission denied")
        return listed(folder)

    monkeypatch.setattr(Path, "iterdir", denied)
    monkeypatch.setenv("LANDSCAPE_DATA", str(tmp_path))
    for _ in range(2):
        assert len(find_tables("tiny", data_dir=tmp_path / "secret")) == 2
    (message,) = caplog.messages
    assert message.startswith(f"{tmp_path}/secret/nas-landscape cannot be looked into for data (P")


def test_no_bit_of_a_table_changes_unseen(path):
    whole = path.read_bytes()
    columns = open_table(path).columns
    # What is before the first column of scores, the numbers and names of rows, nobody reads.
    start = pq.ParquetFile(pa.BufferReader(whole)).metadata.row_group(0).column(2).data_page_offset
    for bit in range(8 * start, 8 * len(whole), 8 * len(whole) // 300):
        changed = bytearray(whole)
        changed[bit // 8] ^= 1 << bit % 8
        path.write_bytes(changed)
        with pytest.raises(DataError, match="is no readable Parquet file"):
            open_table(path).read(columns)


def test_tables_of_another_space_of_the_same_name_are_refused(tmp_path, path):
    assert len(tables_of(SPACE, tmp_path)) == 2
    for other in (ProductSpace([2, 4], name="tiny"), _renumbered()):
        with pytest.raises(DataError, match="another space called tiny, with 6 configurations"):
            tables_of(other, tmp_path)
    assert tables_of(ProductSpace([2, 4], name="other"), tmp_path) == []


def _renumbered():
    variables = [Variable("a", ("0", "1")), Variable("b", ("2", "1", "0"))]
    return FileSpace(variables, pattern="{}{}", name="tiny")


def test_a_file_that_is_no_table_is_left_out_with_a_warning(tmp_path, path, caplog):
    path.write_bytes(b"")
    (left,) = find_tables("tiny", data_dir=tmp_path)
    assert left.hp == "200"
    assert str(path) in caplog.text


def test_a_benchmark_is_parquet_that_others_can_read(path):
    frame = pa.Table.to_pandas(pq.read_table(path))
    assert frame["arch"].tolist() == [str(i) for i in range(6)]
    assert frame["val_acc@12#777"].isna().sum() == 3
    assert np.isclose(frame["val_acc@12#777"][5], 55)

"""Small files that unpack to gigabytes, and nesting that no stack holds."""

import gzip
import os
import tracemalloc

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from landscape.disk import parquet
from landscape.errors import DataError, LandscapeError
from landscape.scores import read_architectures, read_scores, read_user_scores
from landscape.tables import content, text_table
from landscape.tables.tabular import open_tabular

LIMIT = 100_000


@pytest.fixture
def small(monkeypatch):
    """Make the limits small enough to be met."""
    monkeypatch.setattr(content, "LARGEST", LIMIT)
    monkeypatch.setattr(parquet, "LARGEST", LIMIT)
    for module in (content, parquet, text_table):
        monkeypatch.setattr(module, "MOST_ROWS", 1000)


def refuse(path, space, match, read=read_user_scores):
    arguments = ("acc",) if read is read_user_scores else ()
    with pytest.raises(DataError, match=match) as refused:
        read(path, space, *arguments)
    assert str(path) in str(refused.value)
    assert len(str(refused.value)) < 500


@pytest.mark.parametrize("name", ["t.csv", "t.csv.gz", "list.txt", "t.parquet"])
def test_files_larger_than_the_limit_are_refused(tmp_path, nb201, small, name):
    plain = b"arch,acc\n" + b"x,1\n" * LIMIT
    (tmp_path / name).write_bytes(gzip.compress(plain) if name.endswith("gz") else plain)
    read = read_architectures if name == "list.txt" else read_user_scores
    refuse(tmp_path / name, nb201, "(has|unpacks to) more than the 100,000 bytes", read)


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path, nb201, monkeypatch):
    bomb = gzip.compress(b"arch,acc\n" + b"\n" * 2**25)
    (tmp_path / "t.csv.gz").write_bytes(bomb)
    monkeypatch.setattr(content, "LARGEST", 2**24)
    tracemalloc.start()
    refuse(tmp_path / "t.csv.gz", nb201, "unpacks to more than")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2**23


def test_tables_longer_than_the_limit_are_refused(tmp_path, nb201, small):
    (tmp_path / "t.csv").write_text("arch,acc\n" + "x,1\n" * 1001)
    refuse(tmp_path / "t.csv", nb201, "has more than 1,000 rows")
    pq.write_table(pa.table({"arch": ["x"] * 1001, "acc": [1] * 1001}), tmp_path / "t.parquet")
    refuse(tmp_path / "t.parquet", nb201, "has more than 1,000 rows")


def test_lists_longer_than_the_limit_are_refused(tmp_path, nb201, small):
    table = pa.table({"arch": [[0] * 5000], "acc": [1.0]})
    pq.write_table(table, tmp_path / "t.parquet")
    refuse(tmp_path / "t.parquet", nb201, "has more than 1,000 rows")


def test_columns_that_unpack_to_more_are_refused(tmp_path, nb201, small):
    texts = ["x" * 1000 + str(i) for i in range(500)]
    table = pa.table({"arch": texts, "acc": [1.0] * 500})
    pq.write_table(table, tmp_path / "t.parquet", use_dictionary=False, compression="zstd")
    assert (tmp_path / "t.parquet").stat().st_size < LIMIT
    refuse(tmp_path / "t.parquet", nb201, "unpacks to more than the 100,000 bytes")
    assert open_tabular(tmp_path / "t.parquet").read("acc") == [1.0] * 500


def test_a_text_that_repeats_is_kept_once(tmp_path):
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"note": ["x" * 1000] * 5000 + [None, "y"]}), path)
    values = open_tabular(path).read("note")
    assert len({id(value) for value in values}) == 3
    assert values[-3:] == ["x" * 1000, None, "y"]


def test_nested_lists_in_cells_are_refused(tmp_path, nb201):
    for depth in (3, 40):
        kind, value = pa.int64(), 1
        for _ in range(depth):
            kind, value = pa.list_(kind), [value]
        path = tmp_path / f"{depth}.parquet"
        pq.write_table(pa.table({"arch": pa.array([value], kind), "acc": [1.0]}), path)
        match = "no architecture of NAS-Bench-201 at all" if depth == 3 else "lists in lists, more"
        refuse(path, nb201, match)
        assert np.array(open_tabular(path).read("acc")) == 1
    (tmp_path / "t.csv").write_text(f"arch,acc\n{'[' * 60_000 + ']' * 60_000},1\n")
    refuse(tmp_path / "t.csv", nb201, r"no architecture of NAS-Bench-201 at all: found '\[\[")


def test_our_own_scores_have_limits_too(tmp_path, nb201, small):
    pq.write_table(pa.table({"arch": ["x"] * 1001}), tmp_path / "t.parquet")
    refuse(tmp_path / "t.parquet", nb201, "has more than 1,000 rows", read_scores)


def test_what_may_never_end_is_not_read(tmp_path, nb201):
    os.mkfifo(tmp_path / "t.csv")
    refuse(tmp_path / "t.csv", nb201, r"cannot be read \(it is a pipe\): expected a file")


def test_damaged_sizes_are_an_error_and_do_not_end_the_process(tmp_path, nb201):
    path = tmp_path / "t.parquet"
    table = pa.table({"arch": [nb201.format(i) for i in range(9)], "acc": [1.0] * 9})
    pq.write_table(table, path)
    whole = path.read_bytes()
    refused = 0
    for place in range(len(whole) - 900, len(whole), 5):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
        try:
            read_user_scores(path, nb201, "acc")
        except LandscapeError as error:
            refused += 1
            assert "\n" not in str(error)  # noqa: PT017
    assert refused > 60

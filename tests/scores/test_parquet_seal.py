"""No bit of what we write as Parquet can change unseen, and it stays Parquet for others."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from landscape.disk.parquet import damage_told, open_parquet, read_parquet, to_parquet
from landscape.errors import DataError

TABLE = pa.table(
    {"index": np.arange(3), "a": [0.5, -1.0, 2.0], "b": pa.array([None, 1.0, np.inf])}
).replace_schema_metadata({b"about": b"text"})


def flipped(content, bit):
    changed = bytearray(content)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def read(path, content):
    with damage_told(path, "Parquet"):
        return read_parquet(content)


def test_table_is_read_back_as_it_was():
    table = read_parquet(to_parquet(TABLE))
    assert table.equals(TABLE, check_metadata=True)
    assert to_parquet(table) == to_parquet(TABLE)


def test_table_without_rows_is_read_back():
    assert read_parquet(to_parquet(TABLE.slice(0, 0))).equals(TABLE.slice(0, 0))


def test_table_of_several_row_groups_is_read_back(monkeypatch):
    monkeypatch.setattr("landscape.disk.parquet._ROWS", 2)
    content = to_parquet(TABLE)
    assert pq.ParquetFile(pa.BufferReader(content)).num_row_groups == 2
    assert read_parquet(content).equals(TABLE)


def test_other_programs_read_it():
    assert pq.read_table(pa.BufferReader(to_parquet(TABLE))).equals(TABLE)


def test_table_that_others_wrote_is_read(tmp_path):
    pq.write_table(TABLE, tmp_path / "plain.parquet")
    assert read_parquet((tmp_path / "plain.parquet").read_bytes()).equals(TABLE)


def test_checksums_of_others_are_no_seal(tmp_path):
    image = {b"image": b"analysis@sha256:" + b"5f" * 32, b"sha256:": b""}
    table = TABLE.replace_schema_metadata(image)
    pq.write_table(table, tmp_path / "plain.parquet")
    assert read_parquet((tmp_path / "plain.parquet").read_bytes()).equals(table)
    assert read_parquet(to_parquet(table)).equals(table, check_metadata=True)


def test_a_seal_with_a_damaged_name_is_none_of_others(tmp_path):
    content = to_parquet(TABLE)
    place = content.rindex(b"nas-landscape-seal")
    for bit in range(8 * place, 8 * (place + len(b"nas-landscape-seal"))):
        with pytest.raises(DataError, match="the checksum of what it says of itself does not fit"):
            read(tmp_path / "a", flipped(content, bit))


def test_no_bit_changes_unseen(tmp_path):
    content = to_parquet(TABLE)
    # The first 32 are PAR1, which nobody reads.
    for bit in range(32, 8 * len(content), 7):
        with pytest.raises(DataError, match=r"a is no readable Parquet file \("):
            read(tmp_path / "a", flipped(content, bit))


def test_column_that_is_not_read_does_not_matter():
    content = to_parquet(TABLE)
    column = pq.ParquetFile(pa.BufferReader(content)).metadata.row_group(0).column(1)
    damaged = flipped(content, 8 * (column.data_page_offset + column.total_compressed_size - 1))
    assert read_parquet(damaged, ["b"])["b"].equals(TABLE["b"])
    with pytest.raises(pa.ArrowInvalid, match="the checksum of its column a does not fit"):
        read_parquet(damaged, ["a"])
    assert open_parquet(damaged).schema_arrow.names == ["index", "a", "b"]

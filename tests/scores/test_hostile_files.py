"""Score files that are no score files: one clear line each, whatever is in them."""

import json
import pickle

import numpy as np
import pyarrow as pa
import pytest

from landscape.disk.parquet import to_parquet
from landscape.errors import DataError
from landscape.scores import ScoreTable, read_scores, write_scores
from landscape.scores.table_file import METADATA_KEY


@pytest.fixture
def path(tmp_path, space):
    path = tmp_path / "scores.parquet"
    write_scores(path, ScoreTable("toy", {"a": np.arange(6.0)}), space)
    return path


def refuse(path, space, match):
    with pytest.raises(DataError, match=match) as refused:
        read_scores(path, space)
    assert "\n" not in str(refused.value)
    assert str(path) in str(refused.value)


def test_file_cut_anywhere_is_refused(path, space):
    whole = path.read_bytes()
    for length in [*range(0, len(whole), 9), len(whole) - 1]:
        path.write_bytes(whole[:length])
        refuse(path, space, "no readable Parquet file .*cut short")


def test_flipped_bit_is_refused_or_changes_no_score(path, space):
    whole = path.read_bytes()
    for bit in range(0, 8 * len(whole), 37):
        content = bytearray(whole)
        content[bit // 8] ^= 1 << bit % 8
        path.write_bytes(content)
        try:
            columns = read_scores(path, space).columns
        except DataError as refused:
            assert "\n" not in str(refused)  # noqa: PT017
        else:
            assert [scores.tolist() for scores in columns.values()] == [[0, 1, 2, 3, 4, 5]]


@pytest.mark.parametrize(
    "content",
    [b"", b"\0" * 4096, b"\x89PNG\r\n\x1a\n" + b"\0" * 100, b"arch,acc\n", b"PAR1PAR1"],
    ids=["empty", "zeros", "png", "csv", "magic only"],
)
def test_other_content_is_refused(path, space, content):
    path.write_bytes(content)
    refuse(path, space, "no readable Parquet file .*give another file")


class Bomb:
    def __reduce__(self):
        return pytest.fail, ("unpickled",)


def test_pickle_is_never_loaded(path, space):
    path.write_bytes(pickle.dumps(Bomb()))
    refuse(path, space, "no readable Parquet file")


def test_parquet_of_someone_else_is_refused(path, space):
    path.write_bytes(to_parquet(pa.table({"a": [1.0]})))
    refuse(path, space, "not written by this toolkit: .*--scores FILE --metric COLUMN")


def write_document(path, document):
    table = pa.table({"index": [0]}).replace_schema_metadata({METADATA_KEY: document})
    path.write_bytes(to_parquet(table))


def test_later_format_is_refused(path, space):
    write_document(path, json.dumps({"format": 3}))
    refuse(path, space, "has format 3, this version reads 2: upgrade nas-landscape")


def test_earlier_format_is_refused(path, space):
    write_document(path, json.dumps(GOOD | {"format": 1, "settings": {"seed": 0}}))
    refuse(path, space, "has format 1, this version reads 2: delete it and score again$")


GOOD = {"format": 2, "space": "toy", "metrics": {}, "settings": {}, "provenance": {}, "rows": None}


@pytest.mark.parametrize(
    "document",
    [
        "",
        "{",
        "[]",
        "null",
        b"\xff\xfe{",
        "{}",
        *(
            json.dumps(GOOD | change)
            for change in (
                {"format": "x"},
                {"metrics": []},
                {"metrics": {"a": 1}},
                {"metrics": {"a": {"colour": "red"}}},
                {"metrics": {"a": {"resolution": -1}}},
                {"metrics": {"a": {"resolution": "x"}}},
                {"settings": 3},
                {"settings": {"a": {}}},
                {"metrics": {"a": {}}, "settings": {"a": 3}},
                {"rows": "x"},
            )
        ),
    ],
)
def test_senseless_document_is_refused(path, space, document):
    write_document(path, document)
    refuse(path, space, "makes no sense .*: delete it and score again")

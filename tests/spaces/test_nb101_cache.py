from __future__ import annotations

import hashlib
import io
import logging
import os
import pickle
from pathlib import Path

import numpy as np
import pytest

from landscape.disk.folders import cache_folder
from landscape.spaces.nb101.md5 import md5
from landscape.spaces.nb101.moves import rows_of, two_moves
from landscape.spaces.nb101.tables import kept
from landscape.spaces.neighbour_lists import NeighbourLists

ARRAYS = {"numbers": np.arange(5, dtype=np.int32), "bytes": np.zeros((2, 16), np.uint8)}


class Maker:
    """Counts how often the arrays are made."""

    def __init__(self):
        self.times = 0

    def __call__(self):
        self.times += 1
        return ARRAYS


@pytest.fixture
def make():
    return Maker()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "deep" / "arrays.npz"


def same(arrays):
    assert sorted(arrays) == sorted(ARRAYS)
    for name, array in ARRAYS.items():
        assert arrays[name].dtype == array.dtype
        np.testing.assert_array_equal(arrays[name], array)


def summed(body, what):
    return body + hashlib.sha256(what.encode() + b"\0" + body).digest()


# -- the file -----------------------------------------------------------------------------------


def test_arrays_are_made_once_and_then_read(path, make):
    for _ in range(3):
        same(kept(path, "them 1", make))
    assert make.times == 1
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_the_file_is_a_plain_npz(path, make):
    kept(path, "them 1", make)
    with np.load(path, allow_pickle=False) as archive:
        same(dict(archive))


def test_the_same_arrays_give_the_same_bytes(path, make):
    kept(path, "them 1", make)
    first = path.read_bytes()
    path.unlink()
    kept(path, "them 1", make)
    assert path.read_bytes() == first


def is_made_again(path, make, caplog):
    before = make.times
    with caplog.at_level(logging.WARNING):
        same(kept(path, "them 1", make))
    assert make.times == before + 1
    assert len(caplog.records) == 1
    assert str(path) in caplog.text
    caplog.clear()
    same(kept(path, "them 1", make))
    assert make.times == before + 1
    assert not caplog.records


def test_any_damage_is_seen(path, make, caplog):
    kept(path, "them 1", make)
    whole = path.read_bytes()
    for place in range(0, len(whole), 61):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        is_made_again(path, make, caplog)
    for length in (0, 1, 31, 32, 33, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:length])
        is_made_again(path, make, caplog)
    path.write_bytes(whole + b"\0")
    is_made_again(path, make, caplog)


def test_another_version_is_not_believed(path, make, caplog):
    kept(path, "them 0", make)
    is_made_again(path, make, caplog)


def test_a_foreign_npz_is_not_believed(path, make, caplog):
    path.parent.mkdir()
    np.savez(path, **ARRAYS)
    is_made_again(path, make, caplog)


class Trap:
    """Leaves a file behind when unpickled."""

    def __init__(self, mark):
        self.mark = mark

    def __reduce__(self):
        return os.mkdir, (str(self.mark),)


def test_a_pickle_is_never_executed_however_well_it_is_summed(path, make, caplog, tmp_path):
    mark, buffer = tmp_path / "executed", io.BytesIO()
    np.savez(buffer, numbers=np.array([Trap(mark)], dtype=object))
    path.parent.mkdir()
    for body in (buffer.getvalue(), pickle.dumps(Trap(mark)), b"", b"PK\x03\x04"):
        path.write_bytes(summed(body, "them 1"))
        is_made_again(path, make, caplog)
    assert not mark.exists()


def test_without_a_place_to_write_the_arrays_are_made_all_the_same(tmp_path, make, caplog):
    (tmp_path / "file").write_text("in the way")
    with caplog.at_level(logging.WARNING):
        same(kept(tmp_path / "file" / "arrays.npz", "them 1", make))
    assert "cannot" in caplog.text


# -- the folder ---------------------------------------------------------------------------------


def test_the_variable_says_where_the_cache_is(monkeypatch, tmp_path):
    monkeypatch.setenv("LANDSCAPE_CACHE", str(tmp_path / "here"))
    assert cache_folder() == tmp_path / "here"
    monkeypatch.setenv("LANDSCAPE_CACHE", "~/there")
    assert cache_folder() == Path.home() / "there"


@pytest.mark.parametrize("value", [None, ""])
def test_otherwise_it_is_where_the_system_keeps_caches(monkeypatch, value):
    monkeypatch.delenv("LANDSCAPE_CACHE", raising=False)
    if value is not None:
        monkeypatch.setenv("LANDSCAPE_CACHE", value)
    assert "nas-landscape" in cache_folder().parts


# -- what fills it ------------------------------------------------------------------------------


@pytest.mark.parametrize("length", [0, 1, 55, 56, 63, 64, 65, 119, 120, 300])
def test_md5_of_many_is_that_of_each(length):
    messages = np.random.default_rng(length).integers(256, size=(9, length), dtype=np.uint8)
    expected = [hashlib.md5(bytes(message)).digest() for message in messages]
    assert [bytes(digest) for digest in md5(messages)] == expected


def test_two_moves_on_a_path_of_five():
    rows = [np.array(row) for row in ([1], [0, 2], [1, 3], [2, 4], [3])]
    path = NeighbourLists.from_rows([*rows, np.empty(0, int)], np.int32)
    found = two_moves(path, np.array([2, 0, 5, 1]))
    assert [found[row].tolist() for row in range(4)] == [[0, 4], [2], [], [3]]
    picked = rows_of(path, np.array([5, 3, 3]))
    assert [picked[row].tolist() for row in range(3)] == [[], [2, 4], [2, 4]]

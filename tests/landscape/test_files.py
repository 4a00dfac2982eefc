import errno
import os
import re

import pytest

from landscape.errors import DataError, DataMissingError, OutputError
from landscape.files import folder_name, read_bytes, remove_partials, write_bytes


def test_written_bytes_are_read_back_and_nothing_else_is_left(tmp_path):
    write_bytes(tmp_path / "a", b"first")
    write_bytes(tmp_path / "a", b"second")
    assert read_bytes(tmp_path / "a") == b"second"
    assert os.listdir(tmp_path) == ["a"]


def test_new_file_has_the_permissions_of_any_other(tmp_path):
    write_bytes(tmp_path / "ours", b"")
    (tmp_path / "plain").write_bytes(b"")
    assert (tmp_path / "ours").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_file_in_place_of_the_folder_is_told(tmp_path):
    (tmp_path / "out").write_text("")
    with pytest.raises(OutputError, match=r"cannot write .*out/a \(Not a directory\): choose"):
        write_bytes(tmp_path / "out" / "a", b"")


def test_full_disk_leaves_the_earlier_file(tmp_path, monkeypatch):
    def full(descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    write_bytes(tmp_path / "a", b"earlier")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(
        OutputError, match=r"a \(No space left on device\): choose another place, or make room"
    ):
        write_bytes(tmp_path / "a", b"later")
    assert read_bytes(tmp_path / "a") == b"earlier"
    assert os.listdir(tmp_path) == ["a"]


def test_only_partial_files_are_removed(tmp_path):
    for name in (".scores.parquet.0a.partial", "scores.parquet", ".hidden", "my.partial"):
        (tmp_path / name).write_text("")
    remove_partials(tmp_path)
    assert sorted(os.listdir(tmp_path)) == [".hidden", "my.partial", "scores.parquet"]


def test_missing_file_is_told(tmp_path):
    with pytest.raises(DataMissingError, match=r"there is no file .*nothing: check the path"):
        read_bytes(tmp_path / "nothing")


def test_folder_is_no_file(tmp_path):
    with pytest.raises(DataError, match=r"cannot be read \(Is a directory\): expected a file"):
        read_bytes(tmp_path)


def test_names_that_differ_are_those_of_different_folders():
    names = ["a b", "a/b", "a_b", "a\\b", ".a", "_a", "long" * 60, "long" * 61]
    folders = [folder_name(name) for name in names]
    assert len(set(folders)) == len(names)
    assert folders[2] == "a_b"
    assert all(re.fullmatch(r"[\w-][\w.-]{,199}", name) for name in folders)

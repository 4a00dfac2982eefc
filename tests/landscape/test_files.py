import errno
import os
import re
import threading

import pytest

from landscape.disk.files import (
    folder_name,
    read_bytes,
    remove_partials,
    unless_refused,
    write_bytes,
)
from landscape.disk.work_folder import read_sealed, write_sealed
from landscape.errors import DataError, DataMissingError, OutputError


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


def test_pipe_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(DataError, match=r"pipe cannot be read \(it is a pipe\): expected a file"):
        read_bytes(tmp_path / "pipe")


def test_device_is_no_file(tmp_path):
    (tmp_path / "endless").symlink_to("/dev/zero")
    with pytest.raises(DataError, match=r"endless cannot be read \(it is a device\)"):
        read_bytes(tmp_path / "endless")


def test_link_to_nothing_is_missing(tmp_path):
    (tmp_path / "link").symlink_to("nothing")
    with pytest.raises(DataMissingError, match=r"there is no file .*link"):
        read_bytes(tmp_path / "link")


def test_file_of_the_longest_name_is_written(tmp_path):
    write_bytes(tmp_path / ("é" * 127), b"")
    assert os.listdir(tmp_path) == ["é" * 127]


def test_writer_removes_what_a_killed_one_left_of_the_same_file(tmp_path):
    for name in (".a.0b.partial", ".b.0c.partial"):
        (tmp_path / name).write_text("half")
    write_bytes(tmp_path / "a", b"")
    assert sorted(os.listdir(tmp_path)) == [".b.0c.partial", "a"]


def test_what_somebody_is_writing_is_left_alone(tmp_path, monkeypatch):
    def cleaned(descriptor):
        cleaner = threading.Thread(target=remove_partials, args=(tmp_path,))
        cleaner.start()
        cleaner.join()

    monkeypatch.setattr(os, "fsync", cleaned)
    write_bytes(tmp_path / "a", b"whole")
    assert read_bytes(tmp_path / "a") == b"whole"
    assert os.listdir(tmp_path) == ["a"]


def test_unfinished_file_removed_before_it_was_locked_is_begun_again(tmp_path, monkeypatch):
    takes = iter([True, False])

    def take_first(*args, open_=os.open, **options):
        descriptor = open_(*args, **options)
        if str(args[0]).endswith(".partial") and next(takes):
            os.unlink(args[0])
        return descriptor

    monkeypatch.setattr(os, "open", take_first)
    write_bytes(tmp_path / "a", b"whole")
    assert read_bytes(tmp_path / "a") == b"whole"


def test_sealed_file_is_read_back(tmp_path):
    write_sealed(tmp_path / "a", b"content", "chunk 1")
    assert read_sealed(tmp_path / "a", "chunk 1") == b"content"


def test_sealed_file_is_refused_where_it_does_not_belong(tmp_path):
    write_sealed(tmp_path / "a", b"content", "chunk 1")
    with pytest.raises(DataError, match=r"a is damaged, .* \(chunk 2\): its checksum does not fit"):
        read_sealed(tmp_path / "a", "chunk 2")


def test_no_bit_of_a_sealed_file_may_change(tmp_path):
    path = tmp_path / "a"
    write_sealed(path, b"content", "chunk 1")
    whole = path.read_bytes()
    for bit in range(8 * len(whole)):
        changed = bytearray(whole)
        changed[bit // 8] ^= 1 << bit % 8
        path.write_bytes(changed)
        with pytest.raises(DataError, match="its checksum does not fit"):
            read_sealed(path, "chunk 1")
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with pytest.raises(DataError, match="its checksum does not fit"):
            read_sealed(path, "chunk 1")


def test_names_that_differ_are_those_of_different_folders():
    names = ["a b", "a/b", "a_b", "a\\b", ".a", "_a", "long" * 60, "long" * 61]
    folders = [folder_name(name) for name in names]
    assert len(set(folders)) == len(names)
    assert folders[2] == "a_b"
    assert all(re.fullmatch(r"[\w-][\w.-]{,199}", name) for name in folders)


def test_what_went_wrong_is_told_where_the_folder_cannot_be_looked_into(tmp_path, monkeypatch):
    def forbidden(_):
        raise PermissionError

    @unless_refused(tmp_path / "new")
    def refuse():
        (tmp_path / "new").mkdir()
        monkeypatch.setattr("pathlib.Path.iterdir", forbidden)
        raise ValueError("what went wrong")

    with pytest.raises(ValueError, match="what went wrong"):
        refuse()
    assert (tmp_path / "new").exists()

"""Two processes never score into one folder."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from landscape.disk.files import locked, write_bytes
from landscape.errors import LandscapeError
from landscape.scores import resumable_scoring
from tests.held import refused_elsewhere


@pytest.fixture
def other_process(tmp_path):
    """Another process in the middle of scoring into ``out``."""
    script = Path(__file__).with_name("killable.py")
    command = [sys.executable, str(script), str(tmp_path / "out"), "waiting", "3"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"waiting\n"
        yield process
        process.kill()


def test_second_process_is_told_at_once_who_holds_the_folder(tmp_path, other_process):
    chunks = [np.array([0])]
    with (
        pytest.raises(
            LandscapeError,
            match=rf"out is in use by process {other_process.pid} on \S+: wait .* another folder",
        ),
        resumable_scoring(tmp_path / "out", settings={}, chunks=chunks),
    ):
        pass


def test_refused_process_changes_nothing(tmp_path, other_process):
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(LandscapeError), locked(tmp_path / "out"):
        pass
    assert sorted(tmp_path.rglob("*")) == before


def test_lock_of_a_killed_process_is_free(tmp_path, other_process):
    other_process.kill()
    other_process.wait()
    with locked(tmp_path / "out"):
        assert (tmp_path / "out" / ".lock-holder").read_text().startswith(f"process {os.getpid()}")


def test_lock_is_free_after_success_and_after_failure(tmp_path):
    with locked(tmp_path):
        pass
    with pytest.raises(ZeroDivisionError), locked(tmp_path):
        raise ZeroDivisionError
    with locked(tmp_path):
        pass
    assert os.listdir(tmp_path) == [".lock"]


def leave_something(folder):
    (folder / "kept").touch()
    raise ZeroDivisionError


def test_folder_made_for_nothing_goes_again(tmp_path):
    with pytest.raises(ZeroDivisionError), locked(tmp_path / "runs" / "new"):
        raise ZeroDivisionError
    assert not (tmp_path / "runs").exists()
    (tmp_path / "runs").mkdir()
    with pytest.raises(ZeroDivisionError), locked(tmp_path / "runs" / "new"):
        leave_something(tmp_path / "runs" / "new")
    assert sorted(os.listdir(tmp_path / "runs" / "new")) == [".lock", "kept"]


def test_who_holds_a_folder_may_hold_it_again(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path)
    with locked(tmp_path):
        with locked(tmp_path / "link"):
            pass
        # The inner block has not let go of it.
        assert f"in use by process {os.getpid()} on " in refused_elsewhere(tmp_path)
    assert not refused_elsewhere(tmp_path)


def test_holder_that_has_not_said_who_it_is(tmp_path):
    with locked(tmp_path):
        (tmp_path / ".lock-holder").unlink()
        assert "in use by another process" in refused_elsewhere(tmp_path)


def test_leftovers_of_the_dead_are_removed_and_what_is_being_written_is_not(tmp_path, monkeypatch):
    (tmp_path / ".mlon.png.0a.partial").write_text("half")
    said = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: said.append(refused_elsewhere(tmp_path)))
    write_bytes(tmp_path / "trends.png", b"whole")
    assert said == [""]
    assert sorted(os.listdir(tmp_path)) == [".lock", "trends.png"]

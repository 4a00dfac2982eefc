"""A scoring run killed with SIGKILL, at any moment, loses at most one chunk and no bit."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("killable.py")
N_CHUNKS = 10


def run(folder, *moment):
    command = [sys.executable, str(SCRIPT), str(folder / "out"), *moment]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def n_scored(folder):
    return len((folder / "scored").read_text().splitlines())


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory):
    folder = tmp_path_factory.mktemp("uninterrupted")
    assert run(folder).returncode == 0
    assert n_scored(folder) == N_CHUNKS
    return (folder / "out" / "scores.parquet").read_bytes()


@pytest.mark.parametrize(
    ("moment", "count"),
    [
        ("scoring", 1),
        ("scoring", 6),
        ("writing", 1),
        ("writing", 7),
        ("writing", 11),  # the final table
        ("before replacing", 4),
        ("after replacing", 4),
        ("before replacing", 11),
        ("after replacing", 11),
    ],
)
def test_killed_run_is_resumed_bit_by_bit(tmp_path, uninterrupted, moment, count):
    assert run(tmp_path, moment, str(count)).returncode == -signal.SIGKILL
    resumed = run(tmp_path)
    assert resumed.stderr == ""
    assert (tmp_path / "out" / "scores.parquet").read_bytes() == uninterrupted
    assert n_scored(tmp_path) <= N_CHUNKS + 1
    assert sorted(os.listdir(tmp_path / "out")) == [".lock", "scores.parquet"]


def test_run_killed_again_and_again_ends(tmp_path, uninterrupted):
    # The count starts anew with each process: two chunks a life.
    lives = 0
    while run(tmp_path, "before replacing", "3").returncode == -signal.SIGKILL:
        lives += 1
    assert lives == 5
    assert n_scored(tmp_path) <= N_CHUNKS + lives
    assert (tmp_path / "out" / "scores.parquet").read_bytes() == uninterrupted


def test_kill_while_cleaning_up_leaves_the_table(tmp_path, uninterrupted):
    assert run(tmp_path, "removing", "1").returncode == -signal.SIGKILL
    assert (tmp_path / "out" / "scores.parquet").read_bytes() == uninterrupted

"""How many files of ours a reader comes by who follows a command."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
FEW = 60


def test_who_follows_a_build_comes_by_few_files(tmp_path):
    command = [sys.executable, "tests/files_entered.py", "build", "--metric", "params"]
    done = subprocess.run(
        [*command, "--out", str(tmp_path / "run")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    *_, counted = done.stdout.split()
    assert 20 < int(counted) <= FEW, f"join what is one idea:\n{done.stdout}"

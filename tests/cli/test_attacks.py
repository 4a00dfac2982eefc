"""Whatever is killed or damaged: the next run leaves what an undisturbed one does, or says why."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.command import ENVIRONMENT

ROOT = Path(__file__).parents[2]


def attack(name, folder, seed, rounds):
    """Run ``attacked.py``; return what it found wrong."""
    command = [sys.executable, "-m", "tests.cli.attacked", name, folder, str(seed), str(rounds)]
    environment = ENVIRONMENT | {"OMP_NUM_THREADS": "1"}
    found = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    return found.stdout if found.returncode in (0, 1) else found.stderr


def test_an_import_survives_some_attacks(tmp_path):
    assert attack("import", tmp_path, seed=0, rounds=4) == ""


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", ["table", "score", "search", "train", "import"])
def test_any_command_survives_many_attacks(tmp_path, name, seed):
    assert attack(name, tmp_path, seed, rounds=40) == ""

import subprocess
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from landscape import __version__
from landscape.cli import main
from tests.cli.command import COMMAND, ENVIRONMENT, landscape

FULL = Path("/dev/full")
HEAVY = {"torch", "igraph", "plotly", "numpy", "pandas", "pyarrow", "matplotlib", "networkx"}


@pytest.mark.parametrize("command", [[], ["build"], ["info"], ["plot"]])
def test_help_is_told_without_loading_anything_heavy(tmp_path, command):
    told = landscape(*command, "--help", cwd=tmp_path, show_imports=True)
    assert told.code == 0
    assert told.stdout.startswith("Usage: ")
    assert "typer" in told.imported  # the report of imports is there
    assert not HEAVY & told.imported


def test_the_bare_command_shows_the_help(tmp_path):
    bare = landscape(cwd=tmp_path)
    assert bare.code == 0
    assert bare.stderr == ""
    assert bare.stdout == landscape("--help", cwd=tmp_path).stdout
    assert all(name in bare.stdout for name in ("build", "info", "plot"))


def test_help_of_build_names_every_option_of_the_readme(tmp_path):
    text = landscape("build", "--help", cwd=tmp_path).stdout
    options = (
        "--metric --space --dataset --scores --key --minimize --resolution --seed --repeats "
        "--init --device --batch --out --verbose"
    )
    assert [name for name in options.split() if name not in text] == []


def test_version(tmp_path):
    told = landscape("--version", cwd=tmp_path)
    assert (told.code, told.stdout, told.stderr) == (0, f"{__version__}\n", "")


def test_the_installed_command_is_the_same():
    (command,) = entry_points(group="console_scripts", name="landscape")
    assert command.load() is main


@pytest.mark.skipif(not FULL.exists(), reason="the system has no disk that is always full")
def test_a_disk_that_is_full_is_one_line(tmp_path):
    with FULL.open("w") as full:
        told = subprocess.run(
            [*COMMAND, "info"], cwd=tmp_path, env=ENVIRONMENT, stdout=full, stderr=subprocess.PIPE
        )
    assert told.returncode != 0
    assert told.stderr.startswith(b"landscape: [Errno 28] No space left on device\n")


def test_output_into_a_pipe_that_closes_is_no_traceback(tmp_path):
    with subprocess.Popen(
        [*COMMAND, "info"],
        cwd=tmp_path, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as run:  # fmt: skip
        run.stdout.close()
        assert run.stderr.read() == b""

import subprocess
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from landscape import __version__
from landscape.cli import main
from landscape.datasets import DATASETS
from landscape.spaces import SPACES
from proxies import PROXIES
from tests.cli.command import COMMAND, ENVIRONMENT, inside, landscape

FULL = Path("/dev/full")
HEAVY = {"torch", "igraph", "plotly", "pandas", "pyarrow", "matplotlib", "networkx", "pooch"}


@pytest.mark.parametrize("command", [[], ["plot"], ["list"], ["list", "metrics"], ["data"]])
def test_help_is_told_without_loading_anything_heavy(tmp_path, command):
    told = landscape(*command, "--help", cwd=tmp_path, show_imports=True)
    assert told.code == 0
    assert told.stdout.startswith("Usage: ")
    assert "typer" in told.imported  # the report of imports is there
    assert not {*HEAVY, "numpy"} & told.imported


@pytest.mark.parametrize("command", ["build", "score", "stability", "info"])
def test_help_that_lists_names_loads_no_more_than_knows_them(tmp_path, command):
    told = landscape(command, "--help", cwd=tmp_path, show_imports=True)
    assert told.code == 0
    assert not HEAVY & told.imported


@pytest.mark.parametrize("command", ["build", "score", "stability"])
def test_help_lists_all_there_is_to_choose_from(tmp_path, command):
    text = " ".join(inside(command, "--help", cwd=tmp_path).stdout.split())
    text = text.replace("- ", "-")  # lines may end at a hyphen
    assert [name for name in (*PROXIES, "rank", *SPACES, *DATASETS) if name not in text] == []
    assert "{" not in text


def test_the_bare_command_shows_the_help(tmp_path):
    bare = landscape(cwd=tmp_path)
    assert bare.code == 0
    assert bare.stderr == ""
    assert bare.stdout == landscape("--help", cwd=tmp_path).stdout
    assert all(
        name in bare.stdout
        for name in ("build", "score", "stability", "info", "plot", "list", "data")
    )


def test_help_of_build_names_every_option_of_the_readme(tmp_path):
    text = landscape("build", "--help", cwd=tmp_path).stdout
    options = (
        "--metric --space --dataset --scores --key --minimize --rank-of --resolution --data "
        "--data-dir --batch-size --seed --repeats --init --device --at-once --out --verbose"
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

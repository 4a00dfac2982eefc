"""Run the command line as a user does: a process, its two streams, its exit code."""

from __future__ import annotations

import io
import json
import os
import pty
import re
import subprocess
import sys
import termios
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from landscape.cli import main

COMMAND = (sys.executable, "-m", "landscape")
SIGNALLED = (sys.executable, str(Path(__file__).with_name("signalled.py")))
UNHARMED = (*SIGNALLED, "0", "0")
"""The same chunks, and no signal."""

ENVIRONMENT = os.environ | {
    "CUDA_VISIBLE_DEVICES": "",
    "PYTHONWARNINGS": os.environ.get("PYTHONWARNINGS", "error"),
    "COLUMNS": "80",
    "OMP_NUM_THREADS": "2",
}
"""The same on every machine; warnings are errors, as in all tests."""

_ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_IMPORT = re.compile(r"^import time:.*\| +(\S+)$", re.MULTILINE)


@dataclass(frozen=True)
class Finished:
    """A command that has ended."""

    code: int
    stdout: str
    stderr: str
    cwd: Path

    @property
    def lines(self) -> list[str]:
        """Messages, without the report of imports."""
        return _IMPORT.sub("", self.stderr).replace(_HEADER, "").split("\n")

    @property
    def imported(self) -> set[str]:
        """Top-level names of all modules, under `show_imports`."""
        return {name.split(".")[0] for name in _IMPORT.findall(self.stderr)}

    @property
    def folder(self) -> Path:
        """Folder of the results, as the last line on screen says."""
        label, folder = self.stdout.splitlines()[-1].split()
        assert label == "results"
        return self.cwd / folder

    @property
    def summary(self) -> dict[str, Any]:
        return json.loads((self.folder / "summary.json").read_bytes())

    @property
    def screen(self) -> dict[str, str]:
        """The table on stdout: label → text."""
        rows = [re.split(r"  +", line, maxsplit=1) for line in self.stdout.splitlines()]
        return dict(row for row in rows if len(row) == 2)


_HEADER = "import time: self [us] | cumulative | imported package\n"


def landscape(
    *arguments: object, cwd: Path, show_imports: bool = False, command: tuple[str, ...] = COMMAND
) -> Finished:
    """Run ``landscape ARGUMENTS`` to its end."""
    env = ENVIRONMENT | ({"PYTHONPROFILEIMPORTTIME": "1"} if show_imports else {})
    run = subprocess.run(
        [*command, *map(str, arguments)],
        cwd=cwd, env=env, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    return Finished(run.returncode, run.stdout, run.stderr, cwd)


def inside(*arguments: object, cwd: Path) -> Finished:
    """Run the same in this process, where everything is loaded."""
    stdout, stderr = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(stdout), redirect_stderr(stderr):
        patch.chdir(cwd)
        patch.setenv("CUDA_VISIBLE_DEVICES", "")
        patch.setattr(sys, "argv", ["landscape", *map(str, arguments)])
        with pytest.raises(SystemExit) as left:
            main()
    return Finished(left.value.code, stdout.getvalue(), stderr.getvalue(), cwd)


def on_terminal(
    *arguments: object, cwd: Path, columns: int = 80, command: tuple[str, ...] = COMMAND
) -> Finished:
    """Run the same with stderr on a terminal; what that was told comes line by line."""
    terminal, stderr = pty.openpty()
    termios.tcsetwinsize(stderr, (24, columns))
    with subprocess.Popen(
        [*command, *map(str, arguments)],
        cwd=cwd,
        env=ENVIRONMENT | {"TERM": "xterm", "COLUMNS": str(columns)},
        stdout=subprocess.PIPE,
        stderr=stderr,
    ) as run:
        os.close(stderr)
        shown = b"".join(iter(lambda: _read(terminal), b""))
        stdout = run.stdout.read().decode()
    os.close(terminal)
    lines = re.split(r" *[\r\n]+", _ESCAPE.sub("", shown.decode()))
    return Finished(run.returncode, stdout, "\n".join(filter(None, lines)), cwd)


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # how Linux tells that the other end is closed
        return b""


def signalled(signal: int, count: int, *arguments: object, cwd: Path) -> Finished:
    """The same, with a signal to itself when it evaluates batch number `count`."""
    return landscape(int(signal), count, *arguments, cwd=cwd, command=SIGNALLED)

"""Try the oldest versions that pyproject.toml declares: install them alone, and run the tests.

Usage: python tests/floors.py [--torch VERSION] [--environment DIR] [TESTS ...]. Needs Python 3.11,
the floor of all, and minutes; it is run by hand when a floor changes. PyTorch comes in the version
that is already tested unless another is named: the index decides which build that is, and most of
its old builds are gigabytes of CUDA.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
TESTS = ("tests/landscape", "tests/scores", "tests/cli", "tests/viz", "tests/explorer")
"""What meets every dependency: graphs, tables, the command line, pictures, pages."""

_FLOOR = re.compile(r"(?P<name>[\w.-]+)>=(?P<version>[\w.]+)")


def floors(torch: str | None) -> dict[str, str]:
    """Return name → oldest declared version of everything that runs, PyTorch as it is asked for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    declared = [*project["dependencies"], *project["optional-dependencies"]["explore"]]
    matches = [_FLOOR.match(text) for text in declared]
    oldest = {m["name"]: m["version"] for m in matches if m is not None}
    assert len(oldest) == len(declared), f"each needs a floor: {declared}"
    return oldest | {"torch": torch or tested("torch")}


def tested(name: str) -> str:
    """Return the version of a package in constraints.txt."""
    found = re.search(rf"^{name}==(\S+)$", (ROOT / "constraints.txt").read_text(), re.MULTILINE)
    assert found is not None, f"constraints.txt has no {name}"
    return found[1]


def main() -> int:
    """Install the floors in an environment of their own, and run tests there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--torch", metavar="VERSION", help="version of PyTorch to try")
    parser.add_argument("--environment", type=Path, help="folder of the environment, kept")
    parser.add_argument("tests", nargs="*", default=TESTS)
    chosen = parser.parse_args()
    assert sys.version_info[:2] == (3, 11), f"expected Python 3.11, this is {sys.version}"
    with tempfile.TemporaryDirectory() as temporary:
        folder = chosen.environment or Path(temporary)
        python = folder / "bin" / "python"
        pins = [f"{name}=={version}" for name, version in floors(chosen.torch).items()]
        for command in (
            [sys.executable, "-m", "venv", folder],
            [python, "-m", "pip", "install", "--quiet", *pins, "-e", f"{ROOT}[test]"],
            [python, "-m", "pip", "check"],
        ):
            subprocess.run([str(part) for part in command], check=True)
        # Old packages warn of what newer ones of their dependencies will no longer take.
        tests = [python, "-m", "pytest", "-q", "-W", "default", *chosen.tests]
        lenient = os.environ | {"PYTHONWARNINGS": "ignore"}  # else they are on stderr
        ran = subprocess.run([str(part) for part in tests], cwd=ROOT, env=lenient, check=False)
        return ran.returncode


if __name__ == "__main__":
    sys.exit(main())

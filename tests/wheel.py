"""Try the wheel: build it, install it outside the repository, run commands and a notebook there.

Usage: python tests/wheel.py. All but the wheel itself is taken from the environment of this Python.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("landscape", "proxies", "search", "viz")
HIDING = ("search.py", "proxies.py", "viz.py", "landscape.py")
"""Files beside which the command works."""

CELLS = (
    "import landscape; run = landscape.build('params', space='nb201')",
    "run.landscape.monotonic()",
)
NOTEBOOK = f"""
import nbclient, nbformat
cells = [nbformat.v4.new_code_cell(cell) for cell in {CELLS}]
notebook = nbformat.v4.new_notebook(cells=cells)
nbclient.NotebookClient(notebook, timeout=300).execute()
shown = notebook.cells[-1].outputs[-1].data
assert "image/png" in shown, sorted(shown)
"""
WHERE = f"import {', '.join(PACKAGES)}; print(*({', '.join(f'{p}.__file__' for p in PACKAGES)},))"


def main() -> int:
    """Do all of it in a temporary folder; what fails ends it with what was said."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary).resolve()
        wheel = build(folder / "wheel")
        check_content(wheel)
        python = install(wheel, folder / "environment")
        place = folder / "place"
        place.mkdir()
        said = run(python, "-c", WHERE, cwd=place).split()
        assert all(Path(file).is_relative_to(folder) for file in said), said
        check_command(python, place)
        check_built_in(python, place)
        run(python, "-c", NOTEBOOK, cwd=place)
        print(f"{wheel.name}: installed, and ran commands and a notebook")
    return 0


def build(folder: Path) -> Path:
    """Return the wheel, built by whoever pyproject.toml says."""
    run(sys.executable, "-m", "pip", "wheel", "--no-deps", "-w", folder, ROOT, cwd=ROOT)
    (wheel,) = folder.glob("*.whl")
    return wheel


def check_content(wheel: Path) -> None:
    """Make sure that every file of ours is in the wheel, and nothing else."""
    told = run("git", "ls-files", *PACKAGES, cwd=ROOT).splitlines()
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
        about = {Path(name).name for name in archive.namelist() if ".dist-info/" in name}
    assert held == set(told), f"differs from git ls-files: {sorted(held ^ set(told))}"
    assert about >= {"METADATA", "entry_points.txt", "LICENSE"}, about


def install(wheel: Path, folder: Path) -> Path:
    """Return the Python of an environment with the wheel, and all else of this one's."""
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = Path(run(python, "-c", where).strip())
    # Files like this one are not read where it leads to: the repository is not found by way of it.
    paths = [path for path in sys.path if path.endswith("-packages")]
    (packages / "others.pth").write_text("\n".join(paths))
    pip = (sys.executable, "-m", "pip", "--python", python)
    run(*pip, "install", "--no-deps", "--ignore-installed", wheel)
    return python


def check_command(python: Path, place: Path) -> None:
    """Run the first command where a user's files have the names of our packages."""
    for name in HIDING:
        (place / name).write_text("raise SystemExit('mine')\n")
    command = python.with_name("landscape")
    run(command, "build", "--metric", "params", "--space", "nb201", "--out", "run", cwd=place)
    left = {path.name for path in (place / "run").iterdir()}
    assert left >= {"mlon.html", "mlon.png", "summary.json", "optima.csv", "mlon.graphml"}, left
    for name in HIDING:
        (place / name).unlink()


def check_built_in(python: Path, place: Path) -> None:
    """Run what needs a table that travels with the package, where no data are."""
    command = python.with_name("landscape")
    asked = ("--metric", "test_acc", "--dataset", "cifar100", "--data-dir", place / "none")
    home = place / "home"
    home.mkdir()
    hidden = {"HOME": str(home), "LANDSCAPE_DATA": "", "TORCH_HOME": ""}
    said = run(command, "build", *asked, "--out", "trained", cwd=place, **hidden)
    assert "25 (23 strict, 23 plateaus)" in said, said
    summary = (place / "trained" / "summary.json").read_text()
    assert '"built_in": true' in summary, summary


def run(*command: object, cwd: Path | None = None, **more: str) -> str:
    """Return what a command said; if it fails, show that and end.

    `more` is what else is in its environment.
    """
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"} | more
    ended = subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode:
        sys.exit(f"{' '.join(map(str, command))[:200]}\n{ended.stdout}{ended.stderr}")
    return ended.stdout


if __name__ == "__main__":
    sys.exit(main())

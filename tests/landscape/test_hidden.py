"""Files of a user's that have the names of our packages."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from types import ModuleType

import pytest

import search.training
from landscape.errors import HiddenPackageError, LandscapeError
from landscape.lazy import hiding_told, lazily
from landscape.options.base import Options, takes
from tests.cli.command import landscape


@pytest.fixture
def hiding(monkeypatch, tmp_path):
    """Put a file in place of a package, as Python does that finds it first."""

    def hide(package):
        for name in [name for name in sys.modules if name.split(".")[0] == package]:
            monkeypatch.delitem(sys.modules, name)
        module = ModuleType(package)
        module.__file__ = str(tmp_path / f"{package}.py")
        monkeypatch.setitem(sys.modules, package, module)
        return module.__file__

    return hide


def test_the_file_that_hides_a_package_is_named(hiding):
    file = hiding("search")
    get, _ = lazily("viz", {"trends_chart": "search.comparison.comparison"})
    with pytest.raises(HiddenPackageError, match="hides our package 'search': rename it") as told:
        get("trends_chart")
    assert file in str(told.value)
    assert isinstance(told.value, LandscapeError)
    assert isinstance(told.value, ImportError)


@pytest.mark.parametrize("name", ["no_such_module_anywhere", "search.no_such_module"])
def test_what_is_missing_for_another_reason_is_told_as_it_is(name):
    assert search.training
    with pytest.raises(ModuleNotFoundError) as told, hiding_told():
        __import__(name)
    assert not isinstance(told.value, LandscapeError)


def test_the_command_does_not_take_files_of_the_current_folder(tmp_path):
    (tmp_path / "viz").mkdir()
    for name in ("search.py", "proxies.py", "viz/__init__.py"):
        (tmp_path / name).write_text("raise SystemExit('mine')\n")
    told = landscape("list", "metrics", cwd=tmp_path)
    assert told.code == 0, told.stderr
    assert "synflow" in told.stdout


@dataclass(frozen=True)
class Nothing(Options):
    """No options."""


def test_a_function_names_the_file_that_hides_what_it_needs_later(hiding):
    @takes(Nothing)
    def draw(options):
        """Import in the middle of it."""
        from viz.runs import figure  # noqa: F401

    file = hiding("viz")
    with pytest.raises(HiddenPackageError, match="hides our package 'viz': rename it") as told:
        draw()
    assert file in str(told.value)


NETWORK = """
import sys
from landscape import Landscape, ProductSpace
shown = Landscape(ProductSpace([3, 3]), [9, 1, 0, 1, 2, 1, 0, 1, 7]).monotonic()._repr_mimebundle_()
print(sorted(shown), sorted({name.split(".")[0] for name in sys.modules} & {"search", "proxies"}))
"""


def beside(folder, code):
    """Run a script of a folder, where Python looks for modules first."""
    script = folder / "script.py"
    script.write_text(code)
    command = [sys.executable, str(script)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_a_network_is_shown_beside_a_search_py_and_a_proxies_py(tmp_path):
    for name in ("search.py", "proxies.py"):
        (tmp_path / name).write_text("raise SystemExit('mine')\n")
    run = beside(tmp_path, NETWORK)
    assert run.stdout == "['image/png', 'text/plain'] []\n", run.stderr


@pytest.mark.parametrize("package", ["proxies", "search", "viz"])
def test_a_landscape_py_is_named_by_what_needs_ours(tmp_path, package):
    (tmp_path / "landscape.py").write_text("")
    told = beside(tmp_path, f"import {package}").stderr.splitlines()[-1]
    assert told.startswith(f"ImportError: {tmp_path / 'landscape.py'} hides our package")

"""Files and installed packages that add something, and what happens if they cannot."""

from __future__ import annotations

import pickle
import re
import sys

import pytest

import landscape
from landscape import plugins
from landscape.errors import DataError, OptionError, UnknownNameError
from landscape.plugins import load_module
from landscape.spaces import SPACES, get_space
from tests.cli.command import inside
from tests.cli.command import landscape as command
from tests.registered import forgotten

SPACE = """
from landscape.spaces import SPACES, FileSpace, SpaceRecord, Variable
def make():
    return FileSpace([Variable("side", {sides})], pattern="{{}}", name="{name}", title="Coins")
def register():
    SPACES.register(SpaceRecord("{name}", make))
"""
COIN = SPACE.format(name="coin", sides=("heads", "tails"))


@pytest.fixture(autouse=True)
def forget():
    with forgotten():
        yield


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Return what installs a package of one module with entry points."""
    monkeypatch.setitem(plugins._INSTALLED, "asked", False)
    monkeypatch.syspath_prepend(tmp_path)

    def installed(package, code, point=None):
        (tmp_path / f"{package}.py").write_text(code)
        about = tmp_path / f"{package}-1.2.dist-info"
        about.mkdir()
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.2\n")
        entry = f"[landscape.plugins]\nmine = {point or package}\n"
        (about / "entry_points.txt").write_text(entry)
        monkeypatch.delitem(sys.modules, package, raising=False)
        return tmp_path

    return installed


def test_a_package_is_loaded_when_a_name_is_none_of_ours(install):
    install("coins", COIN + "register()\n")
    assert get_space("nb201").size == 15625
    assert SPACES.match("SSS") == "sss"
    assert "coins" not in sys.modules
    assert get_space("Coin").size == 2
    assert SPACES.plugin_of("coin").name == "coins 1.2"
    assert SPACES.plugin_of("nb201") is None


def test_a_package_is_loaded_when_all_are_listed_and_may_name_a_function(install):
    here = install("coins", COIN, "coins:register")
    told = inside("list", "spaces", cwd=here)
    assert re.match("coin +coins 1.2 +Coins +2 +arch, index$", told.stdout.splitlines()[-1])
    assert inside("info", "--space", "coin", "tails", cwd=here).screen["index"] == "1"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("import nothing_there", "ModuleNotFoundError: No module named 'nothing_there'"),
        ("raise SystemExit('a\\nb')", "SystemExit: a b"),
        (SPACE.format(name="nb201", sides=("a", "b")) + "register()", "a space called 'nb201' is"),
    ],
)
def test_a_package_that_cannot_be_loaded_is_one_line_and_the_rest_works(install, code, said):
    here = install("broken", code)
    told = inside("info", cwd=here)
    assert (told.code, told.stderr) == (0, "")
    told = inside("list", "spaces", cwd=here)
    assert told.code == 0
    assert told.stderr.startswith(f"plugin mine of broken 1.2 could not be loaded ({said}")
    assert told.stderr.count("\n") == 1
    assert inside("list", "spaces", cwd=here).stderr == ""  # once is enough


def test_the_help_does_not_load_packages(install):
    here = install("broken", "1 / 0")
    for arguments in ((), ("--help",), ("list",), ("info", "--space", "nb201")):
        assert "plugin" not in inside(*arguments, cwd=here).stderr


def test_work_that_needs_no_package_does_not_load_it(install):
    here = install("broken", "1 / 0")
    told = inside("score", "--metrics", "Params,flops", "--sample", 5, "--out", "run", cwd=here)
    assert (told.code, told.stderr.count("\n")) == (0, 1)
    scored = ("--scores", "run/scores.parquet")
    assert "plugin" not in inside("build", *scored, "--metric", "params", cwd=here).stderr
    how = ("--proxy", "PARAMS", "--budget", 9, "--trials", 1)
    told = inside("search", "local_search", *how, cwd=here)
    assert told.code == 0, told.stderr
    assert "plugin" not in told.stderr


def test_a_broken_package_shows_where_it_failed_to_who_asks(install):
    here = install("broken", "1 / 0")
    assert "Traceback" in inside("-v", "list", "spaces", cwd=here).stderr


def test_a_file_that_is_loaded_again_replaces_what_it_brought(tmp_path):
    file = tmp_path / "coins.py"
    file.write_text(COIN + "register()\n")
    landscape.load_plugin(file)
    assert get_space("coin").size == 2
    file.write_text(SPACE.format(name="coin", sides=("heads", "tails", "edge")) + "register()\n")
    landscape.load_plugin(str(file))
    assert get_space("coin").size == 3
    other = tmp_path / "deep" / "coins.py"
    other.parent.mkdir()
    other.write_text(COIN + "register()\n")
    with pytest.raises(OptionError, match=r"'coin' is known already, from coins.py: choose"):
        landscape.load_plugin(other)


def test_a_function_of_a_loaded_file_can_be_pickled(tmp_path):
    file = tmp_path / "with.dots" / "mine.v1.py"
    file.parent.mkdir()
    file.write_text("def half(number):\n    return number / 2\n")
    half = load_module(file).half
    assert pickle.loads(pickle.dumps(half)) is half


DESCRIBED = """
name = "towers"
pattern = "{}-{}"
[[variables]]
name = "depth"
options = ["1", "2"]
[[variables]]
name = "width"
options = ["4", "8"]
"""


def test_files_that_a_plugin_names_lie_beside_it_and_go_where_it_is_sent(tmp_path):
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    (here / "towers.toml").write_text(DESCRIBED)
    (here / "other.py").write_text(COIN + "register()\n")
    (here / "mine.py").write_text(
        "from landscape import load_plugin, register_space\n"
        "load_plugin('other.py')\n"
        "register_space('towers.toml', input=(3,))\n"
    )
    with forgotten():
        landscape.load_plugin(here / "mine.py")
        assert (get_space("towers").size, get_space("coin").size) == (4, 2)
        sent = pickle.dumps(plugins.loaded_files())
    here.rename(tmp_path / "gone")
    for file in pickle.loads(sent):
        file.load(there)
    assert (get_space("towers").size, get_space("coin").size) == (4, 2)


def test_a_file_may_be_loaded_for_every_command_by_the_environment(tmp_path, monkeypatch):
    (tmp_path / "coins.py").write_text(COIN + "register()\n")
    monkeypatch.setenv("LANDSCAPE_LOAD", "coins.py")
    assert inside("info", "--space", "coin", cwd=tmp_path).screen["configurations"] == "2"


def test_a_space_that_is_not_what_its_record_says_is_refused(tmp_path):
    file = tmp_path / "coins.py"
    file.write_text(COIN.replace('SpaceRecord("coin"', 'SpaceRecord("dice"') + "register()")
    landscape.load_plugin(file)
    with pytest.raises(OptionError, match=r"record of space 'dice' makes FileSpace\('coin'"):
        get_space("dice")
    file.write_text(COIN.replace('SpaceRecord("coin"', 'SpaceRecord("../x"') + "register()")
    with pytest.raises(OptionError, match=r"'\.\./x' is no name for a space"):
        landscape.load_plugin(file)


def test_a_space_that_cannot_be_made_is_told_of_and_the_others_are_listed(tmp_path):
    (tmp_path / "coins.py").write_text(COIN.replace("return", "1 / 0; return") + "register()\n")
    asked = inside("--load", "coins.py", "info", "--space", "coin", cwd=tmp_path)
    assert asked.code == 1
    assert asked.stderr.startswith("landscape: space 'coin' could not be made (ZeroDivisionError: ")
    listed = inside("--load", "coins.py", "list", "spaces", cwd=tmp_path)
    assert listed.stdout.startswith("name ")
    assert listed.stderr in asked.stderr


def test_a_file_that_describes_a_space_takes_no_name_of_a_plugin(tmp_path):
    (tmp_path / "coins.py").write_text(COIN + "register()\n")
    landscape.load_plugin(tmp_path / "coins.py")
    described = tmp_path / "coin.toml"
    described.write_text('name = "coin"\n[[variables]]\nname = "a"\noptions = ["x", "y"]\n')
    with pytest.raises(DataError, match="takes the name of another space, coin"):
        get_space(str(described))


def test_a_space_is_taken_as_it_is():
    space = get_space("sss")
    assert get_space(space) is space
    with pytest.raises(UnknownNameError, match="unknown space 'coin'"):
        get_space("coin")


def test_loading_a_file_loads_no_pytorch(tmp_path):
    (tmp_path / "coins.py").write_text(COIN + "register()\n")
    told = command("--load", "coins.py", "info", "--space", "coin", cwd=tmp_path, show_imports=True)
    assert told.code == 0
    assert not {"torch", "igraph", "plotly", "proxies", "search", "viz"} & told.imported

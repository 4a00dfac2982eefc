"""Records by name: ours when they are asked for, others as they are added."""

from __future__ import annotations

import sys
from dataclasses import dataclass

import pytest

from landscape.errors import LandscapeError, OptionError, UnknownNameError
from landscape.lazy import load_object
from landscape.registry import Registry
from tests.registered import REGISTRIES

HOME = """
from {registry} import HILLS, Hill
HILLS.register(Hill("steep-hill", 3))
HILLS.register(Hill("flat-hill", 1))
"""


@dataclass(frozen=True)
class Hill:
    name: str
    height: int


@pytest.fixture
def hills(monkeypatch, tmp_path):
    """A registry with two records of its own in a module that is not loaded yet."""
    homes = {"steep-hill": "home_of_hills", "flat-hill": "home_of_hills"}
    registry = Registry("hill", homes)
    here = type(sys)("where_hills_are")
    here.HILLS, here.Hill = registry, Hill
    monkeypatch.setitem(sys.modules, "where_hills_are", here)
    (tmp_path / "home_of_hills.py").write_text(HOME.format(registry="where_hills_are"))
    monkeypatch.syspath_prepend(tmp_path)
    yield registry
    sys.modules.pop("home_of_hills", None)


def test_names_are_known_before_anything_is_loaded(hills):
    assert list(hills) == ["steep-hill", "flat-hill"]
    assert len(hills) == 2
    assert "home_of_hills" not in sys.modules
    assert hills["flat-hill"] == Hill("flat-hill", 1)
    assert "home_of_hills" in sys.modules


def test_names_are_found_in_any_spelling(hills):
    assert hills.find("Steep Hill").height == 3
    assert hills.spelled("STEEPHILL", ["table"]) == "steep-hill"
    assert hills.spelled("Table", ["table"]) == "table"
    assert hills.match("gentle") is None
    with pytest.raises(UnknownNameError, match="unknown hill 'step-hill': did you mean 'steep-h"):
        hills.find("step-hill")


def test_what_is_added_comes_last_and_can_be_removed(hills):
    own = hills.register(Hill("own", 7))
    assert list(hills.values())[-1] is own
    assert hills.register(Hill("own", 7)) == own  # the same again
    hills.remove("own")
    assert "own" not in hills
    assert hills.get("own") is None
    for name in ("own", "steep-hill"):
        with pytest.raises(OptionError, match=f"no hill '{name}' was added"):
            hills.remove(name)


@pytest.mark.parametrize("name", ["steep-hill", "STEEP_HILL", "steep hill"])
def test_a_second_of_a_name_is_refused_whether_the_first_is_loaded_or_not(hills, name):
    with pytest.raises(OptionError, match="a hill called 'steep-hill' is known already: choose"):
        hills.register(Hill(name, 4))
    assert hills["steep-hill"].height == 3
    assert len(hills) == 2


def test_a_home_that_is_imported_by_itself_registers_too(hills):
    __import__("home_of_hills")
    assert hills.here() == [Hill("steep-hill", 3), Hill("flat-hill", 1)]


def test_what_cannot_be_is_refused_before_it_is_known():
    def check(hill):
        if hill.height < 0:
            raise OptionError("a hill is no valley")

    hills = Registry("hill", check=check)
    with pytest.raises(OptionError, match="no valley"):
        hills.register(Hill("valley", -1))
    assert list(hills) == []


@pytest.mark.parametrize("name", ["", " ", "../hill", "a/b", "a\\b", "one,two", ".hidden", "a\nb"])
def test_what_is_no_name_is_refused(hills, name):
    with pytest.raises(OptionError, match="is no name for a hill"):
        hills.register(Hill(name, 4))
    assert hills.register(Hill("Höhe 7", 4)).name in hills


@pytest.mark.parametrize("registry", REGISTRIES, ids=lambda registry: registry.kind)
def test_each_of_ours_is_registered_by_its_home_under_its_name(registry):
    assert [record.name for record in registry.here()] == [*registry]
    assert [registry.find(name.upper().replace("-", "_")).name for name in registry] == [*registry]
    assert registry.kind in repr(registry)


def test_a_path_leads_to_an_object_or_says_where_it_ends():
    assert load_object("landscape.registry:Registry") is Registry
    assert load_object(Registry) is Registry
    for wrong in ("landscape.registry:Nothing", "landscape.nothing:Registry", "nothing", ":x"):
        with pytest.raises(LandscapeError, match=r"leads nowhere .*expected package.module:name"):
            load_object(wrong)

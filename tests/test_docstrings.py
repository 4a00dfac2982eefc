"""Everything public has an example in its docstring, and the examples do what they say."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil
import re
import tempfile
from functools import cache
from types import GenericAlias
from typing import Any

import pytest

import landscape
import proxies
import search
import viz

PACKAGES = (landscape, proxies, search, viz)
ROOMS = (
    *("landscape.analysis", "landscape.benchmarks", "landscape.comparison", "landscape.data"),
    *("landscape.scores", "landscape.spaces", "search.training"),
)
"""Rooms whose names are public, too."""

MODULES = [
    module.name
    for package in PACKAGES
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
]
PUBLIC = [
    f"{package.__name__}.{name}"
    for package in (*PACKAGES, *map(importlib.import_module, ROOMS))
    for name in package.__all__
]
LOOKED_UP = tuple(
    f"landscape.{name}" for name in ("LON", "Landscape", "Network", "ProductSpace", "Space")
)
"""Classes whose methods readers look up one by one."""

FORMER = {"landscape.Landscape": ["network_arrays"]}
"""Methods that are there for old programs: what they are called now has an example."""

TRAIN = {
    *("search.training.LiveTraining", "search.training.TrainedNetwork"),
    *("search.training.Trainer", "search.training.load_trained", "viz.stages_chart"),
    "landscape.train",
}
"""What trains networks in its examples, which takes a second or two."""

SLOW = {"landscape.stability"}
"""What scores a whole space in its examples."""


@pytest.fixture(autouse=True)
def _files_are_left_in_a_folder_of_the_test(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


@pytest.mark.parametrize("name", PUBLIC)
def test_what_is_public_has_an_example(name):
    thing = _named(name)
    assert not _is_callable(thing) or _examples(thing), f"{name} has no example"


@pytest.mark.parametrize("name", LOOKED_UP)
def test_methods_that_are_looked_up_have_an_example(name):
    of = _named(name)
    own = [
        (method, getattr(of, method))
        for method in vars(of)
        if not method.startswith("_") and not any(hasattr(base, method) for base in of.__mro__[1:])
    ]
    lacking = [name for name, thing in own if _is_callable(thing) and not _examples(thing)]
    assert lacking == FORMER.get(name, [])


@pytest.mark.parametrize("name", [name for name in PUBLIC if name not in TRAIN | SLOW])
def test_examples_of_what_is_public_can_be_pasted(name):
    _run_pasted(name)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(SLOW))
def test_examples_that_score_spaces_can_be_pasted(name):
    _run_pasted(name)


@pytest.mark.parametrize("name", sorted(TRAIN))
def test_examples_that_train_networks_can_be_pasted(name):
    _run_pasted(name)


@pytest.mark.parametrize("name", MODULES)
def test_examples_of_a_module(name):
    module = importlib.import_module(name)
    tests = doctest.DocTestFinder().find(module)
    assert sum(len(test.examples) for test in tests) == _written(module), "an example is not found"
    for test in tests:
        if not any(f"{test.name}.".startswith(f"{home}.") for home in _public_homes()):
            _run(test)


@pytest.mark.parametrize("package", PACKAGES)
def test_examples_of_the_packages(package):
    (test, *_) = doctest.DocTestFinder(recurse=False).find(package)
    _run(test)


def _named(name: str) -> Any:
    package, _, last = name.rpartition(".")
    return getattr(importlib.import_module(package), last)


def _is_callable(thing: object) -> bool:
    """Tell whether something is a class or a function, and no constant or alias of a type."""
    return callable(thing) and not isinstance(thing, GenericAlias)


def _examples(thing: object) -> list[doctest.Example]:
    return doctest.DocTestParser().get_examples(thing.__doc__ or "")


def _home(thing: Any) -> str:
    return f"{thing.__module__}.{thing.__qualname__}"


@cache
def _public_homes() -> dict[str, str]:
    """Where each public class or function is defined → the first name it has."""
    homes: dict[str, str] = {}
    for name in PUBLIC:
        if _is_callable(thing := _named(name)):
            homes.setdefault(_home(thing), name)
    return homes


def _written(module: Any) -> int:
    """Return how many examples a module's text has."""
    return len(re.findall(r"^ *>>> ", inspect.getsource(module), flags=re.MULTILINE))


def _run_pasted(name: str) -> None:
    """Run the examples of something in an empty program, those of its methods as well."""
    thing = _named(name)
    if _is_callable(thing) and _public_homes()[_home(thing)] == name:
        for test in doctest.DocTestFinder().find(thing, name, globs={"__name__": "__main__"}):
            _run(test)


def _run(test: doctest.DocTest) -> None:
    said: list[str] = []
    failed = doctest.DocTestRunner().run(test, out=said.append).failed
    assert not failed, "".join(said)

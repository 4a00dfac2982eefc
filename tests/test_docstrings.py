"""The examples in docstrings do what they say."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import landscape
import proxies
import search
import viz

MODULES = [
    module.name
    for package in (landscape, proxies, search, viz)
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_of_a_module(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0


@pytest.mark.slow
@pytest.mark.parametrize("name", MODULES)
def test_examples_that_take_long(name):
    for test in doctest.DocTestFinder().find(importlib.import_module(name)):
        if any(example.options.pop(doctest.SKIP, False) for example in test.examples[::-1]):
            for example in test.examples:
                example.options.clear()
            assert doctest.DocTestRunner().run(test).failed == 0


def test_examples_of_the_packages():
    results = [doctest.testmod(package) for package in (landscape, proxies, search, viz)]
    assert sum(result.attempted for result in results) > 0
    assert sum(result.failed for result in results) == 0

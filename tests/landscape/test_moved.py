"""Modules under the names they had."""

from __future__ import annotations

import sys
from importlib import import_module

import pytest

import landscape  # noqa: F401 - finds what has moved
from landscape.moved import MOVED


@pytest.mark.parametrize("name", MOVED)
def test_an_old_name_works_and_warns(name, monkeypatch):
    monkeypatch.delitem(sys.modules, name, raising=False)
    with pytest.warns(DeprecationWarning, match=f"{name} is called {MOVED[name]} now"):
        old = import_module(name)
    new = import_module(MOVED[name])
    assert all(getattr(old, one) is getattr(new, one) for one in new.__all__)


def test_what_never_was_is_not_found():
    with pytest.raises(ModuleNotFoundError):
        import_module("viz.charts.nothing")

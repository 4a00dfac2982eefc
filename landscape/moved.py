"""Modules and names that are called otherwise now: the old ones still work, with a warning."""

from __future__ import annotations

import sys
import warnings
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from types import ModuleType

__all__ = ["MOVED", "find_moved", "renamed"]

MOVED = {
    "landscape.analysis.saved": "landscape.runs.saved",
    "search.saved": "search.runs.saved",
    "viz.charts.look": "viz.look.look",
    "viz.charts.overlap": "viz.charts.kinds.overlap",
    "viz.charts.trends": "viz.charts.kinds.trends",
}
"""Old name → new one, of the modules that documentation has named."""


class _Moved(MetaPathFinder, Loader):
    """Finds modules under their old names; asked only when there is none of that name."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        return ModuleSpec(name, self) if name in MOVED else None

    def exec_module(self, module: ModuleType) -> None:
        name = module.__name__
        warnings.warn(
            f"{name} is called {MOVED[name]} now: import that", DeprecationWarning, stacklevel=2
        )
        there = import_module(MOVED[name])
        module.__dict__.update({n: v for n, v in vars(there).items() if not n.startswith("__")})


def find_moved() -> None:
    """Let Python find modules under their old names."""
    if not any(isinstance(finder, _Moved) for finder in sys.meta_path):
        sys.meta_path.append(_Moved())


def renamed(module: str, names: Mapping[str, str]) -> Callable[[str], object]:
    """Return the ``__getattr__`` of a module of which some names are called otherwise now.

    Parameters
    ----------
    module
        Its ``__name__``.
    names
        Old name → new one.
    """

    def get(name: str) -> object:
        if name not in names:
            raise AttributeError(f"module {module!r} has no attribute {name!r}")
        warnings.warn(
            f"{module}.{name} is called {names[name]} now: use that",
            DeprecationWarning,
            stacklevel=2,
        )
        return getattr(sys.modules[module], names[name])

    return get

"""A local page to look at saved runs: landscapes, searches that walk on them, comparisons.

`World` is what is looked at, `make_app` the page; ``landscape explore`` opens it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from landscape.lazy import lazily

if TYPE_CHECKING:
    from viz.explorer.app import make_app
    from viz.explorer.world import World

__all__ = ["World", "make_app"]

# Dash is an optional extra: the data layer does without.
_HOMES = {"World": "viz.explorer.world", "make_app": "viz.explorer.app"}


__getattr__, __dir__ = lazily(__name__, _HOMES)

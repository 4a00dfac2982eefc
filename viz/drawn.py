"""What all figures have in common: they are data, and others draw them when they are asked to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from landscape.lazy import lazily

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["SUFFIXES", "Drawn"]

SUFFIXES = (".html", ".pdf", ".png", ".svg")
"""Of the files that any figure can be written to."""

# Found by name when it is needed: who draws a figure knows what it is, and not the other way round.
_find, _ = lazily(__name__, {"render": "viz.export", "figure_bundle": "viz.notebook"})


class Drawn:
    """A figure that can be written to a file, and that a notebook shows."""

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The suffixes of the files it can be written to."""
        return SUFFIXES

    def render(self, suffix: str) -> bytes:
        """Return the content of a file with this suffix; the same figure gives the same bytes.

        Loads only the library that draws it.

        Parameters
        ----------
        suffix
            One of `suffixes`.
        """
        render: Callable[[Drawn, str], bytes] = _find("render")
        return render(self, suffix)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        bundle: Callable[[Drawn], dict[str, Any]] = _find("figure_bundle")
        return bundle(self)

"""What objects look like in a notebook: tables of their own, pictures by whoever can draw them.

Pictures come from the entry points ``landscape.pictures``, by the name of the class, since nothing
here depends on a drawing library. `viz` brings its own.
"""

from __future__ import annotations

from functools import cache
from html import escape
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any

from landscape.numbers import number_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["html_table", "picture"]


def html_table(title: str, rows: Mapping[str, object]) -> str:
    """Return an HTML table of labels and values under a title; all text is escaped."""
    lines = "".join(
        f"<tr><th style='text-align:left'>{escape(label)}</th>"
        f"<td style='text-align:left'>{escape(_text(value))}</td></tr>"
        for label, value in rows.items()
    )
    return f"<table><caption style='text-align:left'>{escape(title)}</caption>{lines}</table>"


def _text(value: object) -> str:
    if value is None:
        return "-"
    return number_text(value) if isinstance(value, int | float) else str(value)


def picture(thing: object) -> dict[str, Any] | None:
    """Return a picture of an object by MIME type, from who draws its class; None if nobody does."""
    draw = _painter(type(thing).__name__)
    return None if draw is None else draw(thing)


@cache
def _painter(name: str) -> Callable[[object], dict[str, Any]] | None:
    for point in entry_points(group="landscape.pictures", name=name):
        painter: Callable[[object], dict[str, Any]] = point.load()
        return painter
    return None

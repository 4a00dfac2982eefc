"""What objects look like in a notebook: texts, tables, and pictures by whoever can draw them.

Pictures come from the entry points ``landscape.pictures``, by the name of the class, since nothing
here depends on a drawing library. `viz` brings its own.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from html import escape
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any

from landscape.errors import HiddenPackageError
from landscape.lazy import hiding_told
from landscape.numbers import number_text

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

__all__ = ["html_grid", "html_table", "mime_bundle", "picture", "short_repr"]

_log = logging.getLogger("landscape")
_FEW = 4  # entries that are shown each
_LONG = 80  # letters of a value


def html_table(title: str, rows: Mapping[str, object]) -> str:
    """Return an HTML table of labels and values under a title; all text is escaped."""
    lines = "".join(
        f"<tr><th style='text-align:left'>{escape(label)}</th>"
        f"<td style='text-align:left'>{escape(_text(value))}</td></tr>"
        for label, value in rows.items()
    )
    return f"<table><caption style='text-align:left'>{escape(title)}</caption>{lines}</table>"


def html_grid(
    header: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    title: str = "",
    numbers: Collection[str] = (),
) -> str:
    """Return an HTML table of rows under a header; all text is escaped.

    Parameters
    ----------
    header, rows
        As many cells each.
    title
        What stands above; empty for nothing.
    numbers
        Names of the columns that are aligned at the right.

    Examples
    --------
    >>> html_grid(("of",), [("a & b",)])[-28:]
    '>a &amp; b</td></tr></table>'
    """
    sides = ["right" if name in numbers else "left" for name in header]

    def line(cells: Sequence[object], kind: str) -> str:
        written = (
            f"<{kind} style='text-align:{side}'>{escape(_text(cell))}</{kind}>"
            for cell, side in zip(cells, sides, strict=True)
        )
        return f"<tr>{''.join(written)}</tr>"

    caption = f"<caption style='text-align:left'>{escape(title)}</caption>" if title else ""
    body = "".join(line(row, "td") for row in rows)
    return f"<table>{caption}{line(header, 'th')}{body}</table>"


def _text(value: object) -> str:
    if value is None:
        return "-"
    return number_text(value) if isinstance(value, int | float) else str(value)


def mime_bundle(thing: object, numbers: Callable[[], str]) -> dict[str, Any]:
    """Return what a notebook shows of an object, by MIME type.

    Parameters
    ----------
    thing
        Shown by its picture and, where there is only text, by its ``repr``.
    numbers
        Returns HTML that is shown if nobody draws it. Not beside a picture: a page made of the
        notebook would show nothing else.
    """
    try:
        shown = picture(thing)
    except HiddenPackageError as error:  # who draws it cannot be loaded: its numbers can be shown
        _log.warning("%s", error)
        shown = None
    return (shown or {"text/html": numbers()}) | {"text/plain": repr(thing)}


def picture(thing: object) -> dict[str, Any] | None:
    """Return a picture of an object by MIME type, from who draws its class; None if nobody does.

    Raises
    ------
    HiddenPackageError
        If a user's file hides who draws it.
    """
    draw = _painter(type(thing).__name__)
    return None if draw is None else draw(thing)


@cache
def _painter(name: str) -> Callable[[object], dict[str, Any]] | None:
    for point in entry_points(group="landscape.pictures", name=name):
        with hiding_told():
            painter: Callable[[object], dict[str, Any]] = point.load()
        return painter
    return None


def short_repr(thing: Any) -> str:
    """Return a dataclass and its fields on one line: of arrays and long lists what they are.

    >>> short_repr((1, 2, 3)), short_repr("a" * 90)[-3:]
    ('(1, 2, 3)', 'aa…')
    """
    if not is_dataclass(thing):
        return _short(thing)
    shown = ", ".join(
        f"{field.name}={_short(getattr(thing, field.name))}"
        for field in fields(thing)
        if field.repr and not field.name.startswith("_")
    )
    return f"{type(thing).__name__}({shown})"


def _short(value: Any) -> str:
    """Return one value in few letters."""
    shape = getattr(value, "shape", None)
    if shape:
        kind = getattr(value, "dtype", type(value).__name__)
        return f"<{kind} of shape {tuple(shape)}>"
    if isinstance(value, Mapping):
        more = "" if len(value) <= _FEW else f", … {len(value):,} in all"
        return f"{{{', '.join(repr(key) for key in [*value][:_FEW])}{more}}}"
    if isinstance(value, tuple | list):
        text = ", ".join(map(_short, value[:_FEW]))
        if len(value) > _FEW or len(text) > _LONG:
            return f"<{len(value):,} × {type(value[0]).__name__}>"
        return f"[{text}]" if isinstance(value, list) else f"({text}{',' * (len(value) == 1)})"
    if is_dataclass(value):
        return f"{type(value).__name__}(…)"
    text = repr(value)
    return text if len(text) <= _LONG else f"{text[: _LONG - 1]}…"

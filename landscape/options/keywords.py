"""Messages that name options, as a Python user knows these: ``out=`` in place of ``--out``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["in_keywords"]

_VALUE = r"""[A-Z][A-Z0-9_.:/]*(?![a-z])|-?\d[^\s,;:]*|'[^']*'|"[^"]*\""""
"""What follows an option and belongs to it: what stands for a value, a number, or a quoted text."""

_WORDS = {"data": ("noise", "built-in")}
"""Values with a meaning, of options that take files besides."""

_COMMAND = re.compile(
    r"(`[^`]*`|landscape(?: [a-z][a-z-]*){1,2}"
    r"(?: --[a-z-]+(?: (?!or |and )[^\s;:,()-][^\s;:,()]*)?)+)"
)
"""Of the command line, which has options."""

_END = r"(?=[\s,;:.?)]|$)"


class Kind(Protocol):
    """What is read of a `landscape.options.base.Kind`, which imports this."""

    @property
    def shown(self) -> Any: ...
    @property
    def type(self) -> Any: ...


def in_keywords(message: str, options: Mapping[str, Kind], given: Mapping[str, object]) -> str:
    """Return a message with the options of a function as its keywords.

    Parameters
    ----------
    message
        With options as the command line has them.
    options
        What the function takes, `landscape.options.base.kinds`; options of others stay as they are.
    given
        Name → value of what it was called with: a message may repeat that.

    Examples
    --------
    >>> from landscape.options.base import kinds
    >>> from landscape.options.build import BuildOptions
    >>> options = kinds(BuildOptions)
    >>> in_keywords("--epoch 12 and --no-pictures: give --scores FILE", options, {})
    'epoch=12 and pictures=False: give scores=FILE'
    >>> in_keywords("--data noise says how", options, {"data": "noise"})
    "data='noise' says how"
    >>> in_keywords("give --out, or use landscape score --out DIR", options, {})
    'give out=, or use landscape score --out DIR'
    """
    parts = _COMMAND.split(message)  # every other one is a command
    for name, kind in options.items():
        parts[::2] = [_renamed(part, name, kind, given.get(name)) for part in parts[::2]]
    return "".join(parts)


def _renamed(message: str, name: str, kind: Kind, given: object) -> str:
    """Return a message with one option as a keyword."""
    written = re.escape(kind.shown.name or name.replace("_", "-"))
    if kind.type is bool:
        off = re.escape(kind.shown.no) if kind.shown.no else f"no-{written}"
        message = re.sub(rf"(?<![\w-])--{off}(?![\w-])", f"{name}=False", message)
        return re.sub(rf"(?<![\w-])--{written}(?![\w-])", f"{name}=True", message)
    words = [*_texts(given), *kind.shown.choices, *_WORDS.get(name, ())]
    known = "|".join(map(re.escape, words))

    def keyword(found: re.Match[str]) -> str:
        if found["word"]:
            return f"{name}={found['word']!r}"
        return f"{name}={found['value'] or ''}"

    value = rf" (?:(?P<word>{known or '(?!)'})|(?P<value>{_VALUE})){_END}"
    return re.sub(rf"(?<![\w-])--{written}(?![\w-])(?:{value})?", keyword, message)


def _texts(given: object) -> list[str]:
    """Return how a message may repeat a value that is no number."""
    if isinstance(given, tuple | list) and given and all(isinstance(each, str) for each in given):
        return [",".join(given)]
    return [given] if isinstance(given, str) and given and not given[0].isdigit() else []

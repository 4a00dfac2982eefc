"""What errors of other libraries and values from files say, fit for the middle of one line."""

from __future__ import annotations

import reprlib
import textwrap

import numpy as np

__all__ = ["quoted", "reason", "shown"]

_LONGEST = 200
_USUAL = 60
_PARTS = 64


def reason(error: BaseException) -> str:
    """Return the text of an error on one line, shortened; its class if it has none."""
    text = "".join(letter if letter.isprintable() else " " for letter in str(error))
    return textwrap.shorten(text, _LONGEST, placeholder=" …") or type(error).__name__


def shown(value: object, longest: int = _USUAL) -> str:
    """Return what a value is, in at most `longest` characters, in little time.

    Its `repr` could take for ever: nobody vouches for what a file holds.
    """
    if type(value) is str and len(value) < longest:  # as most are
        return repr(value)[:longest]
    return _Short(longest).repr(value)[:longest]


def quoted(value: object) -> str:
    """Return what somebody gave, whole if it is small, for a message about just that.

    As `shown`, in little time whatever it is; but a cell of 49 numbers is all there.

    Examples
    --------
    >>> quoted((0, 1, 2, 3, 4, 5)), quoted({3}), quoted([[[[[[1]]]]]])
    ('(0, 1, 2, 3, 4, 5)', '{3}', '[[[[[...]]]]]')
    """
    text = _Whole(_LONGEST).repr(value)
    return text if len(text) <= 2 * _LONGEST else f"{text[: 2 * _LONGEST]} …"


class _Short(reprlib.Repr):
    """Looks at the first few parts of the first few levels, and never at all of a long text."""

    def __init__(self, longest: int) -> None:
        super().__init__()
        self.maxlevel = 2
        self.maxlist = self.maxtuple = self.maxdict = self.maxset = self.maxfrozenset = 4
        self.maxstring = self.maxother = longest

    def repr_int(self, x: int, level: int) -> str:
        if x.bit_length() > 128:  # Python refuses to write those of some thousand digits
            return f"a whole number of {x.bit_length():,} bits"
        return repr(x)

    def repr_bytes(self, x: bytes, level: int) -> str:
        return repr(x[: self.maxstring])

    def repr_set(self, x: set[object], level: int) -> str:
        return f"a set of {len(x):,}"

    def repr_dict(self, x: dict[object, object], level: int) -> str:
        return f"a dict of {len(x):,}"

    def repr_instance(self, x: object, level: int) -> str:
        if x is None or isinstance(x, (float, bool, np.number, np.bool_)):
            return repr(x)
        return f"a {type(x).__name__}"


class _Whole(_Short):
    """Looks at more parts and levels."""

    def __init__(self, longest: int) -> None:
        super().__init__(longest)
        self.maxlevel = 4
        self.maxlist = self.maxtuple = self.maxdict = self.maxset = self.maxfrozenset = _PARTS

    def repr_set(self, x: set[object], level: int) -> str:
        if len(x) > _PARTS or level <= 0:
            return super().repr_set(x, level)
        return f"{{{', '.join(self.repr1(part, level - 1) for part in x)}}}"

    def repr_dict(self, x: dict[object, object], level: int) -> str:
        return super().repr_dict(x, level) if x else "{}"

    def repr_instance(self, x: object, level: int) -> str:
        small = isinstance(x, np.ndarray) and x.size <= _PARTS and x.ndim <= self.maxlevel
        if small or isinstance(x, (complex, range, type)):
            return " ".join(repr(x).split())
        return super().repr_instance(x, level)

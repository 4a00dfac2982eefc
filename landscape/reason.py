"""What an error of another library says, fit for the middle of one line."""

from __future__ import annotations

import textwrap

__all__ = ["reason"]

_LONGEST = 200


def reason(error: BaseException) -> str:
    """Return the text of an error on one line, shortened; its class if it has none."""
    text = "".join(letter if letter.isprintable() else " " for letter in str(error))
    return textwrap.shorten(text, _LONGEST, placeholder=" …") or type(error).__name__

"""How a figure looks on paper, as options of the commands that draw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from landscape.options.base import Options, Shown

__all__ = ["LookOptions"]


@dataclass(frozen=True, kw_only=True)
class LookOptions(Options):
    """Width, letters and theme."""

    group: ClassVar[str] = "how"

    width: Annotated[float | None, Shown("INCHES")] = None
    """Width on paper: 3.3 is a column; by default 6.9, of a single network 6.5."""

    font: str = "sans"
    """Letters on paper: sans, serif or latex-like."""

    font_size: Annotated[float | None, Shown("POINTS")] = None
    """Of letters on paper; by default 8, in a column 7."""

    theme: str | None = None
    """light or dark; by default light, on the page of a network what the reader's system is."""

"""Numbers as the page writes them."""

from __future__ import annotations

import math

from landscape.numbers import number_text

__all__ = ["finite", "said"]


def said(value: float) -> str:
    """Return a number as figures do; a dash where it is missing."""
    if math.isnan(value):
        return "–"
    return number_text(value).replace("-", "−")


def finite(value: float) -> float | None:
    """Return a number that can be drawn; None for what is missing or infinite."""
    return float(value) if math.isfinite(value) else None

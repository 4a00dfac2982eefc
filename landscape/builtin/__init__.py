"""Data that travel with the package: others' tables, our own scores, what papers printed.

`scripts/` makes them; what each is, whose, and under which licence is told beside them.
"""

from __future__ import annotations

from pathlib import Path

__all__ = ["FOLDER", "TABLES"]

FOLDER = Path(__file__).parent
"""Where they lie."""

TABLES = FOLDER / "tables"
"""Tables of benchmarks: one folder a space, in it one a benchmark."""

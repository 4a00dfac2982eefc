"""Data that travel with the package: benchmarks' tables, scores of our own, published numbers."""

from __future__ import annotations

from pathlib import Path

__all__ = ["FOLDER"]

FOLDER = Path(__file__).parent
"""Where they lie."""

"""Fitness landscapes and local optima networks of neural architecture search spaces."""

from __future__ import annotations

__version__ = "0.1.0"

"""The command ``landscape``."""

from __future__ import annotations

from landscape.cli.main import main

__all__ = ["main"]

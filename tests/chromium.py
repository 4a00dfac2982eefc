"""The real browser that pages are tested in."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.absent import absent

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--enable-unsafe-swiftshader",  # WebGL without a graphics card
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def launched() -> Iterator[Any]:
    """Start Chromium without a window: the one LANDSCAPE_CHROMIUM names, or one on the path."""
    named = os.environ.get("LANDSCAPE_CHROMIUM")
    program = named or next(filter(None, map(shutil.which, _NAMES)), None)
    if program is None or not Path(program).exists():
        wanted = f"{named!r} is not there" if named else f"none of {', '.join(_NAMES)} is installed"
        absent(f"no browser ({wanted}): install chromium, or set LANDSCAPE_CHROMIUM to one")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        absent("no playwright: pip install 'nas-landscape[test]'")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=list(_OPTIONS))
        try:
            yield chromium
        finally:
            chromium.close()

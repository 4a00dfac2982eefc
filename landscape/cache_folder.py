"""Where things are kept that are slow to make and can be made again."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["cache_folder"]

_VARIABLE = "LANDSCAPE_CACHE"


def cache_folder() -> Path:
    """Return the folder of cached files; it may not be there yet.

    It is what the environment variable ``LANDSCAPE_CACHE`` says, otherwise ``nas-landscape`` where
    this system keeps caches. Everything in it may be deleted at any time.
    """
    chosen = os.environ.get(_VARIABLE)
    if chosen:
        return Path(chosen).expanduser().absolute()
    import platformdirs  # only who needs the system's place pays for the import

    return platformdirs.user_cache_path("nas-landscape")

"""Where on this machine files are looked for, and where what can be made again is kept."""

from __future__ import annotations

import functools
import logging
import os
from pathlib import Path

__all__ = ["cache_folder", "data_folders", "inside"]

_log = logging.getLogger(__name__)


def data_folders(data_dir: Path | None = None) -> list[Path]:
    """Return the folders that data are looked for in, first to last.

    These are `data_dir`, ``$LANDSCAPE_DATA``, ``$TORCH_HOME`` and ``~/.torch``, as far as they
    are set; the last two are where the APIs of NAS-Bench-201 and NATS-Bench keep their files.
    """
    named = [data_dir, os.environ.get("LANDSCAPE_DATA"), os.environ.get("TORCH_HOME"), "~/.torch"]
    # Unlike Path.expanduser, this leaves ~ alone where nobody knows what it stands for.
    return list(dict.fromkeys(Path(os.path.expanduser(folder)) for folder in named if folder))


def inside(folder: Path) -> list[Path]:
    """Return what is in a folder that data are looked for in, sorted; nothing if it is none.

    One that cannot be read is left out, which a warning says: the others may have what is wanted.
    """
    try:
        return sorted(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        _warn(folder, error.strerror)
        return []


@functools.cache  # once a folder, however often it is looked into
def _warn(folder: Path, reason: str) -> None:
    _log.warning(
        "%s cannot be looked into for data (%s): give yourself access, or look elsewhere",
        folder,
        reason,
    )


def cache_folder() -> Path:
    """Return the folder of cached files; it may not be there yet.

    It is what the environment variable ``LANDSCAPE_CACHE`` says, otherwise ``nas-landscape`` where
    this system keeps caches. Everything in it may be deleted at any time.
    """
    chosen = os.environ.get("LANDSCAPE_CACHE")
    if chosen:
        return Path(chosen).expanduser().absolute()
    import platformdirs  # only who needs the system's place pays for the import

    return platformdirs.user_cache_path("nas-landscape")

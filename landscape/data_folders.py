"""Where on this machine the files of datasets and benchmarks are looked for."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["data_folders"]


def data_folders(data_dir: Path | None = None) -> list[Path]:
    """Return the folders that data are looked for in, first to last.

    These are `data_dir`, ``$LANDSCAPE_DATA``, ``$TORCH_HOME`` and ``~/.torch``, as far as they
    are set; the last two are where the APIs of NAS-Bench-201 and NATS-Bench keep their files.
    """
    named = [data_dir, os.environ.get("LANDSCAPE_DATA"), os.environ.get("TORCH_HOME"), "~/.torch"]
    # Unlike Path.expanduser, this leaves ~ alone where nobody knows what it stands for.
    return list(dict.fromkeys(Path(os.path.expanduser(folder)) for folder in named if folder))

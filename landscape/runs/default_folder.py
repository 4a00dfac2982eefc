"""Where a run goes that was not told: a folder of ``runs``, named after what was asked for."""

from __future__ import annotations

from pathlib import Path

from landscape.disk.files import folder_name

__all__ = ["run_folder"]


def run_folder(out: Path | None, name: str) -> Path:
    """Return the folder of a run: `out`, or the one in ``runs`` that `name` stands for.

    >>> run_folder(None, "nb201-synflow-cifar10").as_posix()
    'runs/nb201-synflow-cifar10'
    """
    return out if out is not None else Path("runs") / folder_name(name)

"""NAS-Bench-201 version 1.1, the older release of what is now the topology space of NATS-Bench.

Source: Dong and Yang, "NAS-Bench-201", ICLR 2020; ``nas_201_api/api_201.py`` of
https://github.com/D-X-Y/NAS-Bench-201.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from landscape.benchmarks.readers.nats.whole import WholeReader
from landscape.errors import DataMissingError, OptionError
from landscape.pickles.torch_file import open_torch

if TYPE_CHECKING:
    from pathlib import Path

    from landscape.spaces import Space

__all__ = ["read_nb201_v11"]

_NAME = "NAS-Bench-201-v1_1-096897.pth"
_SCHEDULES = {"full": "200", "less": "12"}


def read_nb201_v11(path: Path, space: Space, *, partial: bool = False) -> WholeReader:
    """Open NAS-Bench-201 version 1.1: ``nb201-v11``.

    Parameters
    ----------
    path
        ``NAS-Bench-201-v1_1-096897.pth``, or the folder that it is in.
    space
        ``nb201``.
    partial
        Whether architectures may be missing.

    Raises
    ------
    OptionError
        If it is another space.
    DataMissingError
        If there is no such file.
    DataError
        If the checksum is not the one in the name.
    """
    if space.name != "nb201":
        raise OptionError(f"NAS-Bench-201 is not about the space {space.name!r}: expected nb201")
    path = path / _NAME if path.is_dir() else path
    if not path.is_file():
        raise DataMissingError(
            f"there is no file {path}: expected {_NAME}; "
            "https://github.com/D-X-Y/NAS-Bench-201 says where to get it"
        )
    return WholeReader(path, space, "nb201-v11", open_torch, _SCHEDULES, partial=partial)

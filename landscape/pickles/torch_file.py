"""What ``torch.save`` wrote, without torch: both of its formats are pickles in disguise.

The older is a magic number, a version, facts about the machine, the object and a list of tensors,
each pickled, one after the other; the newer (since PyTorch 1.6) an archive with the object in
``data.pkl``. Tensors stand outside of the pickle of the object, and none are read here.

Source: ``torch/serialization.py`` of https://github.com/pytorch/pytorch.
"""

from __future__ import annotations

import pickle
import zipfile
from contextlib import contextmanager
from typing import TYPE_CHECKING

from landscape.pickles.stream import PickleStream

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["open_torch"]

_MAGIC, _VERSION = 0x1950A86A20F9469CFC6C, 1001


@contextmanager
def open_torch(path: Path) -> Iterator[PickleStream]:
    """Open a file so that the next pickle is the object saved.

    Raises
    ------
    pickle.UnpicklingError
        If ``torch.save`` wrote no such file.
    OSError
        If it cannot be read.
    """
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if name.endswith("/data.pkl")]
            if len(names) != 1:
                raise pickle.UnpicklingError("it is an archive without a data.pkl")
            with archive.open(names[0]) as file:
                yield PickleStream(file)
        return
    with path.open("rb") as file:
        stream = PickleStream(file)
        if stream.load() != _MAGIC or stream.load() != _VERSION:
            raise pickle.UnpicklingError("it is not what torch.save writes")
        stream.load()  # facts about the machine
        yield stream

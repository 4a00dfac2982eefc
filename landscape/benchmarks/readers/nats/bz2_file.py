"""Files compressed by bzip2, decompressed no further than is sane."""

from __future__ import annotations

import bz2
import io

from landscape.errors import DataError
from landscape.reason import reason

__all__ = ["MOST", "decompress"]

MOST = 1 << 26
"""64 MiB: records have 0.3 MiB, a list of architectures 1.4. A bomb of 1 KiB can have gigabytes."""


def decompress(content: bytes, where: str, most: int = MOST) -> bytes:
    """Return what was compressed.

    Parameters
    ----------
    content
        A whole ``.bz2`` file.
    where
        What it is, for messages.
    most
        How many bytes there may be in it.

    Raises
    ------
    DataError
        If it is damaged, cut short or too large.
    """
    try:
        with bz2.BZ2File(io.BytesIO(content)) as file:
            plain = file.read(most + 1)
    except (OSError, EOFError, ValueError) as error:
        raise DataError(
            f"{where} is no whole bzip2 file ({reason(error)}): get the published file again"
        ) from error
    if len(plain) > most:
        raise DataError(
            f"{where} holds more than {most:,} bytes: expected a record of some 300,000; "
            "get the published file"
        )
    return plain

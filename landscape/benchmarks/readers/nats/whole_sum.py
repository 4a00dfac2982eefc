"""Whether a large file is the published one, by its MD5 checksum.

The names of the files have some digits of it. For NAS-Bench-201 1.1 the whole is known,
55e847143ce1f7c2d89b676f6b096897. Which end the five digits of NATS-Bench are from is not
documented, so that either will do.
"""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

from landscape.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["CHECKSUMS", "check_sum"]

CHECKSUMS = {
    "nb201-v11": "55e847143ce1f7c2d89b676f6b096897",
    "nats-tss": "3ffb9",
    "nats-sss": "50262",
}
"""By benchmark, the checksum, or the digits that it begins or ends with."""

_DIGITS = re.compile(r"-v1_[0-9]-([0-9a-f]{5,6})\.")
_ALL = 32

_log = logging.getLogger(__name__)


def check_sum(path: Path, md5: str, benchmark: str) -> None:
    """Compare the checksum of a file with the published one, whatever the file is called.

    NAS-Bench-201 may have been saved anew by another version of PyTorch: if the name does not say
    that it is the published file, another checksum is a warning.

    Parameters
    ----------
    path
        The file.
    md5
        The checksum of all of it.
    benchmark
        Which file it should be.

    Raises
    ------
    DataError
        If the file is another one, or damaged.
    """
    known = CHECKSUMS[benchmark]
    if _has(md5, known):
        return
    named = _DIGITS.search(path.name)
    claims_to_be = named is not None and (_has(known, named[1]) or not _has(md5, named[1]))
    if len(known) < _ALL or claims_to_be:
        raise DataError(
            f"{path} has the MD5 checksum {md5}: expected one that begins or ends with {known}, "
            "that of the published file; this one is damaged or another: get it again"
        )
    _log.warning(
        "%s is not the published file (MD5 checksum %s, not %s): its checksum vouches for nothing",
        path,
        md5,
        known,
    )


def _has(md5: str, digits: str) -> bool:
    return md5.startswith(digits) or md5.endswith(digits)

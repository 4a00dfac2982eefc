"""What a user's file holds: no more than stated limits, and text in the letters it says."""

from __future__ import annotations

import codecs
import gzip
import io
import zlib
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from landscape.disk.files import check_file, read_bytes, reading
from landscape.errors import DataError
from landscape.reason import reason

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["LARGEST", "MOST_ROWS", "TextContent", "read_limited", "too_many_rows"]

LARGEST = 2**31
"""Bytes of the largest file that is read, and of the largest that a compressed one may hold."""

MOST_ROWS = 20_000_000
"""Rows of the longest table that is read."""

_BLOCK = 2**20
_LONGEST_LINE = 2**24
_BYTE_ORDER_MARKS = {  # the longer first: UTF-32 begins as UTF-16 does
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
    codecs.BOM_UTF8: "utf-8-sig",
}
_CONTROL = bytes(set(range(32)) - set(b"\t\n\r")) + b"\x7f"


def read_limited(path: Path) -> bytes:
    """Return the content of a file that is no larger than `LARGEST`.

    Raises
    ------
    DataMissingError
        If there is no such file.
    DataError
        If it cannot be read (see `check_file`), or is larger.
    """
    check_file(path)
    with reading(path):
        size = path.stat().st_size
    if size > LARGEST:
        raise _too_large(path, "has")
    return read_bytes(path)


def too_many_rows(path: Path) -> DataError:
    """Return the error for a table of more than `MOST_ROWS` rows."""
    return DataError(
        f"{path} has more than {MOST_ROWS:,} rows: expected one an architecture; "
        "give a file of those you need"
    )


@dataclass(frozen=True)
class TextContent:
    """The text in a file, which is read anew each time and never kept whole.

    Attributes
    ----------
    path
        Where the file lies.
    content
        What is in it.
    gzipped
        Whether that is compressed.
    encoding
        How the text is written.
    undecodable
        The first byte that is no UTF-8, and where it is; None for a text that is all of it.
    """

    path: Path
    content: bytes
    gzipped: bool
    encoding: str
    undecodable: tuple[int, int] | None

    @classmethod
    def of(cls, path: Path, content: bytes, *, gzipped: bool = False) -> TextContent:
        """Look through the whole content once.

        A byte order mark tells UTF-16 and UTF-32; anything else is read as UTF-8. What is no UTF-8,
        as the letters beyond ASCII of an older encoding are not, is read as U+FFFD each: which
        letter it was only its writer knows, but commas, digits and line ends are safe.

        Raises
        ------
        DataError
            If it is no text, does not unpack, or is larger than the limits.
        """
        text = cls(path, content, gzipped, "utf-8", None)
        head = next(text._blocks(), b"")
        marks = (name for mark, name in _BYTE_ORDER_MARKS.items() if head.startswith(mark))
        encoding = next(marks, "utf-8")
        text = cls(path, content, gzipped, encoding, None)
        return cls(path, content, gzipped, encoding, text._look())

    def lines(self) -> io.TextIOWrapper:
        """Return the text as an open file whose line ends are as they are."""
        return io.TextIOWrapper(self._open(), self.encoding, errors="replace", newline="")

    def _open(self) -> IO[bytes]:
        plain = io.BytesIO(self.content)
        return gzip.GzipFile(fileobj=plain) if self.gzipped else plain  # type: ignore[return-value]

    def _blocks(self) -> Iterator[bytes]:
        """Yield what the file holds, piece by piece."""
        try:
            with self._open() as file:
                while block := file.read(_BLOCK):
                    yield block
        except (OSError, EOFError, zlib.error) as error:
            raise DataError(
                f"{self.path} is no readable gzip file ({reason(error)}): it is damaged or cut "
                "short; give another file"
            ) from error

    def _look(self) -> tuple[int, int] | None:
        """Return the first byte that does not decode, after a look at all of them."""
        size = line = 0
        decoder = codecs.getincrementaldecoder(self.encoding)("replace")
        utf8 = _Strict() if self.encoding.startswith("utf-8") else None
        for block in self._blocks():
            size += len(block)
            if size > LARGEST:
                raise _too_large(self.path, "unpacks to")
            if utf8 is not None:
                utf8.look(block)
                line = self._check(block, line)
            else:
                line = self._check(decoder.decode(block).encode(errors="replace"), line)
        return None if utf8 is None else utf8.look(b"", last=True)

    def _check(self, block: bytes, line: int) -> int:
        """Refuse what no text has; return how long the last line is, which was `line` before."""
        if len(block.translate(None, _CONTROL)) != len(block):
            raise DataError(
                f"{self.path} is no text (it has control characters): it is damaged or of another "
                "kind, such as UTF-16 without a byte order mark; save it as UTF-8, or give "
                "another file"
            )
        end = max(block.rfind(b"\n"), block.rfind(b"\r"))
        line = line + len(block) if end < 0 else len(block) - end
        if line > _LONGEST_LINE:
            raise DataError(
                f"{self.path} has a line of more than {_LONGEST_LINE:,} bytes: expected a table as "
                "text, one architecture a line"
            )
        return line


class _Strict:
    """Finds the first byte that is no UTF-8."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._seen = 0
        self._found: tuple[int, int] | None = None

    def look(self, block: bytes, *, last: bool = False) -> tuple[int, int] | None:
        """Return the byte and its place, if it is in this or an earlier block."""
        if self._found is None:
            pending = len(self._decoder.getstate()[0])
            try:
                self._decoder.decode(block, last)
            except UnicodeDecodeError as error:
                self._found = error.object[error.start], self._seen - pending + error.start
        self._seen += len(block)
        return self._found


def _too_large(path: Path, verb: str) -> DataError:
    return DataError(
        f"{path} {verb} more than the {LARGEST:,} bytes that are read: give a file of fewer rows "
        "or columns"
    )

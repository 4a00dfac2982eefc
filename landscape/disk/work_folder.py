"""Folders of the parts that are done of something, until all of it is done.

The parts are in files that are believed only if every bit is as it was written. At the end of such
a sealed file is the SHA-256 of what the file is - its kind, the key and the place it belongs to -
and of all before. A file that is damaged, cut short, foreign, of another version, or that was put
in the place of another has another sum, and its content is not even looked at.
"""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
import time
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from landscape.disk.files import canonical_json, read_bytes, remove_partials, write_bytes, writing
from landscape.disk.parquet import damage_told, read_parquet, to_parquet
from landscape.errors import DataError, DataMissingError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

    from landscape.arrays import FloatArray, IntArray
    from landscape.disk.claims import Owner
    from landscape.disk.files import JSON


__all__ = [
    "SHARDS",
    "SUM_BYTES",
    "Parts",
    "begin_work",
    "check_seal",
    "discard",
    "discard_done",
    "has_work",
    "is_sealed",
    "other_work",
    "part_key",
    "read_chunk",
    "read_sealed",
    "seal_archive",
    "who_works",
    "work_folder",
    "work_key",
    "write_chunk",
    "write_sealed",
]

_NAME = "unfinished-"
_ABOUT = "settings.json"

SHARDS = "shard"
"""What the names of files begin with that tell of work which several processes share."""


def work_folder(folder: Path, key: str) -> Path:
    """Return where what is done is kept in an output folder; `key` stands for what it is of."""
    return folder / f"{_NAME}{key}"


def begin_work(
    work: Path, settings: Mapping[str, JSON] | None = None, *, alone: bool = True
) -> None:
    """Make a `work_folder`, and remove what killed writers left in it.

    Parameters
    ----------
    work
        In an output folder that this process holds.
    settings
        What it is of, for `discard_done`.
    alone
        Whether this process is the only one that works there; if not, nothing is removed.

    Raises
    ------
    OutputError
        If it cannot be made or written to.
    """
    with writing(work):
        work.mkdir(parents=not alone, exist_ok=True)
    if alone:
        remove_partials(work)
    if settings is not None and not (work / _ABOUT).exists():
        write_bytes(work / _ABOUT, canonical_json(dict(settings)).encode(), alone=alone)


def discard(work: Path) -> None:
    """Remove a `work_folder`, which may be gone already; raises `OutputError` if it cannot be.

    It stays as it is while a shard is at work there.
    """
    if who_works(work):
        return
    with writing(work):
        for part in _done(work):  # first: without any, there is nothing to go on from
            part.unlink(missing_ok=True)
        if work.exists():
            shutil.rmtree(work)


def has_work(folder: Path) -> bool:
    """Tell whether an output folder holds any work."""
    return any(folder.glob(f"{_NAME}*"))


def other_work(folder: Path, work: Path | None = None) -> list[Path]:
    """Return the other work that an output folder has, and remove that in which nothing is done.

    Raises
    ------
    OutputError
        If something cannot be removed.
    """
    others = [path for path in sorted(folder.glob(f"{_NAME}*")) if path != work and path.is_dir()]
    for path in others:
        if not _done(path):
            discard(path)
    return [path for path in others if path.exists()]


def _done(work: Path) -> list[Path]:
    """Return the files of what is done already."""
    return [
        path
        for path in work.glob("*")
        if path.name != _ABOUT and not path.name.startswith((".", SHARDS))
    ]


def who_works(work: Path) -> dict[str, Owner]:
    """Return the shards that are at work there, by what their files are named after."""
    if not any(work.glob(f"{SHARDS}-*")):
        return {}
    from landscape.disk.claims import living  # there are shards, which few have

    return living(work)


def discard_done(folder: Path, is_done: Callable[[Mapping[str, JSON]], bool]) -> None:
    """Remove work whose settings, as far as known, are those of something that is finished.

    Its process was killed after the result was there, and nobody would go on with it.

    Raises
    ------
    OutputError
        If it cannot be removed.
    """
    for work in sorted(folder.glob(f"{_NAME}*")):
        if not _done(work) or is_done(_settings(work)):
            discard(work)


def _settings(work: Path) -> dict[str, JSON]:
    try:
        settings = json.loads(read_bytes(work / _ABOUT))
    except (DataMissingError, ValueError):
        return {}  # of an earlier version, or damaged
    return settings if isinstance(settings, dict) else {}


def work_key(about: Mapping[str, JSON]) -> str:
    """Return the key of work that is of something with these settings."""
    return hashlib.sha256(canonical_json(dict(about)).encode()).hexdigest()[:16]


_log = logging.getLogger(__name__)

_KEEP_EVERY = 30.0
_SHARE = 0
"""Key of the share of the work that is done, beside the keys of results."""


def part_key(name: str, *numbers: IntArray) -> int:
    """Return a key for a result, of a name and the configurations that decide it together."""
    digest = hashlib.sha256(f"{name} {[len(part) for part in numbers]}".encode())
    for part in numbers:
        digest.update(np.asarray(part, dtype="<i8").tobytes())
    return int.from_bytes(digest.digest()[:8], "little", signed=True)


class Parts:
    """Results of parts of a piece of work, each under a key of all that decides it: `part_key`.

    Whoever does the work asks for a part with `get` before it does it, and hands it in with `put`.
    As a context manager it keeps what there is on disk when the work is stopped: the next one with
    the same `path` starts with that. Without a path, in memory only.

    Parameters
    ----------
    path
        File of what is kept; read now, if an earlier process left it.
    what
        What the work is: parts of other work in the place of the file are not taken for its own.
    keep_every
        Seconds after which the file is written between parts: what a kill costs at most, besides
        the part at hand.
    clock
        Tells the seconds.

    Attributes
    ----------
    share
        How much of the work is done, from 0 to 1, as was said to `advance`.
    on_advance
        Called whenever more is done.
    """

    def __init__(
        self,
        path: Path | None = None,
        what: str = "",
        *,
        keep_every: float = _KEEP_EVERY,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.share = 0.0
        self.on_advance: Callable[[], None] = lambda: None
        self._path, self._what, self._keep_every, self._clock = path, what, keep_every, clock
        self._found: dict[int, tuple[IntArray, FloatArray]] = {}
        self._load()
        self._kept, self._n_kept = clock(), len(self._found)

    def get(self, key: int) -> tuple[IntArray, FloatArray] | None:
        """Return the numbers and values put under a key; None if there are none."""
        return self._found.get(key)

    def put(self, key: int, numbers: IntArray, values: FloatArray) -> None:
        """Take numbers and values, shape ``(k,)`` each, from `get` on under a key."""
        self._found[key] = np.array(numbers, np.int64), np.array(values, np.float64)

    def advance(self, share: float) -> None:
        """Say how much of the work is done."""
        self.share = share
        if self._clock() - self._kept >= self._keep_every:
            self.keep()
        self.on_advance()

    def keep(self) -> None:
        """Write what there is, if there is more than on disk.

        Raises
        ------
        OutputError
            If the file cannot be written.
        """
        self._kept = self._clock()
        if self._path is None or len(self._found) == self._n_kept:
            return
        found = self._found | {_SHARE: (np.zeros(1, np.int64), np.array([self.share]))}
        lengths = [len(numbers) for numbers, _ in found.values()]
        columns = {
            "key": np.repeat(np.array([*found], np.int64), lengths),
            "number": np.concatenate([numbers for numbers, _ in found.values()]),
            "value": np.concatenate([values for _, values in found.values()]),
        }
        write_chunk(self._path, self._what, columns)
        self._n_kept = len(self._found)

    def discard(self) -> None:
        """Remove the file: all of the work is done, and kept elsewhere."""
        if self._path is not None:
            with writing(self._path):
                self._path.unlink(missing_ok=True)

    def __enter__(self) -> Parts:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if error is not None:
            self.keep()

    def _load(self) -> None:
        if self._path is None or not self._path.exists():
            return
        try:
            columns = read_chunk(self._path, self._what)
        except DataError as error:
            _log.warning("starting this part of the work over: %s", error)
            return
        keys = columns["key"]
        cuts = np.flatnonzero(np.diff(keys)) + 1
        rows = (np.split(columns[name], cuts) for name in ("key", "number", "value"))
        self._found = {
            int(key[0]): (number, value) for key, number, value in zip(*rows, strict=True)
        }
        _, share = self._found.pop(_SHARE)
        self.share = float(share[0])


SUM_BYTES = hashlib.sha256().digest_size
"""How much longer a sealed file is than its content."""


def write_sealed(path: Path, content: bytes, what: str, *, alone: bool = True) -> None:
    """Write a file atomically, to be read by `read_sealed`.

    Parameters
    ----------
    path
        The file.
    content
        What is in it.
    what
        What it is and where it belongs, such as ``"chunk 3 of 5f0c"``.
    alone
        See `landscape.disk.files.write_bytes`.

    Raises
    ------
    OutputError
        If the file cannot be written.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp(), "3.chunk")
    >>> write_sealed(path, b"scores", "chunk 3")
    >>> read_sealed(path, "chunk 3")
    b'scores'
    """
    write_bytes(path, content + _sum(content, what), alone=alone)


def read_sealed(path: Path, what: str) -> bytes:
    """Return what `write_sealed` wrote as the same `what`.

    Raises
    ------
    DataMissingError
        If there is no such file.
    DataError
        If it cannot be read, or a single bit is not as it was written there.
    """
    sealed = read_bytes(path)
    check_seal(path, sealed, what)
    return sealed[:-SUM_BYTES]


def check_seal(path: Path, sealed: bytes, what: str) -> None:
    """Make sure that the sealed file `path`, read already, is as it was; else raise `DataError`."""
    if not is_sealed(sealed, what):
        raise DataError(
            f"{path} is damaged, cut short, of another version or not what belongs there "
            f"({what}): its checksum does not fit"
        )


def is_sealed(sealed: bytes, what: str) -> bool:
    """Tell whether a file, read already, ends with the sum of its content as `what`."""
    return _sum(memoryview(sealed)[:-SUM_BYTES], what) == sealed[-SUM_BYTES:]


def seal_archive(content: bytes, what: str) -> bytes:
    """Return a zip archive sealed so that it is still one: the sum becomes its comment.

    Parameters
    ----------
    content
        An archive without a comment.
    what
        See `write_sealed`.
    """
    announced = content[:-2] + SUM_BYTES.to_bytes(2, "little")
    return announced + _sum(announced, what)


def _sum(content: bytes | memoryview, what: str) -> bytes:
    digest = hashlib.sha256(what.encode() + b"\0")
    digest.update(content)
    return digest.digest()


def write_chunk(
    path: Path, what: str, columns: Mapping[str, FloatArray | IntArray], *, alone: bool = True
) -> None:
    """Write columns of shape ``(k,)`` atomically, bit by bit as they are, NaN included.

    Parameters
    ----------
    path
        The file.
    what
        Which chunk it is, of what: a chunk in the place of another is not taken for it.
    columns
        Name → values.
    alone
        See `landscape.disk.files.write_bytes`.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    write_sealed(path, to_parquet(pa.table(dict(columns))), what, alone=alone)


def read_chunk(path: Path, what: str, names: Sequence[str] | None = None) -> dict[str, FloatArray]:
    """Read the columns `names` of what `write_chunk` wrote as the same `what`, by default all.

    Raises
    ------
    DataMissingError
        If there is no such file.
    DataError
        If a single bit is not as it was written, or it is another chunk.
    """
    content = read_sealed(path, what)
    with damage_told(path, "Parquet"):
        table = read_parquet(content, names)
    return {name: np.array(table[name].to_numpy()) for name in table.column_names}

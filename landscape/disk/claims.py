"""Who works on what in a folder that several machines see, told by files alone.

A claim is a file with the host and the process of its owner, whose time of change the owner renews
as long as it lives. It needs no locks, which network file systems may lack: files are made so that
only one process can make them, and never changed by another one. The claims of one thing are
numbered: the last one counts. Who finds that its owner has died makes the next one, which only one
process can.
"""

from __future__ import annotations

import json
import os
import socket
import threading
import time
import uuid
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from landscape.disk.files import writing
from landscape.errors import LandscapeError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["BEAT", "STALE", "Claim", "Owner", "claimed", "living"]

BEAT = 20.0
"""Seconds after which a claim is renewed."""

STALE = 300.0
"""Seconds after which a claim that nobody renews is void: its machine is off, or asleep."""

_MARK = ".claim-"


@dataclass(frozen=True)
class Owner:
    """Who has a claim.

    Attributes
    ----------
    host, process
        Name of the machine, and number of the process there.
    machine
        Tells machines of the same name apart, and a machine from itself before it was started anew.
    began
        When the process began: numbers of processes are used again.
    """

    host: str = "another machine"
    process: int = 0
    machine: str = ""
    began: str = ""

    @classmethod
    def here(cls) -> Owner:
        """Return this process."""
        process = os.getpid()
        return cls(socket.gethostname(), process, _machine(), _began(process))

    def __str__(self) -> str:
        return f"process {self.process} on {self.host}" if self.process else "another process"


@cache
def _machine() -> str:
    """Return what no two machines share, nor two containers that do not see each other."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
        return f"{boot} {os.readlink('/proc/self/ns/pid')}"
    except OSError:  # not Linux: the address of the network card
        return f"{uuid.getnode():x}"


def _began(process: int) -> str:
    """Return when a process of this machine began; nothing if it has ended, or nobody can tell."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text("utf-8", "replace")
    except OSError:
        return ""
    state, *numbers = stat.rpartition(")")[2].split()
    return "" if state in "ZX" else numbers[18]


def _runs(owner: Owner) -> bool:
    """Tell whether a process of this machine runs."""
    if owner.began:
        return _began(owner.process) == owner.began
    try:
        os.kill(owner.process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True  # it is somebody else's
    return True


class Claim:
    """What `claimed` gives: this process has the claim as long as `check` does not complain."""

    def __init__(self, file: Path, what: str) -> None:
        self._file, self._what = file, what
        self._lost = ""

    def check(self) -> None:
        """Make sure that nobody else has the claim by now.

        Raises
        ------
        LandscapeError
            If somebody has, since this process was suspended for too long, or cut off.
        """
        if self._lost:
            raise LandscapeError(
                f"{self._what} was taken over {self._lost}, since this process gave no sign of "
                f"life for {STALE / 60:.0f} minutes: what it had finished is kept"
            )

    def renew(self) -> None:
        """Give a sign of life, and look whether somebody else has taken over."""
        try:
            # Not the whole folder: a thousand shards look every few seconds.
            following = self._file.with_name(f"{_name(self._file)}{_MARK}{_number(self._file) + 1}")
            if following.exists():
                self._lost = f"by {_read(following)}"
            os.utime(self._file)
        except FileNotFoundError:
            self._lost = self._lost or "or its claim deleted"
        except OSError:
            pass  # the network may come back before the claim is void

    def give_up(self) -> None:
        """Remove it, and those of the dead before it."""
        try:
            for file in _files(self._file):
                if _number(file) <= _number(self._file):
                    file.unlink(missing_ok=True)
        except OSError:
            pass  # without a network it ends by itself


@contextmanager
def claimed(path: Path, what: str) -> Iterator[Claim]:
    """Have something for this process alone, as long as the block runs.

    Parameters
    ----------
    path
        What the files of its claims are named after; its folder must exist.
    what
        What it is, for messages.

    Raises
    ------
    LandscapeError
        At once, if another process has it that lives: on this machine one that runs, on another
        one that has renewed its claim within `STALE` seconds.
    OutputError
        If the folder cannot be written to.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp(), "shard-1-of-2")
    >>> with claimed(path, "shard 1/2") as claim:
    ...     claim.check()
    ...     list(living(path.parent))
    ['shard-1-of-2']
    >>> living(path.parent)
    {}
    """
    claim = Claim(_made(path, what), what)
    stop = threading.Event()

    def beat() -> None:
        while not stop.wait(BEAT):
            claim.renew()

    thread = threading.Thread(target=beat, name=f"claim of {what}", daemon=True)
    thread.start()
    try:
        yield claim
    finally:
        stop.set()
        thread.join()
        claim.give_up()


def _made(path: Path, what: str) -> Path:
    """Make the next claim, unless the last one is that of somebody who lives."""
    last = _last(path)
    if last is not None and _lives(last, _now(path.parent)):
        raise _refused(what, last)
    number = 1 if last is None else _number(last) + 1
    file = path.with_name(f"{path.name}{_MARK}{number}")
    with writing(file):
        try:
            descriptor = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666)
        except FileExistsError:
            raise _refused(what, file) from None
        try:
            os.write(descriptor, json.dumps(asdict(Owner.here())).encode())
            os.fsync(descriptor)
        except OSError:
            file.unlink()
            raise
        finally:
            os.close(descriptor)
    return file


def _refused(what: str, file: Path) -> LandscapeError:
    return LandscapeError(
        f"{what} is at work already ({_read(file)}): wait until that has ended; one that has "
        f"died counts as ended after {STALE / 60:.0f} minutes, on its own machine at once"
    )


def living(folder: Path) -> dict[str, Owner]:
    """Return what in a folder somebody works on, by the names it is claimed by → who does."""
    last = {_name(file): file for file in sorted(folder.glob(f"*{_MARK}*"), key=_number)}
    now = _now(folder) if last else 0.0
    return {name: _read(file) for name, file in sorted(last.items()) if _lives(file, now)}


def _files(path: Path) -> list[Path]:
    """Return the claims of what a path, or one of its claims, stands for."""
    return list(path.parent.glob(f"{_name(path)}{_MARK}*"))


def _name(path: Path) -> str:
    return path.name.partition(_MARK)[0]


def _last(path: Path) -> Path | None:
    return max(_files(path), key=_number, default=None)


def _number(file: Path) -> int:
    number = file.name.rpartition("-")[2]
    return int(number) if number.isdecimal() else 0  # somebody's copy of one


def _read(file: Path) -> Owner:
    """Return whose claim it is, as far as that can be read: it may be made at this moment."""
    try:
        return Owner(**json.loads(file.read_bytes()))
    except (OSError, ValueError, TypeError):
        return Owner()


def _lives(file: Path, now: float) -> bool:
    """Tell whether the owner of a claim lives at a time of `_now`."""
    owner = _read(file)
    if owner.machine == _machine() and os.name == "posix":
        return _runs(owner)
    try:
        return now - file.stat().st_mtime < STALE
    except FileNotFoundError:
        return False


def _now(folder: Path) -> float:
    """Return the time by the clock that stamps files there, which may be that of a server."""
    probe = folder / f".{uuid.uuid4().hex}.now"
    try:
        probe.touch()
        now = probe.stat().st_mtime
        probe.unlink()
    except OSError:  # it cannot be written to by who only looks
        return time.time()
    return now

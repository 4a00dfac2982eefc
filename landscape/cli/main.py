"""From the arguments of a process to its exit code: errors in one line, and what Ctrl-C ends."""

from __future__ import annotations

import io
import os
import signal
import sys
import threading
import traceback
from typing import Any

from landscape.errors import LandscapeError
from landscape.lazy import hiding_told

__all__ = ["main"]

_WRONG_USE = 2
_INTERRUPTED = 130


def main() -> None:
    """Run the command line; errors are one line on stderr, with a traceback under ``-vv``."""
    _settle()
    try:
        with hiding_told():
            code = _run(sys.argv[1:] or ["--help"])
    except LandscapeError as error:
        code = _explain(error, str(error), error.exit_code)
    except OSError as error:  # such as a full disk behind stdout
        code = _explain(error, _said(error), LandscapeError.exit_code)
    except MemoryError as error:
        wanted = f" ({error})" if str(error) else ""
        code = _explain(error, f"out of memory{wanted}: ask for less", LandscapeError.exit_code)
    except KeyboardInterrupt as error:
        code = _explain(error, "interrupted", _INTERRUPTED)
    if code == _INTERRUPTED:
        # At once: an impatient second Ctrl-C would find worker threads that are being joined.
        sys.stdout.flush()
        os._exit(code)
    sys.exit(code)


def _settle() -> None:
    """Take nothing from the surroundings that a run could break on when its work is done."""
    # A letter that the encoding of a pipe or file lacks, such as ± in ASCII, becomes "?" there.
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    # What ends batch jobs is taken like Ctrl-C, which loses nothing that is finished; so is the end
    # of a terminal or connection, unless nohup has it go on.
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) == signal.SIG_DFL:
            signal.signal(signal.SIGHUP, signal.default_int_handler)
    # No window is opened; the setting of a notebook, say, may name what this Python does not have.
    os.environ["MPLBACKEND"] = "agg"


def _run(arguments: list[str]) -> int:
    import typer

    from landscape.cli.app import app
    from landscape.cli.console import set_verbosity
    from landscape.options.base import commanded

    set_verbosity(0)
    # UsageError: where it lives depends on whether this Typer needs click or brings its own.
    usage_error: Any = typer.BadParameter.__base__
    try:
        with commanded():
            code = app(arguments, prog_name="landscape", standalone_mode=False)
    except usage_error as error:
        context = getattr(error, "ctx", None)
        command = context.command_path if context else "landscape"
        message = error.format_message().rstrip(".")
        return _explain(error, f"{message}: see {command} --help", _WRONG_USE)
    except typer.Abort as error:
        raise KeyboardInterrupt from error
    if code == _INTERRUPTED:
        raise KeyboardInterrupt
    return int(code or 0)


def _said(error: OSError) -> str:
    if error.filename is None:
        return str(error)
    return f"{error.filename} cannot be used ({error.strerror}): give yourself access to it"


def _explain(error: BaseException, message: str, code: int) -> int:
    from landscape.cli.console import verbosity

    if verbosity() > 1:
        traceback.print_exception(error)
    print(f"landscape: {' '.join(message.split())}", file=sys.stderr, flush=True)  # noqa: T201
    return code

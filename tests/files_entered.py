"""Count the files of ours that a command enters: those in which a function runs, from `main` on.

Usage: python tests/files_entered.py ARGUMENTS, such as build --metric synflow --out FOLDER. What
only runs while modules are imported, such as decorators, is not counted: who reads along does not
come by. Nor is what runs in processes of their own.
"""

from __future__ import annotations

import inspect
import sys
import threading
from collections import Counter
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, ClassVar

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("landscape", "proxies", "search", "viz")


class Entered(threading.local):
    """Sees every call; `codes` is what ran, in all threads."""

    codes: ClassVar[set[CodeType]] = set()

    def __init__(self) -> None:
        self._importing = 0

    def __call__(self, frame: FrameType, event: str, _: Any) -> None:
        """See a call or a return, as `sys.setprofile` tells of them."""
        code = frame.f_code
        if code.co_name == "<module>":
            self._importing += (event == "call") - (event == "return")
        elif event == "call" and not self._importing and code.co_flags & inspect.CO_OPTIMIZED:
            self.codes.add(code)  # optimised: a function, and not the body of a class

    def watch(self) -> None:
        """Look at this thread, and at all that begin from now on."""
        threading.setprofile(self)
        sys.setprofile(self)

    def files(self) -> list[str]:
        """Return the files of ours that were entered."""
        paths = {Path(code.co_filename) for code in self.codes}
        ours = [path.relative_to(ROOT) for path in paths if path.is_relative_to(ROOT)]
        return sorted(str(path) for path in ours if path.parts[0] in PACKAGES)


def room_of(file: str) -> str:
    """Return the package of a file; that of the command line apart."""
    return "landscape.cli" if file.startswith("landscape/cli/") else file.split("/")[0]


def main() -> None:
    """Run the command, and say which files it entered."""
    from landscape import cli

    sys.argv[0] = "landscape"
    entered = Entered()
    entered.watch()
    try:
        cli.main()
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
        files = entered.files()
        print("", *files, "", sep="\n")
        for room, count in Counter(map(room_of, files)).items():
            print(f"{room:<14}{count:>4}")
        print(f"{'in all':<14}{len(files):>4}")


if __name__ == "__main__":
    main()

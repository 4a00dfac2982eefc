"""``python -m landscape`` is the command ``landscape``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

if __name__ == "__main__":
    # Python looks in the current folder first, where a user's search.py would be found in place of
    # the package; the command `landscape` does not look there either.
    if sys.path[:1] == [os.getcwd()] and Path.cwd() != Path(__file__).resolve().parents[1]:
        del sys.path[0]
    from landscape.cli import main

    main()

"""``python -m landscape`` is the command ``landscape``."""

from __future__ import annotations

from landscape.cli import main

if __name__ == "__main__":
    main()

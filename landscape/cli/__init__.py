"""The command ``landscape``."""

from __future__ import annotations

import sys

from landscape.errors import LandscapeError

__all__ = ["main"]


def main() -> None:
    """Run the command line; errors are one line on stderr, with a traceback under ``-vv``."""
    from landscape.cli.app import app
    from landscape.cli.console import verbosity

    try:
        app()
    except LandscapeError as error:
        if verbosity() > 1:
            raise
        print(f"landscape: {' '.join(str(error).split())}", file=sys.stderr)  # noqa: T201
        sys.exit(error.exit_code)

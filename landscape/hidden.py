"""Say which file of a user's hides one of our packages.

Python looks for modules beside a script or notebook first: a ``search.py`` there is found in place
of the package `search`.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from landscape.errors import HiddenPackageError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["hiding_told"]

_OURS = ("landscape", "proxies", "search", "viz")
_HOME = Path(__file__).resolve().parents[1]


@contextmanager
def hiding_told() -> Iterator[None]:
    """Name the file that hides a package of ours where importing that fails.

    Raises
    ------
    HiddenPackageError
        In place of the ImportError that comes of it; all others come as they are.
    """
    try:
        yield
    except ImportError as error:
        package = (error.name or "").split(".")[0]
        file = _instead_of(package)
        if file is None:
            raise
        raise HiddenPackageError(
            f"{file} hides our package {package!r}: rename it, or move it out of the folder "
            "of your script, notebook or command"
        ) from error


def _instead_of(package: str) -> Path | None:
    """Return the file that was loaded in place of a package of ours; None if none was."""
    module = sys.modules.get(package) if package in _OURS else None
    if module is None or module.__file__ is None:
        return None
    file = Path(module.__file__).resolve()
    return None if file.is_relative_to(_HOME / package) else file

"""``landscape --load FILE``: metrics and analyses of the user's own."""

from __future__ import annotations

import importlib.util
import sys
from typing import TYPE_CHECKING

from landscape.errors import DataMissingError, LandscapeError, OptionError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["load_file"]


def load_file(file: Path) -> None:
    """Run a Python file, which registers proxies.

    Raises
    ------
    DataMissingError, OptionError
        If there is no such file, or it is no Python file.
    LandscapeError
        If it raises anything; errors of this library come as they are.
    """
    file = file.expanduser()
    if not file.is_file():
        raise DataMissingError(
            f"no file {file}: expected a Python file that registers metrics or analyses, see "
            "docs/proxies.md and docs/analysis.md"
        )
    name = f"loaded:{file.stem}"  # no module's name: it must not hide one
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise OptionError(f"--load {file}: expected a Python file, with a name that ends in .py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except LandscapeError:
        raise
    except Exception as error:
        raise LandscapeError(
            f"{file} could not be loaded ({type(error).__name__}: {error}): "
            "repair it; -vv shows where it failed"
        ) from error

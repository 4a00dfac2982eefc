"""The options of ``landscape explore`` and `viz.explore`."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from pathlib import Path
from typing import Annotated, ClassVar

from landscape.options.base import Options, Shown

__all__ = ["ExploreOptions"]


@dataclass(frozen=True)
class ExploreOptions(Options):
    """What `viz.explore` is asked for."""

    group: ClassVar[str] = "what"

    runs: Annotated[tuple[Path | object, ...], Shown("RUN...", argument=True)]
    """Folders that landscape build, sample and search left; one landscape or sample at least."""

    _: KW_ONLY

    port: int | None = None
    """Port on 127.0.0.1; by default 8050, else a free one."""

    no_browser: bool = False
    """Print the address, and open no browser."""

"""The options of ``landscape info`` and `landscape.info`."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import Annotated, ClassVar

from landscape.options.base import Shown
from landscape.options.shared import SpaceOptions

__all__ = ["InfoOptions"]


@dataclass(frozen=True)
class InfoOptions(SpaceOptions):
    """What `landscape.info` is asked for."""

    group: ClassVar[str] = "what"

    architecture: Annotated[str | object | None, Shown("ARCHITECTURE", argument=True)] = None
    """An architecture in any notation; without it, the space."""

    _: KW_ONLY

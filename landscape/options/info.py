"""The options of ``landscape info`` and `landscape.info`."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import Annotated, ClassVar

from landscape.options.base import Options, Shown
from landscape.options.sample import AnsweringOptions

__all__ = ["InfoOptions"]


@dataclass(frozen=True, kw_only=True)
class _StandingOptions(Options):
    metric: Annotated[str | None, Shown(names="{metrics}")] = None
    """Say where the architecture stands under this metric: whether it is a local optimum, where its
    climb ends, and where escapes lead."""

    escapes: int | None = None
    """How many escapes of the optimum are climbed; default all where scores are at hand, and none
    where networks are run or a function is called."""

    level: float = 0.95
    """Of the intervals, where some of the escapes are climbed."""


@dataclass(frozen=True)
class InfoOptions(_StandingOptions, AnsweringOptions):
    """What `landscape.info` is asked for."""

    group: ClassVar[str] = "what"
    leaves_folder: ClassVar[bool] = False

    architecture: Annotated[str | object | None, Shown("ARCHITECTURE", argument=True)] = None
    """An architecture in any notation; without it, the space."""

    _: KW_ONLY

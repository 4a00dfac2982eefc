"""The options of ``landscape figure`` and `viz.figure`."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, fields
from pathlib import Path
from typing import Annotated, Any, ClassVar

from landscape.options.base import Options, Shown
from landscape.options.look import LookOptions
from landscape.options.shared import LabelOptions

__all__ = ["FigureOptions"]


@dataclass(frozen=True, kw_only=True)
class _FileOptions(Options):
    group: ClassVar[str] = "where"

    out: Annotated[tuple[Path, ...], Shown("FILE")] = ()
    """File to draw: .png, .pdf, .svg or .html; or its numbers as .csv, .md or .tex. May be given
    several times; by default KIND.html and KIND.png."""


@dataclass(frozen=True, kw_only=True)
class _KindOptions(Options):
    """What some kinds of figures take."""

    group: ClassVar[str] = "how"

    top: Annotated[float | None, Shown("SHARE")] = None
    """overlap: share that counts as best; default 0.01."""

    scale: Annotated[str | None, Shown("auto|linear|log|rank")] = None
    """scatter: auto, linear, log or rank."""

    over: Annotated[str | None, Shown("evaluations|seconds|epochs")] = None
    """trends: over evaluations, seconds or epochs."""

    of: Annotated[str | None, Shown("best|current")] = None
    """trends: the best so far, or the current solution."""

    band: Annotated[str | None, Shown("std|quartiles|ci|none")] = None
    """trends: std, quartiles, ci or none."""

    log: Annotated[bool | None, Shown(no="linear")] = None
    """trends: how costs are spaced; by default as they need."""

    lowest: Annotated[float | None, Shown("VALUE")] = None
    """trends: the lowest value shown."""

    layout: str | None = None
    """mlon-grid: how networks are laid out."""

    colour_scale: Annotated[str | None, Shown("value|rank|log")] = None
    """mlon-grid: colours by value, rank or log."""

    @property
    def of_kind(self) -> dict[str, Any]:
        """Name and value of the options that were given."""
        given = {field.name: getattr(self, field.name) for field in fields(_KindOptions)}
        return {name: value for name, value in given.items() if value is not None}


@dataclass(frozen=True)
class FigureOptions(_FileOptions, LookOptions, _KindOptions, LabelOptions):
    """What `viz.figure` is asked for."""

    group: ClassVar[str] = "what"

    kind: Annotated[str, Shown("KIND", argument=True, names="{figures}")]
    """What to draw; see landscape list figures."""

    runs: Annotated[tuple[Path | object, ...], Shown("RUN...", argument=True)]
    """Folders that landscape build, or landscape search, left."""

    _: KW_ONLY

    title: Annotated[str | None, Shown("TEXT")] = None
    """Title; empty for none."""

    quality: Annotated[tuple[Path | object, ...], Shown("RUN")] = ()
    """Run whose fitness says how good an architecture is; by default the runs of test_acc among
    RUN. May be given once a dataset."""

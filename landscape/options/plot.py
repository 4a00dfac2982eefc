"""The options of ``landscape plot`` and `viz.plot`."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, fields
from pathlib import Path
from typing import Annotated, ClassVar

from landscape.options.base import Options, Shown
from landscape.options.look import LookOptions

__all__ = ["NetworkOptions", "PlotOptions"]


@dataclass(frozen=True, kw_only=True)
class _FileOptions(Options):
    group: ClassVar[str] = "where"

    png: Path | None = None
    """File to draw, 300 dpi."""

    html: Path | None = None
    """File to draw, interactive."""

    pdf: Path | None = None
    """File to draw, vectors."""

    svg: Path | None = None
    """File to draw, vectors."""

    @property
    def files(self) -> dict[str, Path]:
        """Kind of file → the file to draw, of those that are asked for."""
        named = {field.name: getattr(self, field.name) for field in fields(_FileOptions)}
        return {kind: file for kind, file in named.items() if file is not None}


@dataclass(frozen=True, kw_only=True)
class _KindOptions(Options):
    """Which network, and what of it places, colours and sizes show."""

    group: ClassVar[str] = "what"

    kind: str = "mlon"
    """Network to draw: lon, mlon or cmlon."""

    layout: Annotated[str, Shown(names="{layouts}")] = "force"
    """force; fitness, or rank, for heights that show it; 3d for both."""

    colour: Annotated[tuple[str | object, ...], Shown("WHAT")] = ()
    """Colour optima by a column of the run's scores, by the fitness of another run (its folder), by
    a metric of a benchmark, such as test_acc, by a score that is built in, such as jacov, or by
    funnel. May be given several times: a page shows all of an optimum, and switches between
    them."""

    funnels: bool = False
    """Colour optima by the funnel they are in; those in several have another colour."""

    colour_scale: str | None = None
    """How numbers become colours: value, rank or log; by default value, or rank where nine tenths
    of the optima would look alike."""

    size: str | None = None
    """What sizes show: in_edges, or basin; by default incoming edges, in a cmlon the optima
    contracted."""

    min_weight: float = 0.0
    """Leave out edges of less weight."""

    labels: int = 0
    """Name the N best optima."""


@dataclass(frozen=True, kw_only=True)
class NetworkOptions(LookOptions, _KindOptions):
    """How a network is drawn."""


@dataclass(frozen=True)
class PlotOptions(_FileOptions, NetworkOptions):
    """What `viz.plot` is asked for."""

    group: ClassVar[str] = "what"

    run: Annotated[Path | object, Shown("RUN", argument=True)]
    """Folder that landscape build, or landscape search, left."""

    _: KW_ONLY

    @property
    def network(self) -> NetworkOptions:
        """How a network is drawn, alone."""
        return NetworkOptions(**{f.name: getattr(self, f.name) for f in fields(NetworkOptions)})

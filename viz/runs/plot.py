"""``landscape plot``: redraw a saved run without computing it again."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, get_args

import typer

from landscape.disk.lock import locked
from landscape.errors import OptionError
from landscape.graph import Kind
from landscape.names import find_name
from landscape.runs.run import Run
from viz.runs.colours import colours_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from landscape.arrays import FloatArray
    from landscape.graph import LON
    from landscape.landscape import Landscape
    from viz import MlonFigure
    from viz.look.look import Look

__all__ = ["Drawing", "draw_landscape", "network_figures", "redraw"]

_WIDTH = 6.5  # inches of a network on paper
_FUNNEL = "funnel"  # as a colour
_MOST_SWITCHED = 20_000  # edges of a network beyond which a page holds only the one asked for


@dataclass(frozen=True)
class Drawing:
    """How a network is drawn.

    Attributes
    ----------
    kind
        ``"lon"``, ``"mlon"`` or ``"cmlon"``.
    layout, size, min_weight, labels, theme
        See `viz.mlon_figure`.
    colour
        Columns of the run's scores, folders of other runs, or metrics of a benchmark: nodes are
        coloured by the first, and a page can switch to the others. By fitness if there is none.
    funnels
        Colour by funnels instead; so does the colour ``"funnel"``.
    colour_scale
        See `viz.mlon_figure`.
    width, font, font_size
        See `viz.look.look.Look`; the width None is that of the figure's kind.
    """

    kind: str = "mlon"
    layout: str = "force"
    colour: tuple[str, ...] = ()
    funnels: bool = False
    colour_scale: str | None = None
    size: str | None = None
    min_weight: float = 0.0
    labels: int = 0
    theme: str | None = None
    width: float | None = None
    font: str = "sans"
    font_size: float | None = None

    def look(self, width: float) -> Look:
        """Return how a figure looks; `width` is that of its kind."""
        from viz.look.look import Look

        own = width if self.width is None else self.width
        return Look(own, self.font, self.font_size, self.theme or "light")


def redraw(folder: Path, files: Mapping[str, Path], drawing: Drawing) -> None:
    """Draw what a run left in `folder`: a network, or what a search did.

    Parameters
    ----------
    folder
        Folder of a run.
    files
        ``png``, ``html``, ``pdf`` or ``svg`` → the file to write, whose name ends in it; without
        any, the pictures in the folder are drawn again.
    drawing
        How a network is drawn.

    Raises
    ------
    UnknownNameError, OptionError
        If a name does not exist, options do not fit, or a search should be drawn like a network.
    DataMissingError, DataError
        If a file of the run is gone or damaged.
    """
    for kind, file in files.items():
        if file.suffix.lower() != f".{kind}":
            raise OptionError(f"--{kind} {file}: expected a name that ends in .{kind}")
    is_search = Run(folder).summary.get("kind") == "search"
    with nullcontext() if files else locked(folder):  # or a run would get another's pictures
        (_redraw_search if is_search else _redraw_network)(folder, files, drawing)


def _redraw_network(folder: Path, files: Mapping[str, Path], drawing: Drawing) -> None:
    from viz import save
    from viz.export import Printed

    run, look = Run(folder), drawing.look(_WIDTH)
    targets = [*files.values()] or [run.html, run.png]
    for_screen = any(target.suffix.lower() == ".html" for target in targets)
    figure, *also = network_figures(run, drawing, also=for_screen)
    for target in targets:
        typer.echo(save(Printed(figure, look, tuple(also)), target))


def _redraw_search(folder: Path, files: Mapping[str, Path], drawing: Drawing) -> None:
    from search.runs.saved import SearchRun
    from viz.look.look import PAGE_WIDTH
    from viz.runs.search import redraw_search

    look = drawing.look(PAGE_WIDTH)
    paper = {name: getattr(drawing, name) for name in ("width", "font", "font_size", "theme")}
    if drawing != Drawing(**paper):
        raise OptionError(
            f"{folder} is a search, which has no network: leave out all but files, --width, "
            "--font, --font-size and --theme; see also landscape figure trends"
        )
    redraw_search(SearchRun(folder), files, look=look)


def network_figures(run: Run, drawing: Drawing, *, also: bool) -> list[MlonFigure]:
    """Return the figure of a run's network, and with `also` those of its other kinds.

    There are others only where they are known and not too large for a page.

    Raises
    ------
    UnknownNameError, OptionError
        If a name does not exist, or options do not fit.
    DataMissingError, DataError
        If a file of the run is gone or damaged.
    """
    kind = find_name("kind of network", drawing.kind, get_args(Kind))
    drawing = replace(drawing, kind=kind)
    if drawing.funnels and drawing.colour:
        raise OptionError(f"--funnels and --colour {drawing.colour[0]}: give one or the other")
    by_funnels = drawing.funnels or drawing.colour[:1] == (_FUNNEL,)
    drawing = replace(drawing, funnels=by_funnels)
    colours: dict[str, FloatArray] = {}
    for colour in drawing.colour:
        if colour != _FUNNEL:
            colours |= colours_of(run, colour)
    networks = _networks(run, needs_lon=by_funnels or drawing.kind != "mlon")
    return _figures(networks, drawing, colours, also=also)


def draw_landscape(
    landscape: Landscape, captions: Mapping[str, str], files: Sequence[Path]
) -> None:
    """Draw the network of a landscape with all that is left open, as `redraw` does of a run.

    Parameters
    ----------
    landscape
        What is drawn.
    captions
        ``title`` and ``fitness_label``.
    files
        To write.
    """
    from viz import save
    from viz.export import Printed
    from viz.look.look import Look

    networks = _Networks(landscape.monotonic(), landscape.lon(), captions)
    figure, *also = _figures(networks, Drawing(), {}, also=True)
    for file in files:
        save(Printed(figure, Look(_WIDTH), tuple(also)), file)


@dataclass(frozen=True, eq=False)
class _Networks:
    """The networks of a landscape, of which the whole one may be unknown, and their captions."""

    mlon: LON
    lon: LON | None
    captions: Mapping[str, Any]

    def of(self, kind: str) -> LON:
        if kind == "mlon" or self.lon is None:
            return self.mlon
        return self.lon if kind == "lon" else self.lon.compressed()


def _networks(run: Run, *, needs_lon: bool) -> _Networks:
    """Return what a run left; without its whole network, if that is gone and not needed.

    Networks that were too large for GraphML are made of the scores again.
    """
    if "mlon.graphml" in run.left_out:
        from landscape.runs.saved import read_landscape  # slow to import, and seldom needed

        landscape = read_landscape(run)
        return _Networks(landscape.monotonic(), landscape.lon(), run.captions)
    has_lon = needs_lon or (run.folder / "lon.graphml").exists()
    lon = run.read_network("lon") if has_lon else None
    mlon = run.read_network("mlon")
    for network in filter(None, (mlon, lon)):
        _complete_counts(network, run.summary)
    return _Networks(mlon, lon, run.captions)


def _complete_counts(network: LON, summary: Mapping[str, Any]) -> None:
    """Give a network that earlier versions saved the counts that its run's summary has."""
    told = {name: summary.get(name) for name in ("n_configurations", "n_plateau_optima")}
    whole, missing = told["n_configurations"], summary.get("n_missing")
    if isinstance(whole, int) and isinstance(missing, int):
        told["n_scored"] = whole - missing
    for name, count in told.items():
        if name not in network.attributes() and isinstance(count, int):
            network[name] = count


def _figures(
    networks: _Networks, drawing: Drawing, colours: Mapping[str, FloatArray], *, also: bool
) -> list[MlonFigure]:
    """Return the figure that is asked for, and with `also` those of the other kinds."""
    first = _figure(networks, drawing, drawing.kind, colours)
    lon = networks.lon
    if not also or lon is None or lon.ecount() > _MOST_SWITCHED:
        return [first]
    others = [kind for kind in get_args(Kind) if kind != drawing.kind]
    return [first, *(_figure(networks, drawing, kind, colours) for kind in others)]


def _figure(
    networks: _Networks, drawing: Drawing, kind: str, colours: Mapping[str, FloatArray]
) -> MlonFigure:
    from viz import mlon_figure
    from viz.network.colourings import FUNNEL

    title = networks.captions.get("title")
    return mlon_figure(
        networks.of(kind),
        lon=networks.lon if kind == "mlon" else None,
        title=title if title is None or kind == "mlon" else f"{kind.upper()} · {title}",
        fitness_label=networks.captions.get("fitness_label"),
        layout=drawing.layout,
        min_weight=drawing.min_weight,
        colours=colours,
        colour=FUNNEL if drawing.funnels else next(iter(colours), None),
        colour_scale=drawing.colour_scale,
        size=drawing.size,
        labels=drawing.labels,
        theme=drawing.theme,
    )

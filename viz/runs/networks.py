"""The network of a run, or of a landscape that was never saved, as a picture."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, get_args

from landscape.errors import OptionError
from landscape.network import Kind
from landscape.options.plot import NetworkOptions
from landscape.registry import find_name
from viz.export import Picture, save
from viz.look.look import Look
from viz.network.colourings import FUNNEL
from viz.network.mlon import mlon_figure
from viz.runs.colours import colours_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from landscape.arrays import FloatArray
    from landscape.graph import LON
    from landscape.landscape import Landscape
    from landscape.network import Network
    from landscape.runs.run import Run
    from landscape.spaces import Space
    from viz.entries import Entry
    from viz.network.mlon_data import MlonFigure

__all__ = ["draw_landscape", "draw_network", "landscape_picture", "network_picture", "run_picture"]

_WIDTH = 6.5  # inches of a network on paper
_FUNNEL = "funnel"  # as a colour
_MOST_SWITCHED = 20_000  # edges of a network beyond which a page holds only the one asked for


def run_picture(run: Run, drawing: NetworkOptions) -> Picture:
    """Return the picture of a run's network; its page switches to the other kinds.

    These are there only where they are known and not too large for a page.

    Raises
    ------
    UnknownNameError, OptionError
        If a name does not exist, or options do not fit.
    DataMissingError, DataError
        If a file of the run is gone or damaged.
    """
    drawing = _settled(drawing)
    colours = _colours(run, drawing)
    needs_lon = drawing.funnels or drawing.kind != "mlon"
    return _picture(_networks(run, needs_lon=needs_lon), drawing, colours)


def landscape_picture(
    entry: Entry, captions: Mapping[str, str], drawing: NetworkOptions | None = None
) -> Picture:
    """Return the picture of the network of a landscape, as `run_picture` of a run.

    Parameters
    ----------
    entry
        The landscape.
    captions
        ``title`` and ``fitness_label``.
    drawing
        How it is drawn; None leaves everything open.

    Raises
    ------
    UnknownNameError, OptionError
        If a name does not exist, or options do not fit.
    """
    drawing = _settled(drawing or NetworkOptions())
    colours = _colours(entry, drawing)
    of = entry.landscape
    networks = _Networks(of.network("mlon"), of.network("lon"), captions, of.space)
    return _picture(networks, drawing, colours)


def network_picture(network: Network | LON, drawing: NetworkOptions) -> Picture:
    """Return the picture of a network of which nothing more is known.

    Raises
    ------
    UnknownNameError, OptionError
        If a name does not exist, or options do not fit.
    """
    drawing = _settled(drawing)
    if drawing.colour not in ((), (_FUNNEL,)):
        raise OptionError(
            f"colour {drawing.colour[0]!r:.60}: a network alone has fitness and {_FUNNEL}; give "
            "its run or landscape"
        )
    figure = _figure(_Networks(network, None, {}), drawing, drawing.kind, {})
    if drawing.kind not in (NetworkOptions.kind, figure.kind):
        raise OptionError(
            f"kind {drawing.kind!r}: the network is of kind {figure.kind!r}; leave it out"
        )
    return Picture(figure, Look.of(drawing, _WIDTH))


def draw_landscape(
    landscape: Landscape, captions: Mapping[str, str], files: Sequence[Path]
) -> None:
    """Draw the network of a landscape with all that is left open, as `viz.plot` does of a run.

    Parameters
    ----------
    landscape
        What is drawn.
    captions
        ``title`` and ``fitness_label``.
    files
        To write.
    """
    from viz.entries import Entry

    picture = landscape_picture(Entry(landscape), captions)
    for file in files:
        save(picture, file)


def draw_network(network: Network, captions: Mapping[str, str], files: Sequence[Path]) -> None:
    """Draw the improving edges of a whole network of which nothing more is known.

    Parameters
    ----------
    network
        With all its edges.
    captions
        ``title`` and ``fitness_label``.
    files
        To write.
    """
    networks = _Networks(network.monotonic(), network, captions)
    picture = _picture(networks, _settled(NetworkOptions()), {})
    for file in files:
        save(picture, file)


def _settled(drawing: NetworkOptions) -> NetworkOptions:
    """Return options with the kind as it is called, and `funnels` whichever way they were asked."""
    kind = find_name("kind of network", drawing.kind, get_args(Kind))
    if drawing.funnels and drawing.colour:
        raise OptionError(f"--funnels and --colour {drawing.colour[0]}: give one or the other")
    by_funnels = drawing.funnels or drawing.colour[:1] == (_FUNNEL,)
    return replace(drawing, kind=kind, funnels=by_funnels)


def _colours(of: Run | Entry, drawing: NetworkOptions) -> dict[str, FloatArray]:
    colours: dict[str, FloatArray] = {}
    for colour in drawing.colour:
        if colour != _FUNNEL:
            colours |= colours_of(of, colour)
    return colours


@dataclass(frozen=True, eq=False)
class _Networks:
    """The networks of a landscape, of which the whole one may be unknown, and their captions."""

    mlon: Network | LON
    lon: Network | None
    captions: Mapping[str, Any]
    space: Space | None = None

    def of(self, kind: str) -> Network | LON:
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
        both = landscape.network("mlon"), landscape.network("lon")
        return _Networks(*both, run.captions, landscape.space)
    has_lon = needs_lon or (run.folder / "lon.graphml").exists()
    lon = _complete(run.read_network("lon"), run.summary) if has_lon else None
    mlon = _complete(run.read_network("mlon"), run.summary)
    return _Networks(mlon, lon, run.captions, run.described_space)


def _complete(network: Network, summary: Mapping[str, Any]) -> Network:
    """Return a network that earlier versions saved with the counts that its run's summary has."""
    told = {name: summary.get(name) for name in ("n_configurations", "n_plateau_optima")}
    whole, missing = told["n_configurations"], summary.get("n_missing")
    if isinstance(whole, int) and isinstance(missing, int):
        told["n_scored"] = whole - missing
    lacks = {name for name in told if getattr(network, name) is None}
    counts: dict[str, Any] = {name: told[name] for name in lacks if isinstance(told[name], int)}
    return replace(network, **counts)


def _picture(
    networks: _Networks, drawing: NetworkOptions, colours: Mapping[str, FloatArray]
) -> Picture:
    """Return the figure that is asked for, and on demand those of the other kinds."""
    figure = _figure(networks, drawing, drawing.kind, colours)
    return Picture(figure, Look.of(drawing, _WIDTH), partial(_others, networks, drawing, colours))


def _others(
    networks: _Networks, drawing: NetworkOptions, colours: Mapping[str, FloatArray]
) -> tuple[MlonFigure, ...]:
    """Return the figures of the other kinds."""
    lon = networks.lon
    if lon is None or lon.n_edges > _MOST_SWITCHED:
        return ()
    others = (kind for kind in get_args(Kind) if kind != drawing.kind)
    return tuple(_figure(networks, drawing, kind, colours) for kind in others)


def _figure(
    networks: _Networks, drawing: NetworkOptions, kind: str, colours: Mapping[str, FloatArray]
) -> MlonFigure:
    title = networks.captions.get("title")
    return mlon_figure(
        networks.of(kind),
        lon=networks.lon,
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
        space=networks.space,
        remark=networks.captions.get("remark"),
    )

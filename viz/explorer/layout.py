"""The page: which controls and views there are, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import dcc, html

from viz.explorer.network import KINDS, LAYOUTS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from viz.explorer.world import World

__all__ = ["STORES", "VIEWS", "page"]

VIEWS = {
    "network": ("png", "svg", "html", "nodes", "edges"),
    "distribution": ("png", "svg", "html", "csv"),
    "score": ("png", "svg", "html", "csv"),
    "basins": ("csv",),
    "estimates": ("csv",),
    "walk": ("png", "svg", "html", "csv"),
    "left": ("png", "svg", "html", "csv"),
    "right": ("png", "svg", "html", "csv"),
    "numbers": ("csv",),
}
"""View → what can be exported of it."""

STORES = (
    "theme", "chosen", "marks", "sorting", "walk-data", "room",
    "network-base", "distribution-base", "score-base", "walk-base", "left-base", "right-base",
)  # fmt: skip
"""What the browser keeps, by name."""

_LABELS = {"nodes": "nodes CSV", "edges": "edges CSV"}
_LAYOUT_LABELS = {
    "force": "force",
    "fitness": "height = fitness",
    "rank": "height = rank",
    "3d": "3D",
}
_CONFIG: Any = {
    "displaylogo": False,
    "scrollZoom": True,
    "responsive": True,
    "showSendToCloud": False,
    "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d", "toImage"],
}
_SPEEDS = {"1": "1/s", "4": "4/s", "15": "15/s"}


def page(world: World) -> html.Div:
    """Return the page for a world; what depends on choices is filled in by callbacks."""
    return html.Div(
        id="explorer",
        children=[
            *(dcc.Store(id=name) for name in STORES),
            dcc.Download(id="download"),
            dcc.Interval(id="ticker", interval=250, disabled=True),
            _head(world),
            html.Div(id="notice", role="alert"),
            html.Main(id="explore-page", children=_explore(bool(world.searches))),
            html.Main(id="compare-page", hidden=True, children=_compare()),
            _player(bool(world.searches)),
        ],
    )


def _head(world: World) -> html.Header:
    spaces = {name: space.title for name, space in world.spaces.items()}
    first = next(iter(spaces))
    return html.Header(
        [
            html.H1("Landscape explorer"),
            _choice("space", "Space", spaces, first, hidden=len(spaces) == 1),
            _choice("dataset", "Dataset"),
            _choice("run", "Metric"),
            _choice("other", "Compared with", wide=True),
            html.Div(
                className="field",
                children=[
                    html.Label("Find an architecture", htmlFor="find"),
                    dcc.Input(
                        id="find", type="text", debounce=True, placeholder="notation or number"
                    ),
                ],
            ),
            _radio("page", "View", {"explore": "one landscape", "compare": "two side by side"}),
            html.Button("◐", id="theme-toggle", title="dark / light"),
        ]
    )


def _explore(has_searches: bool) -> list[Any]:
    return [
        _section(
            "network",
            "wide",
            html.Div(
                className="controls",
                children=[
                    _radio("kind", "Network", {kind: kind.upper() for kind in KINDS}),
                    _radio("layout", "Layout", {name: _LAYOUT_LABELS[name] for name in LAYOUTS}),
                    _choice("colour", "Colour", wide=True),
                    _slider("threshold", "Least edge weight"),
                ],
            ),
            _graph("network"),
        ),
        html.Div(className="beside", children=[_details(), _walk(has_searches)]),
        _section("distribution", "half", _graph("distribution")),
        _section("score", "half", _graph("score")),
        _section("estimates", "full", *_estimates(), hidden=True),
        _section("basins", "full", *_basins()),
    ]


def _details() -> html.Section:
    return html.Section(
        id="details",
        className="panel",
        children=[html.H2("Architecture"), html.Div(id="details-body", role="status")],
    )


def _estimates() -> list[Any]:
    """Return the place of a sample's numbers, which is there for a sample alone."""
    title = html.H2("What the sample saw, and what it says of all of the landscape")
    return [title, html.Div(id="estimates", className="table")]


def _basins() -> list[Any]:
    return [
        html.Div(
            className="controls",
            children=[
                html.H2("Local optima and their basins"),
                html.Div(
                    dcc.Input(id="filter", type="text", debounce=0.3, placeholder="filter rows"),
                    className="filter",
                ),
            ],
        ),
        html.Div(id="basins", className="table"),
        html.Div(
            className="controls pager",
            children=[
                html.Button("‹", id="page-back", title="page before"),
                html.Span(id="page-said"),
                html.Button("›", id="page-on", title="next page"),
            ],
        ),
    ]


_NO_SEARCH = (
    "No search among the runs: give a folder that landscape search left to see it walk here."
)


def _walk(has_searches: bool) -> html.Section:
    """Return which search walks, and its course; the network beside shows where."""
    if not has_searches:
        said = html.P(_NO_SEARCH, id="no-search")
        return html.Section(id="walk-panel", className="panel none", children=[said])
    chosen = html.Div(
        className="controls",
        children=[
            _choice("search", "Search", wide=True),
            _choice("trial", "Trial"),
            html.P(id="walk-remark", className="remark"),
        ],
    )
    shown = [chosen, _graph("walk"), _exports("walk")]
    return html.Section(id="walk-panel", className="panel", children=shown)


def _player(has_searches: bool) -> html.Footer:
    """Return what plays the walk: at the lower edge of the window, wherever the reader is."""
    if not has_searches:
        return html.Footer(id="player", hidden=True, className="none")
    return html.Footer(
        id="player",
        children=[
            html.Div(
                className="buttons",
                children=[
                    html.Button("|‹", id="walk-first", title="first move"),
                    html.Button("‹", id="walk-back", title="move before"),
                    html.Button("Play", id="play", className="main"),
                    html.Button("›", id="walk-on", title="next move"),
                    html.Button("›|", id="walk-last", title="last move"),
                ],
            ),
            _radio("speed", "Speed", _SPEEDS, "4"),
            _slider("step", "Move"),
            html.Output(id="walk-said"),
        ],
    )


def _compare() -> list[Any]:
    return [
        _section("left", "half", _graph("left")),
        _section("right", "half", _graph("right")),
        _section(
            "numbers",
            "full",
            html.H2(id="numbers-title"),
            html.Div(id="numbers", className="table"),
        ),
    ]


def _section(view: str, size: str, *children: Any, hidden: bool = False) -> html.Section:
    return html.Section(
        className=f"panel {size}",
        id=f"{view}-panel",
        children=[*children, _exports(view)],
        hidden=hidden,
    )


def _exports(view: str) -> html.Div:
    """Return one button a format."""
    buttons = [
        html.Button(
            _LABELS.get(kind, kind.upper()),
            id={"type": "export", "view": view, "format": kind},
            title=f"download as {_LABELS.get(kind, kind.upper())}",
        )
        for kind in VIEWS[view]
    ]
    return html.Div([html.Span("Export"), *buttons], className="exports")


def _graph(view: str) -> html.Div:
    """Return the place of a figure, as high as the style sheet says."""
    empty = {"data": [], "layout": {"xaxis": {"visible": False}, "yaxis": {"visible": False}}}
    graph = dcc.Graph(
        id=view,
        config=_CONFIG | {"toImageButtonOptions": {"filename": view}},
        figure=empty,
        responsive=True,
        style={"height": "100%"},
    )
    return html.Div(graph, id=f"{view}-figure", className="figure")


def _choice(
    name: str,
    label: str,
    options: Mapping[str, str] | None = None,
    value: str | None = None,
    *,
    hidden: bool = False,
    wide: bool = False,
) -> html.Div:
    """Return a list to choose from, with its label."""
    listed: Sequence[dict[str, str]] = [
        {"value": key, "label": text} for key, text in (options or {}).items()
    ]
    dropdown = dcc.Dropdown(
        id=name, options=listed, value=value, clearable=False, optionHeight="auto"
    )
    label_of = html.Label(label, htmlFor=name)
    return html.Div(
        [label_of, dropdown], className="field wide" if wide else "field", hidden=hidden
    )


def _radio(name: str, label: str, options: Mapping[str, str], value: str | None = None) -> html.Div:
    """Return a few choices in a row."""
    listed = [{"value": key, "label": text} for key, text in options.items()]
    first = value or next(iter(options))
    items = dcc.RadioItems(id=name, options=listed, value=first, inline=True, className="radio")
    return html.Div([html.Label(label), items], className="field radios")


def _slider(name: str, label: str) -> html.Div:
    slider = dcc.Slider(
        id=name,
        min=0,
        max=1,
        step=1,
        value=0,
        marks=None,
        updatemode="drag",
        included=False,
        allow_direct_input=False,
    )
    return html.Div([html.Label(label, id=f"{name}-label"), slider], className="field slider")

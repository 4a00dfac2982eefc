"""The architecture that is chosen: its panel, its marks in all views, its row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from dash import ALL, Input, Output, State, callback_context, no_update

from landscape.numbers import counted
from viz.explorer.basins import basin_page, basin_table, page_with
from viz.explorer.details import details, nothing_chosen, optima_rows, seen_details
from viz.explorer.facts import find_facts
from viz.explorer.network import places
from viz.explorer.numbers import finite
from viz.explorer.refusal import told
from viz.explorer.saved import SavedSample
from viz.explorer.seen import find_seen
from viz.explorer.side_by_side import together

if TYPE_CHECKING:
    from dash import Dash

    from landscape.arrays import FloatArray
    from viz.explorer.saved import Saved
    from viz.explorer.world import World

__all__ = ["register_basins", "register_marks"]


def register_marks(app: Dash, world: World) -> None:
    """Keep panel and marks in step with what is chosen."""

    @app.callback(
        Output("details-body", "children"),
        Input("chosen", "data"),
        Input("run", "value"),
        Input("theme", "data"),
    )
    def body(chosen: int | str | None, run: str, theme: str) -> Any:
        saved = world.landscapes[run]
        space = saved.run.space
        index = _index(chosen, saved)
        if index is None:
            return nothing_chosen()
        others = world.of_space(space.name)
        if isinstance(saved, SavedSample):
            sample = saved
            return told(lambda: seen_details(space, find_seen(sample, others, index), theme))
        return told(lambda: details(space, find_facts(saved, others, index), theme))

    @app.callback(
        Output("marks", "data"),
        Input("chosen", "data"),
        Input("run", "value"),
        Input("other", "value"),
        Input("kind", "value"),
        Input("layout", "value"),
        Input("page", "value"),
    )
    def marks(
        chosen: int | str | None, run: str, other: str, kind: Any, layout: Any, page: str
    ) -> Any:
        one, two = world.landscapes[run], world.landscapes[other]
        index = _index(chosen, one)
        if index is None:
            return None
        own, its = (float(side.fitness_of(np.array([index]))[0]) for side in (one, two))
        found = {
            "index": chosen,
            "network": _node(one, places(one, kind, layout), index),
            "distribution": finite(own),
            "score": None if None in (finite(own), finite(its)) else [own, its],
        }
        if page == "compare":
            where = together(one, two)
            for name, saved in (("left", one), ("right", two)):
                found[name] = _node(saved, where.places(saved), index)
        return found


def _index(chosen: int | str | None, saved: Saved) -> int | None:
    """Return the configuration that is chosen; None if there is none in the space."""
    index = -1 if chosen is None else int(chosen)
    return index if 0 <= index < saved.run.space.size else None


def _node(saved: Saved, positions: FloatArray, index: int) -> list[float] | None:
    """Return where the optimum in whose basin a configuration lies is drawn."""
    optimum = saved.optimum_at(index)
    return positions[optimum].tolist() if optimum >= 0 else None


def register_basins(app: Dash, world: World) -> None:
    """Keep the table of optima in step with landscape, headings, filter and choice."""

    @app.callback(
        Output("sorting", "data"),
        Input({"type": "sort", "column": ALL}, "n_clicks"),
        Input("page-back", "n_clicks"),
        Input("page-on", "n_clicks"),
        Input("filter", "value"),
        Input("run", "value"),
        Input("chosen", "data"),
        State("sorting", "data"),
    )
    def sorting(
        clicks: list[int | None],
        back: int | None,
        on: int | None,
        text: str | None,
        run: str,
        chosen: int | str | None,
        before: dict[str, Any] | None,
    ) -> Any:
        now = before or {"sort": "fitness", "ascending": False, "number": 0}
        what = callback_context.triggered_id
        if isinstance(what, dict):
            if not any(clicks):  # the table was drawn anew, nobody clicked
                return no_update
            column = what["column"]
            turned = column == now["sort"] and not now["ascending"]
            return {"sort": column, "ascending": turned, "number": 0}
        if what in ("page-back", "page-on"):
            return now | {"number": max(0, now["number"] + (1 if what == "page-on" else -1))}
        if what == "chosen":
            number = _page_of(world, run, chosen, text, now)
            return no_update if number is None else now | {"number": number}
        return now | {"number": 0}

    @app.callback(
        Output("basins", "children"),
        Output("page-said", "children"),
        Input("run", "value"),
        Input("other", "value"),
        Input("sorting", "data"),
        Input("chosen", "data"),
        State("filter", "value"),
    )
    def basins(
        run: str,
        other: str,
        sorting: dict[str, Any] | None,
        chosen: int | str | None,
        text: str | None,
    ) -> Any:
        saved = world.landscapes[run]
        how = sorting or {"sort": "fitness", "ascending": False, "number": 0}
        said = []

        def table() -> Any:
            rows = basin_table(saved, world.landscapes[other])
            page = basin_page(rows, text=text or "", **how)
            found = counted(page.found, "optimum", "optima")
            said.append(f"page {page.number + 1:,} of {page.count:,}, {found}")
            return optima_rows(page, how["sort"], how["ascending"], _index(chosen, saved))

        return told(table), "".join(said)


def _page_of(
    world: World, run: str, chosen: int | str | None, text: str | None, now: dict[str, Any]
) -> int | None:
    """Return the page with the optimum that is chosen; None if that is no row of the table."""
    saved = world.landscapes[run]
    index = _index(chosen, saved)
    if index is None or now["sort"] == "other":
        return None
    table = basin_table(saved)
    return page_with(table, index, sort=now["sort"], ascending=now["ascending"], text=text or "")

"""The panel that says what is known of the chosen architecture, and other small tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import html

from landscape.numbers import counted
from viz.cells.cell_data import cell_drawing
from viz.cells.cell_svg import data_url, to_svg
from viz.explorer.basins import COLUMNS
from viz.explorer.numbers import page_number, said
from viz.look.look import theme_named

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from landscape.sampled import Estimate
    from landscape.spaces import Space
    from viz.explorer.basins import Page
    from viz.explorer.facts import Facts, Score
    from viz.explorer.seen import Seen

__all__ = ["details", "nothing_chosen", "number_rows", "optima_rows", "seen_details"]

_MOST_FUNNELS = 4
_ENDS = ("share_low", "share_high")  # of the interval, shown beside the share
_SHARES = ("share", "unseen")
_NUMERIC = ("index", "fitness", "other", "basin", "starts", *_SHARES, "climbed", "escapes",
            "members", "in_degree", "out_degree", "funnels")  # fmt: skip


def nothing_chosen() -> list[Any]:
    """Return what the panel says before anything is chosen."""
    return [html.P("Click a node, a point or a row, or find an architecture by its notation.")]


def details(space: Space, facts: Facts, theme: str = "light") -> list[Any]:
    """Return the panel of an architecture."""
    return [
        *_head(space, facts, theme),
        _place(facts),
        _scores(facts),
        _neighbours(facts),
        _notations(facts),
    ]


def seen_details(space: Space, seen: Seen, theme: str = "light") -> list[Any]:
    """Return the panel of an architecture of which a sample knows something."""
    return [
        *_head(space, seen, theme),
        html.P(_seen_place(seen)),
        _scores(seen),
        *([_leads(seen)] if seen.is_optimum and (seen.climbed or seen.leads) else []),
        _notations(seen),
    ]


def optima_rows(page: Page, sort: str, ascending: bool, chosen: int | None) -> html.Table:
    """Return a page of optima; headings sort, rows choose."""
    shown = [name for name in page.rows.columns if name not in _ENDS]
    sign = " ▲" if ascending else " ▼"
    head = [
        html.Th(
            html.Button(
                COLUMNS[name] + (sign if name == sort else ""),
                id={"type": "sort", "column": name},
                title=f"sort by {COLUMNS[name]}",
            ),
            className="number" if name in _NUMERIC else "",
        )
        for name in shown
    ]
    body = [
        html.Tr(
            [_cell(name, row) for name in shown],
            id={"type": "pick", "where": "basins", "index": page_number(int(row["index"]))},
            n_clicks=0,
            className="chosen" if int(row["index"]) == chosen else "",
        )
        for row in page.rows.astype({"index": object}).to_dict("records")
    ]
    return html.Table([html.Thead(html.Tr(head)), html.Tbody(body)])


def number_rows(table: pd.DataFrame) -> html.Table:
    """Return a table of numbers with what they mean."""
    return html.Table(
        html.Tbody(
            [
                html.Tr(
                    [html.Td(row["meaning"]), html.Td(row["number"], className="faint"),
                     html.Td(row["value"], className="number")]
                )
                for row in table.to_dict("records")
            ]
        )
    )  # fmt: skip


def _cell(name: str, row: Mapping[Any, Any]) -> html.Td:
    value = row[name]
    if name in _SHARES:
        text = "–" if value != value else f"{value:.1%}"
        if name == "share" and "share_low" in row:
            text += f" ({row['share_low']:.1%} to {row['share_high']:.1%})"
    elif name == "index":
        text = str(value)
    elif name == "escapes" and not row["climbed"]:
        text = "–"  # nobody counted them
    else:
        text = said(value) if name in _NUMERIC else str(value)
    kind = "number" if name in _NUMERIC else "arch" if name == "arch" else ""
    return html.Td(text, className=kind)


def _head(space: Space, facts: Facts | Seen, theme: str) -> list[Any]:
    """Return how an architecture is written, and its picture."""
    written = html.P(next(iter(facts.notations.values())), className="arch")
    return [written, _drawing(space, facts, theme)]


def _drawing(space: Space, facts: Facts | Seen, theme: str) -> html.Div:
    """Return the cell as a picture, as text where no picture of the space exists."""
    drawing = cell_drawing(space, facts.index)
    if drawing is None:
        return html.Div(html.Pre(facts.drawing), className="cell")
    picture = html.Img(src=data_url(to_svg(drawing, theme_named(theme))), alt=facts.drawing)
    return html.Div(picture, className="cell")


def _place(facts: Facts) -> html.P:
    if facts.end is None:
        return html.P("Its fitness is missing here: it is in no basin.")
    funnels = [str(sink) for sink in facts.funnels[:_MOST_FUNNELS]]
    more = len(facts.funnels) - len(funnels)
    listed = ", ".join(funnels) + (f" and {more:,} more" if more > 0 else "")
    basin = (
        f" of {counted(facts.basin, 'configuration')}; better and better escapes lead to {listed}."
    )
    if facts.is_optimum:
        return html.P(["A ", html.B("local optimum"), " with a basin", basin])
    return html.P(["In the basin of ", _pick(facts.end, "details", str(facts.end)), ",", basin])


def _seen_place(seen: Seen) -> list[Any]:
    """Return sentences on what the sample has seen of it."""
    if seen.end is None:
        return ["The sample has not looked at it from here: it is no start, and no optimum seen."]
    if not seen.is_optimum:
        end = _pick(seen.end, "details", str(seen.end))
        return ["A ", html.B("start"), " of the sample, whose climb ends at ", end, "."]
    told = (
        f" that was seen: {seen.starts:,} of {counted(seen.n_starts, 'start')} ended here, an "
        f"estimated {_interval(seen.share)} of the space. "
    )
    return ["A ", html.B("local optimum"), told + _climbed(seen)]


def _climbed(seen: Seen) -> str:
    """Return a sentence on how many escapes of an optimum are known."""
    if seen.method == "ils":
        return "Walks tell which escapes they followed, not where all of them lead."
    if not seen.climbed:
        return "None of its escapes was climbed."
    if seen.climbed == seen.escapes:
        return f"All of its {counted(seen.escapes, 'escape')} were climbed: none is unseen."
    return (
        f"Of its {counted(seen.escapes, 'escape')} {seen.climbed:,} were climbed; an estimated "
        f"{_interval(seen.unseen)} of all of them lead where none of these led."
    )


def _interval(estimate: Estimate) -> str:
    return f"{estimate.value:.1%} ({estimate.low:.1%} to {estimate.high:.1%})"


def _leads(seen: Seen) -> html.Div:
    """Return where the escapes that were climbed led."""
    rows = [
        html.Tr(
            [html.Td(str(one.index)), html.Td(said(one.fitness), className="number"),
             html.Td(f"{one.count:,}", className="number"), html.Td(one.name, className="arch")],
            id={"type": "pick", "where": "escapes", "index": page_number(one.index)},
            n_clicks=0,
        )
        for one in seen.leads
    ]  # fmt: skip
    if seen.method == "ils":
        title, of = "Walks went on from here to", "times"
    else:
        of = "escapes"
        back = f"Escapes that were climbed lead back {counted(seen.back, 'time')}"
        title = f"{back}, else to" if rows else f"{back}, and to no other optimum"
    if not rows:
        return html.Div(html.H3(title))
    head = html.Tr([html.Th("optimum"), html.Th("fitness", className="number"),
                    html.Th(of, className="number"), html.Th("")])  # fmt: skip
    table = html.Table([html.Thead(head), html.Tbody(rows)])
    return html.Div([html.H3(title), html.Div(table, className="table")])


def _scores(facts: Facts | Seen) -> html.Table:
    head = html.Tr([html.Th("scores"), html.Th("fitness", className="number"),
                    html.Th("rank", className="number"), html.Th("")])  # fmt: skip
    rows = [
        html.Tr(
            [
                html.Td(score.title),
                html.Td(said(score.fitness), className="number"),
                html.Td(_rank(score), className="number"),
                html.Td("optimum" if score.optimum else ""),
            ]
        )
        for score in facts.scores
    ]  # fmt: skip
    return html.Table([html.Thead(head), html.Tbody(rows)])


def _rank(score: Score) -> str:
    return "–" if score.rank is None or score.fitness != score.fitness else f"{score.rank:,}"


def _neighbours(facts: Facts) -> html.Div:
    counts = f"{facts.better} better, {facts.equal} equal, {facts.worse} worse"
    rows = [
        html.Tr(
            [html.Td(one.index), html.Td(said(one.fitness), className="number"),
             html.Td(one.name, className="arch")],
            id={"type": "pick", "where": "neighbours", "index": one.index},
            n_clicks=0,
        )
        for one in facts.neighbours
    ]  # fmt: skip
    best = html.Div(html.Table(html.Tbody(rows)), className="table")
    return html.Div([html.H3(f"Neighbours: {counts}"), best])


def _notations(facts: Facts | Seen) -> html.Dl:
    items = [
        part
        for name, text in facts.notations.items()
        for part in (html.Dt(name), html.Dd(text, className="arch"))
    ]
    return html.Dl(items)


def _pick(index: int, where: str, text: str) -> html.Button:
    return html.Button(
        text,
        id={"type": "pick", "where": where, "index": page_number(index)},
        n_clicks=0,
        className="link",
    )

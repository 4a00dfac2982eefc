"""What can be chosen, given what was chosen: options of lists and ends of sliders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import Input, Output, State, callback_context, no_update

from landscape.errors import ArchitectureError
from viz.explorer.network import network_drawing
from viz.explorer.numbers import page_number
from viz.explorer.redrawn import levels

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dash import Dash

    from viz.explorer.saved import Saved
    from viz.explorer.world import World

__all__ = ["register_choices", "threshold_level"]

_ACCURACIES = ("test_acc", "test_per", "val_acc", "val_per")


def threshold_level(saved: Saved, kind: Any, layout: Any, place: int) -> int:
    """Return the edge weight a place of the slider stands for."""
    known = levels(network_drawing(saved, kind=kind, layout=layout))
    return known[min(max(place, 0), len(known) - 1)]


def register_choices(app: Dash, world: World) -> None:
    """Keep the controls in step with each other."""

    @app.callback(Output("dataset", "options"), Output("dataset", "value"), Input("space", "value"))
    def datasets(space: str) -> tuple[list[dict[str, str]], str]:
        known = world.datasets(space)
        return [{"value": name, "label": name or "(none)"} for name in known], known[0]

    @app.callback(
        Output("run", "options"),
        Output("run", "value"),
        Input("dataset", "value"),
        State("space", "value"),
        State("run", "value"),
    )
    def runs(dataset: str, space: str, before: str | None) -> tuple[Any, Any]:
        there = [saved for saved in world.of_space(space) if saved.dataset == dataset]
        if not there:  # the space has changed, and its datasets are on their way
            return no_update, no_update
        known = world.landscapes.get(before or "")
        metric = known.metric if known else None
        same = [saved for saved in there if saved.metric == metric]
        options = [{"value": saved.key, "label": saved.label} for saved in there]
        return options, (same or there)[0].key

    @app.callback(
        Output("other", "options"),
        Output("other", "value"),
        Output("colour", "options"),
        Output("colour", "value"),
        Input("run", "value"),
        State("other", "value"),
        State("colour", "value"),
    )
    def others(run: str, other: str | None, colour: str | None) -> tuple[Any, ...]:
        saved = world.landscapes[run]
        there = world.of_space(saved.run.summary["space"])
        titles = [{"value": one.key, "label": one.title} for one in there]
        special = [{"value": "own", "label": "own fitness"}, {"value": "funnel", "label": "funnel"}]
        colours = special + [option for option in titles if option["value"] != run]
        known = {option["value"] for option in colours}
        return (
            titles,
            _other_of(saved, there, other),
            colours,
            colour if colour in known else "own",
        )

    @app.callback(
        Output("threshold", "max"),
        Output("threshold", "marks"),
        Output("threshold", "value"),
        Input("run", "value"),
        Input("kind", "value"),
    )
    def thresholds(run: str, kind: Any) -> tuple[int, dict[int, str], int]:
        known = levels(network_drawing(world.landscapes[run], kind=kind))
        marks = {place: f"{level:,}" for place, level in enumerate(known)}
        return max(len(known) - 1, 1), marks, 0

    @app.callback(
        Output("chosen", "data", allow_duplicate=True),
        Output("notice", "children"),
        Input("find", "value"),
        Input("run", "value"),
        State("space", "value"),
        prevent_initial_call=True,
    )
    def find(text: str | None, run: str, space: str) -> tuple[Any, str]:
        """Choose what was typed; what was said of it goes with the run."""
        if callback_context.triggered_id == "run" or not text:
            return no_update, ""
        try:
            return page_number(world.landscapes[run].run.space.parse(text)), ""
        except ArchitectureError as error:
            return no_update, str(error)

    @app.callback(
        Output("chosen", "data", allow_duplicate=True),
        Output("find", "value"),
        Output("filter", "value"),
        Input("space", "value"),
        prevent_initial_call=True,
    )
    def forget(space: str) -> tuple[None, str, str]:
        """Forget what was chosen and typed: it is of the space before."""
        return None, "", ""

    _register_searches(app, world)


def _register_searches(app: Dash, world: World) -> None:
    if not world.searches:
        return

    @app.callback(
        Output("search", "options"),
        Output("search", "value"),
        Input("dataset", "value"),
        State("space", "value"),
        State("search", "value"),
    )
    def searches(dataset: str, space: str, before: str | None) -> tuple[Any, str | None]:
        there = world.searches_of(space, dataset)
        options = [
            {"value": key, "label": f"{one.label} · {one.dataset or one.folder.name}"}
            for key, one in there.items()
        ]
        same = before in there and there[before].dataset == dataset
        return options, before if same else next(iter(there), None)

    @app.callback(Output("trial", "options"), Output("trial", "value"), Input("search", "value"))
    def trials(search: str | None) -> tuple[Any, str | None]:
        if search is None:
            return [], None
        numbers = [str(number) for number in world.searches[search].trials["trial"].tolist()]
        return numbers, next(iter(numbers), None)


def _other_of(saved: Saved, there: Sequence[Saved], before: str | None) -> str:
    """Return whom to compare with: the one before, on the same data; accuracy; anybody else."""
    near = [one for one in there if one.dataset == saved.dataset and one is not saved]
    if before in {one.key for one in near}:
        return str(before)
    accurate = _first(one for name in _ACCURACIES for one in near if one.metric == name)
    found = accurate or _first(near) or _first(one for one in there if one is not saved) or saved
    return found.key


def _first(found: Iterable[Saved]) -> Saved | None:
    return next(iter(found), None)

"""What the page may ask of the server: anything else in a request is not its own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from viz.explorer.basins import COLUMNS
from viz.explorer.layout import VIEWS
from viz.explorer.network import KINDS, LAYOUTS
from viz.explorer.numbers import page_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from viz.explorer.world import World

__all__ = ["Asked", "NotAskedError"]

_LONGEST = 10_000  # letters of what somebody types
_WILD = ["ALL"]
_RUNS = ("run", "other")


class NotAskedError(ValueError):
    """A request that the page does not make."""


class Asked:
    """The requests that the page of a world makes.

    Parameters
    ----------
    world
        Its runs, whose keys are what controls may say.
    callbacks
        Output → its inputs and state, as Dash keeps them.
    """

    def __init__(self, world: World, callbacks: Mapping[str, Mapping[str, Any]]) -> None:
        self._world = world
        self._callbacks = callbacks
        self._values = _values(world)

    def check(self, body: Any) -> None:
        """Make sure that a request is one of them.

        Parameters
        ----------
        body
            Of a request to Dash, read as JSON.

        Raises
        ------
        NotAskedError
            If it is not.
        """
        if not isinstance(body, dict):
            raise NotAskedError("expected an object")
        output = body.get("output")
        known = self._callbacks.get(output) if isinstance(output, str) else None
        if known is None or "callback" not in known:
            raise NotAskedError(f"no callback has the output {output!r:.80}")
        places = [
            *self._check_given("inputs", body.get("inputs"), known["inputs"]),
            *self._check_given("state", body.get("state", []), known["state"]),
        ]
        if _given_outputs(body.get("outputs")) != _outputs(known["output"]):
            raise NotAskedError(f"outputs are not those of {output!r:.80}")
        changed = body.get("changedPropIds", [])
        if not isinstance(changed, list) or not all(one in places for one in changed):
            raise NotAskedError(f"changedPropIds {changed!r:.80} are not among the inputs")
        self._check_one_space(body)

    def _check_given(self, part: str, given: Any, wanted: Iterable[Mapping[str, str]]) -> list[str]:
        """Check one list of a request; return the names of what it tells."""
        wanted = list(wanted)
        if not isinstance(given, list) or len(given) != len(wanted):
            raise NotAskedError(f"expected {len(wanted)} {part}")
        places = []
        for one, place in zip(given, wanted, strict=True):
            if not place["id"].startswith("{"):
                places.append(self._check_control(one, place))
                if part == "inputs" and place["id"] in _RUNS and one.get("value") is None:
                    raise NotAskedError("no run is chosen")
                continue
            if not isinstance(one, list):
                raise NotAskedError(f"expected a list for {place['id']:.80}")
            places += [_check_button(button, place) for button in one]
        return places

    def _check_control(self, given: Any, place: Mapping[str, str]) -> str:
        name = f"{place['id']}.{place['property']}"
        if not isinstance(given, dict) or {key: given.get(key) for key in place} != place:
            raise NotAskedError(f"expected {name}")
        if not self._values[name](given.get("value")):
            raise NotAskedError(f"{name} cannot be {given.get('value')!r:.80}")
        return name

    def _check_one_space(self, body: Mapping[str, Any]) -> None:
        """Make sure that runs which are looked at together are of one space."""
        told: dict[str, Any] = {
            one["id"]: one.get("value") for one in body["inputs"] if isinstance(one, dict)
        }
        if body["output"] == "download.data":
            told = {one["id"]: one.get("value") for one in body["state"]}
            if told["run"] is None or told["other"] is None:
                raise NotAskedError("no run is chosen")
        landscapes, searches = self._world.landscapes, self._world.searches
        named = [told[name] for name in ("run", "other", "colour") if name in told]
        found = {landscapes[key].run.summary["space"] for key in named if key in landscapes}
        if body["output"] == "download.data" and told.get("search") in searches:
            found.add(searches[told["search"]].summary["space"])
        if len(found) > 1:
            raise NotAskedError("runs of different spaces")


def _check_button(given: Any, place: Mapping[str, str]) -> str:
    """Check one of many buttons, whose ids are objects."""
    if not isinstance(given, dict) or given.get("property") != place["property"]:
        raise NotAskedError(f"expected {place['id']:.80}")
    name, clicks, wanted = given.get("id"), given.get("value"), json.loads(place["id"])
    if not isinstance(name, dict) or name.keys() != wanted.keys():
        raise NotAskedError(f"{name!r:.80} is no button of {place['id']:.80}")
    fixed = all(wanted[key] in (name[key], _WILD) for key in wanted)
    if not fixed or not _is_button(name) or not _is_count(clicks):
        raise NotAskedError(f"{name!r:.80} is no button of {place['id']:.80}")
    return f"{json.dumps(name, sort_keys=True, separators=(',', ':'))}.{place['property']}"


def _is_button(name: Mapping[str, Any]) -> bool:
    if name["type"] == "sort":
        return name["column"] in list(COLUMNS)
    view = name.get("view")
    return isinstance(view, str) and name.get("format") in VIEWS.get(view, ())


def _given_outputs(given: Any) -> Any:
    """Return the outputs of a request, without what tells those of several callbacks apart."""
    if isinstance(given, list):
        return [_given_outputs(one) for one in given]
    if not isinstance(given, dict) or not isinstance(given.get("property"), str):
        return None
    return {**given, "property": given["property"].partition("@")[0]}


def _outputs(told: Any) -> Any:
    """Return the outputs of a callback as a request names them."""
    if isinstance(told, list | tuple):
        return [_outputs(one) for one in told]
    return {"id": told.component_id, "property": told.component_property}


def _values(world: World) -> dict[str, Callable[[Any], bool]]:
    """Return, for each control, what tells whether it can have a value."""
    landscapes, spaces = list(world.landscapes), list(world.spaces)
    datasets = [name for space in spaces for name in world.datasets(space)]
    of_controls = {
        "space.value": _one_of(spaces),
        "dataset.value": _one_of(datasets),
        "run.value": _one_of([*landscapes, None]),
        "other.value": _one_of([*landscapes, None]),
        "colour.value": _one_of([*landscapes, "own", "funnel", None]),
        "search.value": _one_of([*world.searches, None]),
        "kind.value": _one_of(KINDS),
        "layout.value": _one_of(LAYOUTS),
        "page.value": _one_of(("explore", "compare")),
        "theme.data": _one_of(("light", "dark")),
        "threshold.value": lambda value: _is_count(value) and value is not None,
        "chosen.data": lambda value: _is_count(value) or _is_large(value),
        "trial.value": _is_trial,
        "sorting.data": _is_sorting,
    }
    texts = dict.fromkeys(("find.value", "filter.value"), _is_text)
    buttons = dict.fromkeys(("page-back.n_clicks", "page-on.n_clicks"), _is_count)
    figures = {f"{view}.figure": _is_figure for view in VIEWS}
    return {**of_controls, **texts, **buttons, **figures}


def _one_of(known: Iterable[Any]) -> Callable[[Any], bool]:
    listed = list(known)
    return lambda value: (value is None or isinstance(value, str)) and value in listed


def _is_count(value: Any) -> bool:
    return value is None or (type(value) is int and 0 <= value < 2**63)


def _is_large(value: Any) -> bool:
    """Tell whether a text is a number beyond those that a browser has; see `page_number`."""
    is_number = isinstance(value, str) and value.isascii() and value.isdecimal()
    return is_number and len(value) < 20 and page_number(int(value)) == value


def _is_trial(value: Any) -> bool:
    is_number = isinstance(value, str) and value.isascii() and value.isdecimal()
    return value is None or (is_number and len(value) < 10)


def _is_text(value: Any) -> bool:
    return value is None or (isinstance(value, str) and len(value) <= _LONGEST)


def _is_figure(value: Any) -> bool:
    if value is None:
        return True
    is_object = isinstance(value, dict) and isinstance(value.get("layout", {}), dict)
    return is_object and isinstance(value.get("data"), list)


def _is_sorting(value: Any) -> bool:
    if value is None:
        return True
    return (
        isinstance(value, dict)
        and value.keys() == {"sort", "ascending", "number"}
        and value["sort"] in list(COLUMNS)
        and isinstance(value["ascending"], bool)
        and type(value["number"]) is int
        and 0 <= value["number"] < 2**31
    )

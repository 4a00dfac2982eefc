"""The summary of a search, looked through for everything that its readers rely on."""

from __future__ import annotations

from types import NoneType
from typing import TYPE_CHECKING, Any

from landscape.errors import DataError
from landscape.runs.run import check_summary

if TYPE_CHECKING:
    from collections.abc import Callable

    from landscape.runs.run import Run

__all__ = ["check_search"]

_KINDS: dict[str, type | tuple[type, ...]] = {
    "algorithm": str,
    "title": str,
    "space": str,
    "dataset": (str, NoneType),
    "trials": int,
    "results": dict,
    "costs": dict,
    "settings": dict,
    "found_nothing": int,
    "most_often": list,
}
"""What is read of a summary."""

_BEST = ("architecture", "epochs", "test_acc", "checkpoint")


def check_search(run: Run) -> None:
    """Make sure that the summary of a search has what is read of it.

    Raises
    ------
    DataMissingError, DataError
        If the folder holds no run, or something is missing or of another kind.
    """
    check_summary(run, _KINDS, "landscape search")
    _check_settings(run)
    for name, fits in _SHAPES.items():
        value = run.summary.get(name, {})
        if not fits(value):
            raise _damaged(run, name, value)


def _check_settings(run: Run) -> None:
    """Make sure that the names of what guided a search are names."""
    settings = run.summary["settings"]
    guides = settings.get("proxies", [])
    if not isinstance(guides, list | dict) or not all(isinstance(name, str) for name in guides):
        raise _damaged(run, "proxies", guides)
    if not isinstance(settings.get("metric"), str | NoneType):
        raise _damaged(run, "metric", settings["metric"])
    if not isinstance(settings.get("trained", {}), dict):
        raise _damaged(run, "trained", settings["trained"])


def _is_spread(value: Any) -> bool:
    """Tell whether a value is what `search.driver.record.mean_and_std` returns."""
    if not _has(value, "mean", "std", "n") or not isinstance(value["n"], int):
        return False
    ends = value["mean"], value["std"]
    return all(map(_is_number, ends)) and (ends[0] is None) == (ends[1] is None)


def _has(value: Any, *names: str) -> bool:
    return isinstance(value, dict) and set(names) <= value.keys()


def _each(fits: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """Return what tells whether all values of an object fit."""
    return lambda value: isinstance(value, dict) and all(map(fits, value.values()))


def _is_number(value: object) -> bool:
    """Tell whether a value of JSON is a number, infinities as text among them, or none."""
    if isinstance(value, str):
        return value in ("inf", "-inf", "nan")
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def _damaged(run: Run, name: str, value: object) -> DataError:
    return DataError(
        f"the summary of {run.folder} says that '{name}' is {value!r:.60}: it is damaged; run "
        "landscape search again"
    )


_SHAPES: dict[str, Callable[[Any], bool]] = {
    "results": _each(_is_spread),
    "costs": _each(_is_spread),
    "most_often": lambda value: all(_has(each, "architecture", "trials") for each in value),
    "best": lambda value: value == {} or _has(value, *_BEST),
    "reported": lambda value: isinstance(value, dict),
    "best_reported": _each(_is_number),
    "reported_known": _each(lambda one: _has(one, "scored", "configurations", "source")),
}
"""Part of a summary → whether it is what it should be; one that is not there is empty."""

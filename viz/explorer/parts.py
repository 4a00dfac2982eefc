"""The parts of a walk: moves whose fitness is of one measure, and compares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from search.algorithms.registry import ALGORITHMS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from landscape.arrays import BoolArray, FloatArray, IntArray
    from search.runs.saved import SearchRun

__all__ = ["Part", "walk_parts"]


@dataclass(frozen=True)
class Part:
    """Moves that follow each other and are compared by one measure.

    Attributes
    ----------
    start, stop
        The first move, and the one after the last.
    measure
        What fitness is, such as ``nwot`` or ``val_acc after 12 epochs``.
    trained
        Whether trained networks were compared.
    rung
        Epochs after which all of a rung were compared; 0 where there are no rungs.
    relative
        Whether fitness says nothing outside the part, being relative to what a move compared.
    """

    start: int
    stop: int
    measure: str
    trained: bool = False
    rung: int = 0
    relative: bool = False


def walk_parts(search: SearchRun, epochs: IntArray, best: FloatArray) -> tuple[Part, ...]:
    """Return the parts of one trial.

    A part ends where training begins; at each rung, where the algorithm compares by rungs; at each
    move, where fitness is relative to what a move compared; and where the best so far falls, which
    it does only if it is compared anew.

    Parameters
    ----------
    search
        The search, whose settings say what guided it.
    epochs
        Shape ``(k,)``: epochs paid so far, at each move; 0 is before any training.
    best
        Shape ``(k,)``: the best so far.
    """
    settings = search.summary["settings"]
    proxies = search.proxies
    known = ALGORITHMS.get(search.algorithm)
    relative = known is not None and known.is_relative(len(proxies))
    trained = epochs > 0
    rungs = trained & (known is not None and known.trains == "rungs")
    starts = _starts(trained, rungs | relative, best)
    stops = np.append(starts, len(best))[1:]
    ladder, parts = iter(_epochs_trained(settings)), []
    for start, stop in zip(starts.tolist(), stops.tolist(), strict=True):
        rung = next(ladder, 0) if rungs[start] else 0
        by_training = bool(trained[start]) or not proxies
        name = _trained_measure(settings, rung) if by_training else _proxy_measure(proxies)
        parts.append(Part(start, stop, name, by_training, rung, relative))
    return tuple(parts)


def _starts(trained: BoolArray, alone: BoolArray, best: FloatArray) -> IntArray:
    """Return the first move of every part; `alone` are moves that are one."""
    if not len(best):
        return np.zeros(0, dtype=np.int64)
    anew = np.concatenate([[True], (trained[1:] != trained[:-1]) | (best[1:] < best[:-1])])
    return np.flatnonzero(anew | alone)


def _epochs_trained(settings: dict[str, Any]) -> list[int]:
    """Return after how many epochs networks were compared, ascending; empty if nobody says."""
    told = settings.get("trained")
    return sorted(int(text) for text in told if str(text).isdecimal()) if told else []


def _trained_measure(settings: dict[str, Any], rung: int) -> str:
    metric = str(settings.get("metric") or "what the search measured")
    epochs = [rung] if rung else _epochs_trained(settings)
    return f"{metric} after {epochs[0]} epochs" if len(epochs) == 1 else metric


def _proxy_measure(proxies: Sequence[str]) -> str:
    return proxies[0] if len(proxies) == 1 else f"{', '.join(proxies)} together"

"""`landscape.load`: what a command left in a folder, of whichever command."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from landscape.errors import DataMissingError
from landscape.lazy import load_object
from landscape.options.base import path_of
from landscape.runs.landscape_run import LandscapeRun
from landscape.runs.run import Run
from landscape.runs.shards_run import ShardsRun

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["load"]

_RUNS = {
    "search": "search.runs.saved:SearchRun",
    "training": "search.runs.training_run:TrainingRun",
}
"""Kind of a run but a landscape → who reads its folder; slow to import, and seldom needed."""

_RESULTS: dict[str, str] = {
    "stability.json": "landscape.runs.stability_run:StabilityRun",
    "uncertainty.json": "landscape.runs.uncertainty_run:UncertaintyRun",
    "reproduce.json": "landscape.api.papers.reproduction:Reproduction",
    "compare.json": "landscape.api.compare:read_comparison",
    "profile.csv": "landscape.analysis.analyse:read_profiles",
    "scores.parquet": "landscape.runs.scores_run:ScoresRun",  # last: other results have scores, too
}
"""File that tells of a result → who reads its folder, as ``module:name``."""


def load(folder: str | Path) -> Any:
    """Return what a command, or its function, left in a folder.

    Parameters
    ----------
    folder
        Of a landscape, a search, a training, a table of scores, shards of one, a comparison, a
        stability, an uncertainty, an analysis or a report on a paper. Of one that holds
        several, the landscape, search or training is returned.

    Returns
    -------
    LandscapeRun, search.SearchRun, ...
        What the function returned that left it.

    Raises
    ------
    DataMissingError
        If the folder holds none of these.
    DataError
        If a file is damaged.

    Examples
    --------
    >>> import landscape, tempfile
    >>> folder = tempfile.mkdtemp()
    >>> landscape.build("params", out=folder).save(folder + "/copy") == landscape.load(folder)
    True
    """
    place = path_of(folder)
    if (place / "summary.json").exists():
        home = _RUNS.get(Run(place).kind)
        return LandscapeRun(place) if home is None else load_object(home)(place)
    for name, home in _RESULTS.items():
        if (place / name).exists():
            return load_object(home)(place)
    with suppress(DataMissingError):
        return ShardsRun(place)
    raise DataMissingError(
        f"{folder} holds no run (there is no summary.json): expected a folder that a command of "
        "landscape left"
    )

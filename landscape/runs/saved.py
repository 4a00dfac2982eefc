"""The landscape of a saved run, and the profile that is saved with it."""

from __future__ import annotations

from pathlib import Path
from types import NoneType
from typing import TYPE_CHECKING

import numpy as np

from landscape.climb import ESCAPES
from landscape.disk.files import write_bytes
from landscape.errors import DataError
from landscape.landscape import Landscape
from landscape.numbers import ESCAPE
from landscape.runs.run import Run, check_summary, summary_json
from landscape.scores import read_scores

if TYPE_CHECKING:
    from landscape.analysis.profile import Profile

__all__ = ["SUMMARY_KINDS", "read_landscape", "refuse_sample", "write_profile"]

SUMMARY_KINDS: dict[str, type | tuple[type, ...]] = {
    "space": str,
    "metric": str,
    "minimize": bool,
    "resolution": (int, float, NoneType),
    "n_missing": int,
    "global_fitness": (int, float, str, NoneType),
}
"""What is read of the summary of a landscape, and of which kind it is; see `check_summary`."""


def read_landscape(run: Run | Path | str) -> Landscape:
    """Return the landscape that a run was built from.

    Parameters
    ----------
    run
        The run, or its folder.

    Raises
    ------
    DataMissingError
        If the folder holds no run, or its scores are gone.
    DataError
        If a file is damaged, or the scores have changed since.
    """
    run = run if isinstance(run, Run) else Run(Path(run))
    summary = run.summary
    refuse_sample(run)
    check_summary(run, SUMMARY_KINDS, "landscape build")
    space, metric = run.space, summary["metric"]
    minimize, resolution = summary["minimize"], summary["resolution"]
    known = (summary["n_missing"], summary["global_fitness"])
    table = read_scores(run.scores, space)
    landscape = Landscape(
        space,
        table.column(metric),
        metric=metric,
        minimize=minimize,
        resolution=resolution,
        escape=_escape(run),
    )
    if (landscape.n_missing, _best(landscape)) != known:
        raise DataError(
            f"{run.scores} holds other scores than {run.folder} was built from: "
            "run landscape build again"
        )
    return landscape


def _escape(run: Run) -> int:
    """Return at which distance escapes go, which a summary says where it is not the usual one."""
    escape = run.summary.get("escape", ESCAPE)
    if escape not in ESCAPES:
        raise DataError(
            f"the summary of {run.folder} says that 'escape' is {escape!r:.60}: it is damaged; run "
            "landscape build again"
        )
    return int(escape)


def refuse_sample(run: Run) -> None:
    """Make sure that the whole landscape of a run is known.

    Raises
    ------
    DataError
        If it was sampled.
    """
    if run.kind == "sample":
        raise DataError(
            f"{run.folder} holds a sample, and what is asked for takes the whole landscape: "
            "landscape plot, analyse, compare and figure mlon-grid take samples; give a run of "
            "landscape build here"
        )


def _best(landscape: Landscape) -> float | str | None:
    """Return the best fitness as a summary has it."""
    best = landscape.global_fitness
    return str(best) if best == -np.inf else best


def write_profile(run: Run, landscape: Landscape, profile: Profile) -> Path:
    """Write ``profile.json`` into the folder of a run, and return where it is.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    about = {name: run.summary.get(name) for name in ("space", "metric", "dataset")}
    content = {
        **about,
        "profile": dict(profile),
        "undefined": profile.undefined,
        "conventions": landscape.conventions(),
    }
    path = run.folder / "profile.json"
    write_bytes(path, summary_json(content))
    return path

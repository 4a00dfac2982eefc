"""``landscape score``: many metrics at once, of a space or of some architectures."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from landscape.cli.console import show_columns, show_table
from landscape.disk.files import folder_name
from landscape.errors import OptionError
from landscape.fitness import to_fitness
from landscape.numbers import number_text
from landscape.reporter import say
from landscape.runs.run import Run
from landscape.scores import read_architectures
from landscape.scores.rank import RANK, RANK_MEMBERS
from proxies import PROXIES
from proxies.scoring.evaluate import scores_in
from proxies.scoring.request import ScoreRequest, all_metrics

if TYPE_CHECKING:
    from collections.abc import Sequence

    from landscape.arrays import FloatArray, IntArray
    from landscape.scores import Metric, ScoreTable
    from landscape.spaces import Space
    from proxies import Settings

__all__ = ["score_run", "some_architectures"]

_ALL = "all"
_HEADER = ("metric", "min", "median", "max", "missing", "-inf", "+inf", "best")
_NUMBERS = "min median max missing -inf +inf best"


def some_architectures(
    space: Space, archs: Path | None, limit: int | None, sample: int | None, seed: int
) -> tuple[IntArray | None, list[str]]:
    """Return the configurations that options pick, ascending, and a name for them.

    Parameters
    ----------
    space
        The space.
    archs
        File that lists them; see `read_architectures`.
    limit
        How many to take from the start.
    sample
        How many to draw without replacement.
    seed
        Picks the sample.

    Returns
    -------
    tuple of array of shape (k,), parts of a name
        None and none for the whole space.

    Raises
    ------
    OptionError
        If more than one way to pick is given, or a number is not possible.
    """
    given = {"--archs": archs, "--limit": limit, "--sample": sample}
    ways = [option for option, value in given.items() if value is not None]
    if len(ways) > 1:
        raise OptionError(f"{' and '.join(ways)} pick architectures: give one of them")
    for option, count in (("--limit", limit), ("--sample", sample)):
        if count is not None and not 1 <= count <= space.size:
            raise OptionError(f"{option} {count}: expected 1 to {space.size}, of {space.title}")
    if archs is not None:
        return read_architectures(archs, space), ["archs", archs.stem]
    if limit is not None:
        return np.arange(limit, dtype=space.dtype), [f"limit{limit}"]
    if sample is not None:
        drawn = np.random.default_rng(seed).choice(space.size, sample, replace=False, shuffle=False)
        return np.sort(drawn).astype(space.dtype), [f"sample{sample}", *_named(seed)]
    return None, []


def _named(seed: int) -> list[str]:
    return [f"seed{seed}"] if seed else []


def score_run(
    space: Space,
    names: Sequence[str],
    settings: Settings,
    *,
    rank_of: Sequence[str] | None,
    picked: tuple[IntArray | None, list[str]],
    out: Path | None,
) -> None:
    """Score architectures with metrics, and leave a table in `out`, or in the run's own folder."""
    start = time.perf_counter()
    names = [PROXIES.spelled(name, (RANK.name, _ALL)) for name in names]
    everything = _everything(space, rank_of) if _ALL in names else []
    only, name = picked
    request = ScoreRequest.of(
        space,
        list(dict.fromkeys((*everything, *(n for n in names if n != _ALL)))),
        settings,
        rank_of=rank_of,
        only=only,
    )
    named = folder_name(request.folder_name("scores", *name))
    folder = out if out is not None else Path("runs") / named
    table = scores_in(folder, request, add=True)
    rows = [_row(table, metric, only) for metric in request.metrics.values()]
    show_columns(_HEADER, rows, _NUMBERS)
    n_rows = space.size if only is None else len(only)
    show_table(
        {
            "architectures": f"{n_rows:,}",
            "seconds": f"{time.perf_counter() - start:.2f}",
            "results": str(Run(folder).scores.parent),
        }
    )


def _everything(space: Space, rank_of: Sequence[str] | None) -> list[str]:
    """Return what ``all`` stands for: what is defined on the space, and say what is not."""
    from proxies import undefined  # PyTorch is slow to import: only who needs it pays

    names = all_metrics()
    left_out = {proxy.metric.name for proxy in undefined(space, PROXIES.values())}
    if left_out.intersection(rank_of or RANK_MEMBERS):
        left_out.add(RANK.name)
    told = [name for name in names if name in left_out]
    if told:
        say(f"left out, since it is not defined on {space.title}: {', '.join(told)}")
    return [name for name in names if name not in left_out]


def _row(table: ScoreTable, metric: Metric, only: IntArray | None) -> list[str]:
    """Return what the screen says of a metric: its finite scores, and how many are not."""
    whole = table.column(metric.name)
    scores = whole if only is None else whole[only]
    finite = scores[np.isfinite(scores)]
    spread = [finite.min(), np.median(finite), finite.max()] if len(finite) else []
    counts = (np.isnan(scores), np.isneginf(scores), np.isposinf(scores))
    return [
        metric.name,
        *([number_text(value) for value in spread] or ["-"] * 3),
        *(f"{np.count_nonzero(count):,}" for count in counts),
        _best(scores, metric, only),
    ]


def _best(scores: FloatArray, metric: Metric, only: IntArray | None) -> str:
    """Return the number of the best configuration, the first of equally good ones."""
    fitness = to_fitness(scores, minimize=metric.minimize)
    if np.isnan(fitness).all():
        return "-"
    row = int(np.nanargmax(fitness))
    return str(row if only is None else only[row])

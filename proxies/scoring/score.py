"""`proxies.score`: many metrics at once, of a space or of some architectures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from landscape.errors import OptionError
from landscape.options.base import takes
from landscape.options.score import ScoreOptions
from landscape.reporter import say
from landscape.runs.run import run_folder
from landscape.runs.scores_run import ScoresRun
from landscape.scores import read_architectures
from landscape.scores.rank import RANK, RANK_MEMBERS
from landscape.spaces import get_space
from proxies.plan import scoring_settings
from proxies.proxy import PROXIES, all_metrics
from proxies.scoring.evaluate import ScoreRequest, scores_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from landscape.arrays import IntArray
    from landscape.engines.protocol import Engine
    from landscape.spaces import Space
    from proxies.plan import Settings

__all__ = ["meant", "score"]

_ALL = "all"


@takes(ScoreOptions)
def score(options: ScoreOptions) -> ScoresRun:
    """Score architectures with many metrics at once, and leave a table that builds take.

    The file is that of ``landscape score``, in `out` or a folder of ``runs`` named after what was
    asked for. What an earlier run of the same left there is taken from there, and columns are
    added to it. A build with the run's folder as its `out` takes a column of the table.

    Returns
    -------
    ScoresRun
        The table; a notebook shows the range of each metric. With `shard` it is a
        `landscape.runs.shards_run.ShardsRun`, which says which shards are there.

    Raises
    ------
    UnknownNameError
        If there is no such space, metric or dataset.
    OptionError
        If more than one way to pick architectures is given, or a number is not possible.
    DataMissingError, DataError
        If images are gone, or the folder holds other scores.
    StoppedError
        On Ctrl-C; the same call goes on from there.
    LandscapeError
        If another process scores into the folder, or the same shard of it.

    Examples
    --------
    >>> import tempfile
    >>> from landscape import load
    >>> from proxies import score
    >>> run = score(["params", "flops"], limit=3, out=tempfile.mkdtemp())
    >>> run.scores["params"].tolist(), run.ranges()["best"].tolist()
    ([73306.0, 73306.0, 101306.0], [2, 2])
    >>> load(run.folder) == run
    True
    """
    if options.merge is not None:
        return _merged(options, options.merge)
    if options.partial:
        raise OptionError("--partial joins what is there of shards: give their folder by --merge")
    if not options.metrics:
        raise OptionError(
            "nothing to score: '--metrics' names what, such as synflow, or all; see landscape "
            "score --help"
        )
    with options.opened() as engine:
        request, folder = meant(options, engine)
        if options.shard is not None:
            # Its type is that of calls without `shard`, which are the usual ones.
            shards: ScoresRun = _of_shard(folder, request, options.shard)
            return shards
        table = scores_in(folder, request, add=True)
    return ScoresRun(folder, table, tuple(request.metrics))


def meant(options: ScoreOptions, engine: Engine | None = None) -> tuple[ScoreRequest, Path]:
    """Return the scores that options ask for, and the folder that they go to."""
    settings = scoring_settings(options.dataset, **options.scoring())
    space = get_space(options.space)
    only, name = _picked(space, options)
    names, of = _names(space, options, settings), options.rank_of
    request = ScoreRequest.of(space, names, settings, rank_of=of, only=only, engine=engine)
    return request, run_folder(options.out, request.folder_name("scores", *name))


def _merged(options: ScoreOptions, folder: Path) -> ScoresRun:
    """Join shards, which say themselves of what they are."""
    from proxies.scoring.shards import merge_shards  # few have shards

    same = {name: getattr(options, name) for name in ("merge", "out", "partial")}
    usual = ScoreOptions().arguments() | same
    given = [name for name, value in options.arguments().items() if value != usual[name]]
    if given:
        told = ", ".join(f"--{name.replace('_', '-')}" for name in given)
        raise OptionError(f"--merge joins what shards have scored as they were asked: omit {told}")
    return merge_shards(folder, out=options.out, partial=options.partial)


def _of_shard(folder: Path, request: ScoreRequest, shard: str) -> Any:
    from proxies.scoring.shards import score_shard  # few have shards

    return score_shard(folder, request, shard)


def _picked(space: Space, options: ScoreOptions) -> tuple[IntArray | None, list[str]]:
    """Return the configurations that options pick, ascending, and parts of a name for them.

    None and none for the whole space.
    """
    archs, limit, sample = options.archs, options.limit, options.sample
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
        rng = np.random.default_rng(options.seed)
        drawn = rng.choice(space.size, sample, replace=False, shuffle=False)
        by_seed = [f"seed{options.seed}"] if options.seed else []
        return np.sort(drawn).astype(space.dtype), [f"sample{sample}", *by_seed]
    return None, []


def _names(space: Space, options: ScoreOptions, settings: Settings) -> list[str]:
    """Return the metrics asked for, each once, with what ``all`` stands for."""
    names = [PROXIES.spelled(name, (RANK.name, _ALL)) for name in options.metrics]
    everything = _everything(space, options.rank_of, settings) if _ALL in names else []
    return list(dict.fromkeys((*everything, *(n for n in names if n != _ALL))))


def _everything(space: Space, rank_of: Sequence[str] | None, settings: Settings) -> list[str]:
    """Return what ``all`` stands for, and say what is not defined on the space, and why."""
    from proxies.networks.layers import why_undefined  # PyTorch is slow to import

    names, members = all_metrics(), rank_of or RANK_MEMBERS
    asked = dict.fromkeys((*names, *members))
    tried = [PROXIES[PROXIES.spelled(name)] for name in asked if name != RANK.name]
    whys = why_undefined(space, tried, settings)
    lacking = [name for name in members if PROXIES.spelled(name) in whys]
    if lacking:
        whys[RANK.name] = f"it sums up ranks of {', '.join(lacking)}"
    told = [name for name in names if name in whys]
    for why in dict.fromkeys(whys[name] for name in told):
        left_out = ", ".join(name for name in told if whys[name] == why)
        say(f"left out, since it is not defined on {space.title}: {left_out} ({why})")
    return [name for name in names if name not in whys]

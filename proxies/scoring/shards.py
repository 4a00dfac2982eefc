"""A part of the scores that are asked for, and the parts joined."""

from __future__ import annotations

import json
from contextlib import suppress
from itertools import combinations
from typing import TYPE_CHECKING

from landscape.disk.files import locked, make_folder, writing
from landscape.disk.work_folder import discard
from landscape.errors import DataError, DataMissingError, OptionError
from landscape.numbers import counted
from landscape.options.base import path_of
from landscape.reporter import say, warn
from landscape.runs.run import Run, now
from landscape.runs.scores_run import ScoresRun
from landscape.runs.shards_run import ShardsRun
from landscape.scores import load_matching
from landscape.scores.shards import Shard, scoring_shard, shared_work
from landscape.scores.table_file import Document
from proxies.scoring.evaluate import prepared, run_scoring, write_columns
from proxies.scoring.shared_request import SharedRequest, told_missing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from landscape.disk.files import JSON
    from landscape.scores.shards import Shared
    from proxies.proxy import Proxy
    from proxies.scoring.evaluate import ScoreRequest

__all__ = ["merge_shards", "part_of", "score_shard"]

PARTIAL = "partial"
"""Folder, in that of shards, with the scores of those that are there."""


def score_shard(folder: Path, request: ScoreRequest, shard: str) -> ShardsRun | ScoresRun:
    """Score the part of a shard in a folder that shards share, and leave it there.

    Parameters
    ----------
    folder, request
        As for `proxies.scoring.evaluate.scores_in`, the same for every shard.
    shard
        Which part, such as ``2/4``.

    Returns
    -------
    ShardsRun
        The shards in the folder; or a `ScoresRun` if the scores of all are there already.

    Raises
    ------
    OptionError
        If there is no such shard, or what is asked for is built in.
    LandscapeError
        If the shard is at work elsewhere; see `landscape.scores.shards.scoring_shard`.
    DataError
        If the scores or shards that are there are others than those asked for.
    StoppedError
        On Ctrl-C; the same call goes on from there.
    """
    part = part_of(request, shard)
    path = Run(folder).scores
    found = load_matching(path, request.space, request.settings, only=request.only, partial=True)
    lacking = request.lacking(found.columns if found is not None else ())
    if not lacking and found is not None:
        say(f"scores are there already: {path}")
        return ScoresRun(folder, found, tuple(request.metrics))
    scorer, settings, how = prepared(request, lacking)
    about, chunks = _told(request, lacking, settings), scorer.chunks()
    with scoring_shard(
        folder,
        part,
        settings=settings,
        chunks=chunks,
        costs=scorer.costs(chunks),
        about=about,
        only=request.only,
        made=how | now(),
    ) as scoring:
        if scoring.n_total:
            run_scoring(folder, request, scorer, scoring, f"shard {part} of ")
        else:
            n_chunks = counted(len(scoring.chunks), "chunk")
            say(f"shard {part} has nothing to do: all there is to share out is {n_chunks}")
    return ShardsRun(folder)


def part_of(request: ScoreRequest, shard: str) -> Shard:
    """Return the part of what is asked for that a text such as ``2/4`` means.

    Raises
    ------
    OptionError
        If it means none, or what is asked for is built in.
    """
    part = Shard.parse(shard)
    if request.is_built_in:
        raise OptionError(
            f"--shard {part}: scores that are built in take no work to share out; leave it out"
        )
    return part


def _told(
    request: ScoreRequest, lacking: Sequence[Proxy], settings: Mapping[str, JSON]
) -> dict[str, JSON]:
    """Return what shards tell of a request, for `SharedRequest`; the same for each of them."""
    document = Document(request.space.name, request.described(), request.settings)
    return {
        **settings,
        "space": request.space.name,
        "proxies": [proxy.metric.name for proxy in lacking],
        "rank_of": list(request.rank_of),
        "document": json.loads(document.to_json()),
    }


def merge_shards(
    folder: str | Path, *, out: str | Path | None = None, partial: bool = False
) -> ScoresRun:
    """Join what shards have scored; this is ``landscape score --merge``.

    Parameters
    ----------
    folder
        The folder of the shards.
    out
        Where the table goes; by default beside the shards, which are removed then.
    partial
        Whether to go on if shards are missing, with the architectures whose scores are there. The
        table then goes to the folder ``partial`` in that of the shards, which stay.

    Returns
    -------
    ScoresRun
        The table; equal to that of a single run, to the last bit.

    Raises
    ------
    DataMissingError
        If there are no shards.
    DataError
        If shards were scored with different settings, of which the first is named; or some are
        missing or damaged, and that is not asked for.
    LandscapeError
        If another process writes into the folder.

    Examples
    --------
    >>> import tempfile
    >>> import proxies
    >>> folder = tempfile.mkdtemp()
    >>> for shard in ("1/2", "2/2"):
    ...     shards = proxies.score("params", limit=20, shard=shard, out=folder)
    >>> shards.shards["state"].tolist()
    ['done', 'done']
    >>> run = proxies.merge_shards(folder)
    >>> run == proxies.score("params", limit=20, out=tempfile.mkdtemp())
    True
    """
    place = path_of(folder)
    works = shared_work(place)
    if not works:
        if Run(place).scores.exists():
            say(f"scores are there already: {Run(place).scores}")
            return ScoresRun(place)
        with suppress(DataMissingError):
            others = ShardsRun(place).shards["folder"].unique()
            raise DataError(
                f"{folder} holds shards of a build or stability, in {', '.join(others)}: the "
                "command that left them joins them, without --shard"
            )
        raise DataMissingError(
            f"{folder} holds no shards: expected a folder that landscape score --shard left"
        )
    _check_agree(works)
    is_whole = [_is_whole(shared, partial=partial) for shared in works]
    if not all(is_whole) and len(works) > 1:
        raise DataError(
            f"{folder} holds shards of several requests ({'; '.join(s.title for s in works)}), "
            "and --partial joins those of one: run those that are missing"
        )
    requests = [SharedRequest(shared, not all(is_whole)) for shared in works]
    to = path_of(out) if out is not None else place if all(is_whole) else place / PARTIAL
    if to == place / PARTIAL:
        _forget(to)
    for request in requests:
        _join(request, to)
    columns = [name for request in requests for name in request.described()]
    return ScoresRun(to, asked=tuple(dict.fromkeys(columns)))


def _check_agree(works: Sequence[Shared]) -> None:
    """Make sure that no column is scored in two ways."""
    for one, other in combinations(works, 2):
        if difference := other.difference(one.about):
            name, first, second = difference
            raise DataError(
                f"the shards in {one.work.parent} do not agree: {_those(one)} were scored with "
                f"{name} = {first}, and {_those(other)} with {name} = {second}; score again those "
                f"that are wrong, and delete {one.work.name} or {other.work.name}"
            )


def _those(shared: Shared) -> str:
    begun = [str(shard) for shard in shared.begun]
    return f"{', '.join(begun[:3])}{' ...' if len(begun) > 3 else ''} ({shared.work.name})"


def _is_whole(shared: Shared, *, partial: bool) -> bool:
    """Tell whether all scores are there, and say what is not."""
    SharedRequest(shared).warn_of_versions()
    if not shared.lacking:
        return True
    told = f"{shared.title} in {shared.work.parent}: {told_missing(shared)}"
    if not partial:
        raise DataError(f"{told}; run them, or join what is there with --partial")
    if len(shared.result()[0]) == 0:
        raise DataError(f"{told}; there is nothing to join yet")
    warn(told)
    return False


def _forget(folder: Path) -> None:
    """Remove the table of an earlier time, when there were fewer scores."""
    with locked(make_folder(folder)), writing(folder):
        Run(folder).scores.unlink(missing_ok=True)


def _join(request: SharedRequest, to: Path) -> None:
    shared = request.shared
    with locked(to):
        table = write_columns(to, request, request.columns(), request.how)
        n_joined = len(table.only) if table.only is not None else request.space.size
        say(f"joined the scores of {counted(n_joined, 'architecture')}: {shared.title}")
        if to == shared.work.parent and not request.is_partial:
            discard(shared.work)

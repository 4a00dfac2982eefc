"""What it would take to evaluate the scores that are asked for: a few networks are timed."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import torch

from landscape.arrays import evenly
from landscape.numbers import counted
from landscape.reporter import say
from landscape.runs.dry_run import Estimate, Work
from landscape.runs.run import Run
from landscape.scores import load_matching
from landscape.scores.resume import left_unfinished, work_of
from landscape.scores.shards import Shard
from proxies.plan import runs_duplicates
from proxies.scorer import Scorer
from proxies.scoring.evaluate import work_settings
from proxies.scoring.shards import part_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from landscape.arrays import IntArray
    from landscape.engines.protocol import Engine
    from proxies.proxy import Proxy
    from proxies.scoring.evaluate import ScoreRequest

__all__ = ["Forecast", "forecast_scores", "peak_memory", "timed", "timed_by_pass"]

_ROUNDS, _SECONDS_A_PASS = 8, 3.0
_MOST_AT_ONCE = 64
_COUNTED = 2048


Timings: TypeAlias = list[tuple[float, float]]
"""Costs, in any unit, and the seconds they took."""


@dataclass(frozen=True)
class Forecast:
    """What scores would take.

    Attributes
    ----------
    work
        What is to be evaluated, pass by pass.
    there
        What is there already, in words.
    memory
        Bytes at the peak; None if nothing is evaluated.
    n_timed
        How many evaluations were timed.
    timings
        Metrics of a pass → the costs and seconds that its estimate is made of.
    work_folder
        Name of the folder that finished chunks are kept in; empty if there is nothing to do.
    """

    work: tuple[Work, ...] = ()
    there: tuple[str, ...] = ()
    memory: int | None = None
    n_timed: int = 0
    timings: Mapping[str, Timings] = field(default_factory=dict)
    work_folder: str = ""

    @property
    def basis(self) -> str:
        """What the estimate is made of, in words."""
        return f"from {counted(self.n_timed, 'evaluation')} timed here" if self.n_timed else ""


def forecast_scores(
    folder: Path,
    request: ScoreRequest,
    *,
    add: bool = False,
    shard: str | None = None,
    timings: Mapping[str, Timings] | None = None,
) -> Forecast:
    """Return what `proxies.scoring.evaluate.scores_in` would do; nothing is written.

    Parameters
    ----------
    folder, request, add
        As there.
    shard
        The part that would be done, such as ``2/4``; None for all.
    timings
        Those of the forecast of another seed, if there is one: nothing is timed again.

    Raises
    ------
    LandscapeError
        What that would refuse.
    """
    part = Shard(1, 1) if shard is None else part_of(request, shard)
    path = Run(folder).scores
    found = load_matching(path, request.space, request.settings, only=request.only, partial=add)
    known = [] if found is None else [name for name in request.settings if name in found.columns]
    there = [f"{', '.join(known)} in {path}"] if known else []
    if request.is_built_in:
        return Forecast(there=(*there, "scores that are built in"))
    lacking = request.lacking(known)
    if not lacking:
        return Forecast(there=tuple(there))
    plan, engine = request.plan, request.engine
    scorer = Scorer(request.space, lacking, plan.settings, request.only, plan.images, engine=engine)
    chunks, asked = scorer.chunks(), work_settings(request, lacking, scorer)
    every, own = left_unfinished(folder, asked, chunks), part.positions(len(chunks))
    left = [every[position] for position in own]
    if any(share < 1 for share in left):
        there.append(_finished(left) + (" of the other metrics" if known else ""))
    found_out = timed_by_pass(scorer, [chunks[p] for p in own], left, there, timings)
    return replace(found_out, work_folder=work_of(folder, asked, chunks).name)


def _finished(left: Sequence[float]) -> str:
    """Return in words how many chunks are done, by how much of each is left."""
    n_begun = sum(0 < share < 1 for share in left)
    more = f", and parts of {n_begun:,} more" if n_begun else ""
    return f"{sum(share == 0 for share in left):,} of {counted(len(left), 'chunk')}{more}"


def timed_by_pass(
    scorer: Scorer,
    chunks: Sequence[IntArray],
    left: Sequence[float],
    there: Sequence[str] = (),
    timings: Mapping[str, Timings] | None = None,
) -> Forecast:
    """Time some networks of each pass.

    Parameters
    ----------
    scorer
        Who would evaluate them.
    chunks, left
        Configuration numbers, and how much of each chunk is left to be done.
    there
        What is there already, in words.
    timings
        See `forecast_scores`.
    """
    pending = [chunk for chunk, share in zip(chunks, left, strict=True) if share]
    shares = [share for share in left if share]
    if not pending:
        return Forecast(there=tuple(there))
    if not timings:
        say("timing some networks, to tell how long all of them take")
    work, found, n_timed = [], dict(timings or {}), 0
    for reads in dict.fromkeys(proxy.reads for proxy in scorer.proxies):
        proxies = [proxy for proxy in scorer.proxies if proxy.reads == reads]
        name = ", ".join(proxy.metric.name for proxy in proxies)
        alone = _with(scorer, proxies)
        networks = [_networks(alone, chunk) for chunk in chunks]
        if name not in found:
            groups = [part for part, share in zip(networks, left, strict=True) if share]
            count, found[name] = timed(alone, groups)
            n_timed += count
        repeats = scorer.settings.repeats if _is_repeated(proxies) else 1
        count = repeats * round(float(np.dot([*map(len, networks)], left)))
        cost = float(np.dot(alone.costs(pending), shares))
        there_too = repeats * sum(map(len, networks)) - count
        work.append(Work(name, count, there_too, Estimate.of(found[name], cost)))
    memory = peak_memory(scorer.device, scorer.engine)
    return Forecast(tuple(work), tuple(there), memory, n_timed, found)


def _with(scorer: Scorer, proxies: Sequence[Proxy]) -> Scorer:
    """Return what evaluates only some proxies, and as a scorer does."""
    how = scorer.settings, scorer.only, scorer.images
    return Scorer(scorer.space, proxies, *how, engine=scorer.engine)


def timed(
    scorer: Scorer,
    groups: Sequence[IntArray],
    clock: Callable[[], float] = time.perf_counter,
) -> tuple[int, Timings]:
    """Score some architectures from all over some groups, some at a time.

    Parameters
    ----------
    scorer
        Of proxies that share a pass.
    groups
        Configuration numbers; at least one group, none of them empty.
    clock
        Tells the seconds.

    Returns
    -------
    count, timings
        How many they were in all; the costs of those that were scored together (see
        `Scorer.costs`), and the seconds they took.
    """
    size = _at_once(scorer)
    scorer.score(groups[len(groups) // 2][:1])  # draws weights and so on, which is done once
    start, order, count, sample = clock(), evenly(len(groups)), 0, Timings()
    for number in range(_ROUNDS):
        turn, place = divmod(number, len(groups))
        some = _some(groups[order[place]], size, turn)
        before = clock()
        scorer.score(some)
        now = clock()
        count += len(some)
        (cost,) = scorer.costs([some])
        sample.append((cost, now - before))
        if len(sample) > 1 and now - start > _SECONDS_A_PASS:
            break
    return count, sample


def _at_once(scorer: Scorer) -> int:
    """Return how many networks to time together: enough for all workers to have a batch."""
    reads = scorer.proxies[0].reads
    if reads.mixes_shapes:
        return _COUNTED
    return max(min(reads.at_once, _MOST_AT_ONCE), 2) * scorer.engine.count(scorer.work)


def _some(group: IntArray, size: int, turn: int) -> IntArray:
    """Return `size` neighbours in number, which are batched together, or all if they are fewer."""
    pieces = np.array_split(group, max(1, len(group) // size))
    piece: IntArray = pieces[evenly(len(pieces))[turn % len(pieces)]]
    return piece


def _networks(scorer: Scorer, chunk: IntArray) -> IntArray:
    """Return what is run for a chunk: each network once, unless dead operations are run as well."""
    if any(map(runs_duplicates, scorer.proxies)):
        return chunk
    networks: IntArray = np.unique(scorer.space.canonical(chunk))
    return networks


def _is_repeated(proxies: Sequence[Proxy]) -> bool:
    return any(proxy.is_random or proxy.needs_data for proxy in proxies)


def peak_memory(device: torch.device, engine: Engine) -> int | None:
    """Return the most bytes of a device that this process has had so far.

    None if nobody knows, as of workers elsewhere.
    """
    if not engine.is_local:
        return None
    if device.type == "cuda":
        return int(torch.cuda.max_memory_reserved(device))
    if sys.platform == "win32":
        return None
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024

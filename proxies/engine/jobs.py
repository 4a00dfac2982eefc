"""What has to be run to score some architectures: batches, each through one pass."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from landscape.disk.work_folder import part_key
from proxies.engine.device import in_halves, one_thread_each

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import torch

    from landscape.arrays import FloatArray, IntArray
    from landscape.disk.work_folder import Parts
    from proxies.proxy import Pass, Proxy

__all__ = ["Job", "Scored", "run_jobs"]

Scored: TypeAlias = "dict[str, tuple[IntArray, FloatArray]]"
"""Name of the metric → configuration numbers and their scores."""


@dataclass(frozen=True, eq=False)
class Job:
    """A batch of networks that are run together, once.

    Attributes
    ----------
    reads
        How they are run.
    proxies
        What is read from it.
    repeat
        Whose random numbers they have.
    indices
        Configuration numbers, ascending.
    duplicates
        Configurations that build the same networks and are scored beside them.
    cost
        How much work it is, in any unit.
    """

    reads: Pass
    proxies: tuple[Proxy, ...]
    repeat: int
    indices: IntArray
    duplicates: IntArray
    cost: float

    @cached_property
    def keys(self) -> dict[str, int]:
        """Name of the metric → key of its scores in `Parts`.

        The whole batch counts, since another one gives other scores, if only by rounding.
        """
        names = [proxy.metric.name for proxy in self.proxies]
        of = f"of {', '.join(names)} in repeat {self.repeat}"
        return {n: part_key(f"{n} {of}", self.indices, self.duplicates) for n in names}


def run_jobs(
    jobs: Sequence[Job],
    evaluate: Callable[[Job, IntArray], Scored],
    device: torch.device,
    parts: Parts,
) -> list[Scored]:
    """Return what comes out of jobs, in their order; what `parts` has is not done again.

    Parameters
    ----------
    jobs
        What to do.
    evaluate
        Runs some networks of a job.
    device
        Where they run.
    parts
        Takes each result when it is there, and says how much is done.
    """
    found = {n: scored for n, job in enumerate(jobs) if (scored := _kept(job, parts)) is not None}
    total = sum(job.cost for job in jobs)
    done = sum(jobs[n].cost for n in found)

    def take(n: int, halves: list[Scored]) -> None:
        nonlocal done
        found[n] = _joined(halves)
        for name, (numbers, scores) in found[n].items():
            parts.put(jobs[n].keys[name], numbers, scores)
        done += jobs[n].cost
        parts.advance(done / total)

    pending = [n for n in _side_by_side(jobs) if n not in found]

    def work(n: int) -> list[Scored]:
        return in_halves(partial(evaluate, jobs[n]), jobs[n].indices)

    one_thread_each(work, pending, device, take)
    return [found[n] for n in range(len(jobs))]


def _side_by_side(jobs: Sequence[Job]) -> list[int]:
    """Return positions of jobs in an order in which all passes go on at the same pace.

    Nobody knows how long a pass takes on a machine: so the share of the work that is done says how
    much time is left, whatever the passes cost.
    """
    groups: dict[tuple[Pass, tuple[str, ...], int], list[int]] = {}
    for n, job in enumerate(jobs):
        groups.setdefault((job.reads, tuple(job.keys), job.repeat), []).append(n)
    when = {
        n: (place + 0.5) / len(group) for group in groups.values() for place, n in enumerate(group)
    }
    return sorted(when, key=when.__getitem__)


def _kept(job: Job, parts: Parts) -> Scored | None:
    scored = {name: parts.get(key) for name, key in job.keys.items()}
    known = {name: kept for name, kept in scored.items() if kept is not None}
    return known if len(known) == len(scored) else None


def _joined(halves: Sequence[Scored]) -> Scored:
    """Return the scores of a job that was done in halves, as memory allowed."""
    return {
        name: (
            np.concatenate([half[name][0] for half in halves]),
            np.concatenate([half[name][1] for half in halves]),
        )
        for name in halves[0]
    }

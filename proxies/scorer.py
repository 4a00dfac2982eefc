"""Score architectures of a space: jobs of batches that each take one pass, in; scores out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, TypeAlias, cast

import numpy as np
import torch

from landscape.disk.work_folder import Parts, part_key
from landscape.errors import DataError, OptionError
from proxies.engine.context import Context
from proxies.engine.device import (
    choose_device,
    free_memory,
    in_halves,
    known_state,
    one_thread_each,
)
from proxies.engine.weights import WeightBank
from proxies.modules.defined import by_pass, known_networks, why_undefined
from proxies.plan import Plan

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from landscape.arrays import FloatArray, IntArray
    from landscape.spaces import Space
    from proxies.images import Images
    from proxies.modules.inputs import Examples
    from proxies.plan import Settings
    from proxies.proxy import Pass, Proxy

__all__ = ["Job", "Scored", "Scorer", "run_jobs"]

# What `Pass.maps` counts: feature maps of one image, 16 channels of 32×32 pixels.
_MAP_CHANNELS, _MAP_SIZE = 16, 32
_LARGEST_BATCH = 2048
_COUNTED_CHUNK, _LIGHT_CHUNK, _HEAVY_CHUNK = 8192, 512, 64


class Scorer(Plan):
    """Scores architectures of one space with some proxies under fixed settings.

    Parameters
    ----------
    space
        A space whose networks are known, see `landscape.spaces.SpaceRecord`.
    proxies
        What to score; proxies that read the same pass share it.
    settings
        Dataset, initialisation, device ...
    only
        The configurations whose scores are wanted; None for all of the space.
    images
        The batch of images, if it is at hand; None reads the one that `settings` name.

    Raises
    ------
    OptionError
        If nobody knows the space's networks, a proxy is not defined for them, the machine has no
        such device, there is no proxy, or `only` are not numbers of configurations.

    Examples
    --------
    A convolution in each of the five cells of 16, 32 and 64 channels, beside none:

    >>> import numpy as np
    >>> from landscape import get_space
    >>> from proxies import Scorer, Settings, get_proxy
    >>> space = get_space("nb201")
    >>> convolves = space.parse("|nor_conv_3x3~0|+|none~0|none~1|+|none~0|none~1|none~2|")
    >>> scorer = Scorer(space, [get_proxy("params"), get_proxy("flops")], Settings("cifar10"))
    >>> columns = scorer.score(np.array([0, convolves]))
    >>> columns["params"].tolist()
    [73306.0, 316346.0]
    >>> 316346 - 73306 == 5 * sum(3 * 3 * channels**2 + 2 * channels for channels in (16, 32, 64))
    True
    """

    def __init__(
        self,
        space: Space,
        proxies: Sequence[Proxy],
        settings: Settings,
        only: IntArray | None = None,
        images: Images | Examples | None = None,
    ) -> None:
        self._kind = known_networks(space)
        for name, reason in why_undefined(space, proxies, settings).items():
            raise OptionError(
                f"{name} is not defined on {space.title}: {reason}; ask for other metrics"
            )
        if self._kind.sees == "modules":
            from proxies.modules.probe import tell_growth

            tell_growth(self._kind, space, proxies, settings)
        super().__init__(space, proxies, settings, only, images)
        self.device = choose_device(settings.device)

    def chunks(self, size: int | None = None) -> list[IntArray]:
        """Return `configurations` in parts, by default of some ten seconds to a minute.

        They are the same however many threads there are, so that a run can go on with others.
        """
        if size is None and self.device.type == "cpu":
            if all(proxy.reads.mixes_shapes for proxy in self.proxies):
                size = _COUNTED_CHUNK
            else:
                is_heavy = any(proxy.reads.input == "images" for proxy in self.proxies)
                size = _HEAVY_CHUNK if is_heavy else _LIGHT_CHUNK
        return super().chunks(size or _LARGEST_BATCH)

    def score(self, indices: IntArray, parts: Parts | None = None) -> dict[str, FloatArray]:
        """Score architectures.

        Parameters
        ----------
        indices
            Configuration numbers, shape ``(k,)``.
        parts
            Takes the scores of each batch as soon as they are there; a batch that it has is not
            evaluated. What comes out is the same to the last bit.

        Returns
        -------
        dict
            Name of the metric → float64 of shape ``(k,)``. With several repeats it is their mean,
            and ``NAME_std`` their standard deviation. They do not depend on what a program has
            set in PyTorch: default type and device, precision of products, autocast, seeds ...
        """
        with known_state():
            return self._score(self._checked(indices), Parts() if parts is None else parts)

    def _score(self, indices: IntArray, parts: Parts) -> dict[str, FloatArray]:
        jobs = [
            job for repeat in range(self.settings.repeats) for job in self._jobs(indices, repeat)
        ]
        runs = self._run(jobs, parts)
        columns = {}
        for proxy in self.proxies:
            name = proxy.metric.name
            rows = self._representatives(proxy, indices)
            values = np.stack([run[name][rows] for run in runs if name in run])
            columns[name] = values.mean(axis=0)
            if len(values) > 1:
                # Where all repeats are infinite, so is the mean; there is no spread to speak of.
                finite = np.where(np.isfinite(values), values, np.nan)
                columns[f"{name}_std"] = finite.std(axis=0, ddof=1)
        return columns

    def _jobs(self, indices: IntArray, repeat: int) -> list[Job]:
        """Return what to run for one repeat; the first scores also what has no random numbers."""
        groups = by_pass(self._kind.sees, self._scored_in(repeat))
        return [
            job
            for reads, proxies in groups.items()
            for job in self._pass(reads, proxies, indices, repeat)
        ]

    def _scored_in(self, repeat: int) -> list[Proxy]:
        return [p for p in self.proxies if p.is_random or p.needs_data or repeat == 0]

    def _pass(
        self, reads: Pass, proxies: Sequence[Proxy], indices: IntArray, repeat: int
    ) -> list[Job]:
        """Cut for one pass: every representative, and what has dead operations for few proxies."""
        canonical = np.unique(self.space.canonical(indices))
        others = np.setdiff1d(indices, canonical)
        some = [proxy for proxy in proxies if proxy.sees_dead_operations]
        beside = [p for p in some if p.score_duplicates and self._kind.takes_duplicates]
        alone = [proxy for proxy in some if proxy not in beside]
        whole = canonical if len(alone) < len(proxies) else np.intersect1d(canonical, indices)
        nobody = others[:0]
        return [
            *self._batches(reads, proxies, whole, others if beside else nobody, repeat),
            *self._batches(reads, alone, others, nobody, repeat),
        ]

    def _batches(
        self,
        reads: Pass,
        proxies: Sequence[Proxy],
        indices: IntArray,
        duplicates: IntArray,
        repeat: int,
    ) -> list[Job]:
        """Cut architectures, ascending, into batches that one pass runs as they are."""
        if not proxies:
            return []
        batches = self._kind.batches(
            indices,
            self._batch_limit(reads),
            for_cache=self.device.type == "cpu" and reads.maps > 1,
            mixed_shapes=reads.mixes_shapes,
            space=self.space,
        )
        same = self.space.canonical(duplicates)
        cost = reads.maps * self._images_in(reads)
        return [
            Job(
                reads,
                tuple(proxies),
                repeat,
                batch,
                duplicates[np.isin(same, batch)],
                cost * len(batch),
            )
            for batch in batches
        ]

    def _run(self, jobs: Sequence[Job], parts: Parts) -> list[dict[str, FloatArray]]:
        """Return for each repeat, name of the metric → scores, shape ``(space.size,)``."""
        evaluate = partial(self._evaluate, self._contexts)
        results = run_jobs(jobs, evaluate, self.device, parts)
        runs = [
            {proxy.metric.name: np.full(self.space.size, np.nan) for proxy in self._scored_in(r)}
            for r in range(self.settings.repeats)
        ]
        for job, scored in zip(jobs, results, strict=True):
            for name, (numbers, scores) in scored.items():
                runs[job.repeat][name][numbers] = scores
        return runs

    def _evaluate(self, contexts: Sequence[Context], job: Job, indices: IntArray) -> Scored:
        own = job.duplicates[np.isin(self.space.canonical(job.duplicates), indices)]
        networks = self._kind(self.space, indices, self.device, *([own] if len(own) else []))
        scores = []
        with torch.inference_mode():
            trace = job.reads.run(networks, contexts[job.repeat])
            for proxy in job.proxies:
                is_module = self._kind.sees == "modules"
                scored = trace.score(proxy) if is_module else proxy.score(trace)
                parts = [_checked(proxy, scored, len(indices))]
                if proxy.score_duplicates is not None and len(own):
                    parts.append(_checked(proxy, proxy.score_duplicates(trace), len(own)))
                scores.append(torch.cat(parts).double())
        # One transfer a batch, at its end.
        table = torch.cat(scores).cpu().numpy()
        rows = np.split(table, np.cumsum([len(row) for row in scores])[:-1])
        numbers = np.concatenate([indices, own])
        return {
            proxy.metric.name: (numbers[: len(row)], row)
            for proxy, row in zip(job.proxies, rows, strict=True)
        }

    def _images_in(self, reads: Pass) -> int:
        """Return how many images a network takes at once."""
        return self.settings.batch_size if reads.input in ("noise", "images") else 1

    def _batch_limit(self, reads: Pass) -> int:
        if self.settings.at_once is not None:
            return self.settings.at_once
        size = self.settings.task.size
        if self.device.type == "cpu":
            return max(1, min(reads.at_once, reads.at_once * _MAP_SIZE**2 // size**2))
        item = self._contexts[0].bank.dtype.itemsize
        maps = reads.maps * self._kind.load * self._images_in(reads)
        architecture = maps * _MAP_CHANNELS * size**2 * item
        return max(1, min(_LARGEST_BATCH, self._free // (2 * architecture)))

    @cached_property
    def _free(self) -> int:
        """Free memory of the device before anything is run: the size of batches follows from it."""
        return free_memory(self.device) or 0

    @cached_property
    def _contexts(self) -> list[Context]:
        """The task with the random numbers of each repeat; weights are drawn when asked for."""
        settings = self.settings
        if self._kind.sees == "modules":
            from proxies.modules.context import module_contexts

            examples = cast("Examples | None", self.images)
            return [*module_contexts(self.space, settings, settings.task, examples, self.device)]
        dtype = torch.float64 if settings.precision == "double" else torch.float32
        images = labels = None
        if self.images is not None:
            # Channels last, as all feature maps are.
            taken = cast("Images", self.images)
            pixels = torch.from_numpy(taken.pixels).permute(0, 2, 3, 1).contiguous()
            images = pixels.to(self.device, dtype)
            labels = torch.from_numpy(taken.labels).to(self.device)
        return [
            Context(
                settings.task,
                WeightBank(
                    settings.seed,
                    repeat=r,
                    independent=settings.init == "independent",
                    law=self._kind.law,
                    device=self.device,
                    dtype=dtype,
                ),
                settings.batch_size,
                images,
                labels,
            )
            for r in range(settings.repeats)
        ]


def _checked(proxy: Proxy, scores: object, count: int) -> torch.Tensor:
    """Return the scores of `count` architectures, if that is what they are.

    Raises
    ------
    DataError
        If they are not.
    """
    found = type(scores).__name__
    if isinstance(scores, torch.Tensor):
        is_number = scores.dtype != torch.bool and not scores.is_complex()
        if is_number and scores.shape == (count,):
            return scores
        found = f"{scores.dtype} of shape {tuple(scores.shape)}"
    raise DataError(
        f"metric {proxy.metric.name} returned {found}: expected a tensor of numbers of shape "
        f"({count},), one an architecture"
    )


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

"""Score architectures of a space: jobs of batches that each take one pass, in; scores out."""

from __future__ import annotations

import threading
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, TypeAlias, cast

import numpy as np
import torch

from landscape.arrays import ByNumber
from landscape.disk.work_folder import Parts
from landscape.engines.local import Local
from landscape.engines.protocol import Work
from landscape.errors import OptionError
from proxies.engine.context import Context
from proxies.engine.device import (
    device_and_memory,
    devices_of,
    in_halves,
    known_state,
    threads_kept,
)
from proxies.engine.weights import WeightBank
from proxies.modules.defined import by_pass, known_networks, why_undefined
from proxies.networks.single import SingleNetworks
from proxies.plan import Job, Piece, Plan, Scored, runs_duplicates
from proxies.proxy import checked_scores, get_proxy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from landscape.arrays import FloatArray, IntArray
    from landscape.engines.protocol import Engine
    from landscape.spaces import Space
    from proxies.cost import Costs
    from proxies.images import Images
    from proxies.modules.inputs import Examples
    from proxies.plan import Settings
    from proxies.proxy import Pass, Proxy

__all__ = ["Scorer"]

# What `Pass.maps` counts: feature maps of one image, 16 channels of 32×32 pixels.
_MAP_CHANNELS, _MAP_SIZE = 16, 32
_LARGEST_BATCH = 2048
_SIZED: frozenset[str] = frozenset({"images", "frames"})
"""What enters networks whose size is counted before they are run."""

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
    engine
        Who evaluates; by default threads of this process, on all devices that `settings` name.
        Scores are the same to the last bit on the same kind of device.

    Attributes
    ----------
    device
        What networks are evaluated on.

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
        *,
        engine: Engine | None = None,
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
        self.engine: Engine = Local() if engine is None else engine
        self.device, self._free = self.engine.ask(partial(device_and_memory, settings.device))
        self._named = {proxy.metric.name: proxy for proxy in self.proxies}

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
        found: list[dict[str, FloatArray]] = []
        piece = self._checked(indices), Parts() if parts is None else parts
        self.score_all([piece], lambda n, columns: found.append(columns))
        return found[0]

    def score_all(
        self,
        pieces: Iterable[tuple[IntArray, Parts]],
        on_scored: Callable[[int, dict[str, FloatArray]], None],
    ) -> None:
        """Score pieces of work, each as `score` does it, so that nobody waits for a piece's end.

        Parameters
        ----------
        pieces
            Configuration numbers, with what takes the scores of their batches; asked for the next
            one when somebody is about to be free.
        on_scored
            Given the position of each piece and its scores, as soon as all of them are there.
        """
        at_work: dict[int, Piece] = {}

        def jobs() -> Iterator[Job]:
            for number, (indices, parts) in enumerate(pieces):
                piece = at_work[number] = Piece(indices, self._jobs(indices, number), parts)
                yield from piece.pending
                finish(number)

        def take(job: Job, scored: Scored) -> None:
            at_work[job.piece].take(job, scored)
            finish(job.piece)

        def finish(number: int) -> None:
            if number in at_work and at_work[number].is_done:
                piece = at_work.pop(number)
                on_scored(number, self._columns(piece.indices, piece.results))

        with known_state(), threads_kept():
            self.engine.run(self.work, jobs(), take)

    @cached_property
    def work(self) -> Work[Job, Scored]:
        """What an engine does: it takes a `Job`, and returns what comes out."""
        return _Evaluation(self)

    @property
    def side_by_side(self) -> int | None:
        """How many networks are evaluated at once, if each is run alone; None for batches."""
        return self.engine.count(self.work) if issubclass(self._kind, SingleNetworks) else None

    @property
    def done_by(self) -> str:
        """Who evaluates, in words for the record of a run."""
        return f"{self.engine.name}, {self.engine.count(self.work)} at once"

    def on(self, device: str) -> Scorer:
        """Return one that scores the same on another device of this machine."""
        settings = replace(self.settings, device=device)
        return Scorer(self.space, self.proxies, settings, self.only, self.images)

    def evaluate(self, job: Job) -> Scored:
        """Return what comes out of a job, done in parts where memory is too small for the whole."""
        with known_state():
            return _joined(in_halves(partial(self._evaluate, self._contexts, job), job.indices))

    def _columns(
        self, indices: IntArray, results: Iterable[tuple[Job, Scored]]
    ) -> dict[str, FloatArray]:
        """Return the scores of configurations by what came out of all their jobs."""
        runs = self._by_repeat(results)
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

    def _jobs(self, indices: IntArray, piece: int) -> list[Job]:
        """Return what to run for a piece of work, repeat by repeat.

        The first repeat scores also what has no random numbers.
        """
        batches: list[_Batch] = []
        for repeat in range(self.settings.repeats):
            groups = by_pass(self._kind.sees, self._scored_in(repeat))
            for reads, proxies in groups.items():
                batches += self._pass(reads, proxies, indices, repeat)
        return [Job(piece, place, *batch) for place, batch in enumerate(batches)]

    def _scored_in(self, repeat: int) -> list[Proxy]:
        return [p for p in self.proxies if p.is_random or p.needs_data or repeat == 0]

    def _pass(
        self, reads: Pass, proxies: Sequence[Proxy], indices: IntArray, repeat: int
    ) -> list[_Batch]:
        """Cut for one pass: every representative, and what has dead operations for few proxies."""
        canonical = np.unique(self.space.canonical(indices))
        others = np.setdiff1d(indices, canonical)
        some = [proxy for proxy in proxies if self._tells_apart(proxy)]
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
    ) -> list[_Batch]:
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
        costs = self._costs_of(reads, indices)
        names = tuple(proxy.metric.name for proxy in proxies)
        return [
            (
                names,
                repeat,
                batch,
                duplicates[np.isin(same, batch)],
                float(costs[np.searchsorted(indices, batch)].sum()),
            )
            for batch in batches
        ]

    def _by_repeat(self, results: Iterable[tuple[Job, Scored]]) -> list[dict[str, ByNumber]]:
        """Return for each repeat, name of the metric → scores by configuration number."""
        runs: list[dict[str, list[tuple[IntArray, FloatArray]]]] = [
            {proxy.metric.name: [] for proxy in self._scored_in(repeat)}
            for repeat in range(self.settings.repeats)
        ]
        for job, scored in results:
            for name, part in scored.items():
                runs[job.repeat][name].append(part)
        return [{name: ByNumber(found) for name, found in run.items()} for run in runs]

    def _evaluate(self, contexts: Sequence[Context], job: Job, indices: IntArray) -> Scored:
        own = job.duplicates
        if len(own):
            own = own[np.isin(self.space.canonical(own), indices)]
        networks = self._kind(self.space, indices, self.device, *([own] if len(own) else []))
        scores, proxies = [], [self._named[name] for name in job.names]
        with torch.inference_mode():
            (reads,) = by_pass(self._kind.sees, proxies)
            trace = reads.run(networks, contexts[job.repeat])
            is_module = self._kind.sees == "modules"
            for proxy in proxies:
                scored = trace.score(proxy) if is_module else proxy.score(trace)
                parts = [checked_scores(proxy, scored, len(indices))]
                if proxy.score_duplicates is not None and len(own):
                    parts.append(checked_scores(proxy, proxy.score_duplicates(trace), len(own)))
                scores.append(torch.cat(parts).double())
        # One transfer a batch, at its end.
        table = torch.cat(scores).cpu().numpy()
        rows = np.split(table, np.cumsum([len(row) for row in scores])[:-1])
        numbers = np.concatenate([indices, own])
        return {name: (numbers[: len(row)], row) for name, row in zip(job.names, rows, strict=True)}

    def costs(self, chunks: Sequence[IntArray]) -> list[float]:
        """Return what chunks cost, in any unit, by the size of their networks: see `proxies.cost`.

        It is known before any of them is run.
        """
        if self._costs is None:
            return [float(len(chunk)) for chunk in chunks]
        shared: dict[Pass, int] = {}
        one_by_one: dict[Pass, int] = {}
        for reads in dict.fromkeys(proxy.reads for proxy in self.proxies):
            sharing = [proxy for proxy in self.proxies if proxy.reads == reads]
            repeats = range(self.settings.repeats)
            count = sum(any(proxy in self._scored_in(r) for proxy in sharing) for r in repeats)
            (one_by_one if any(map(runs_duplicates, sharing)) else shared)[reads] = count
        networks = [np.unique(self.space.canonical(chunk)) for chunk in chunks]
        totals = self._costs.of_each(one_by_one, chunks) + self._costs.of_each(shared, networks)
        return [float(total) for total in totals]

    def _costs_of(self, reads: Pass, indices: IntArray) -> FloatArray:
        """Return what it costs to run architectures once, shape ``(k,)``, in any unit."""
        if self._costs is None:
            return np.ones(len(indices)) * reads.maps * self._images_in(reads)
        return self._costs.of(reads, indices)

    @cached_property
    def _costs(self) -> Costs | None:
        """What networks cost; None where that is nothing to speak of, or nobody can count it."""
        if all(proxy.reads.mixes_shapes for proxy in self.proxies) or self._kind.sees not in _SIZED:
            return None
        from proxies.cost import Costs  # not entered by who only counts

        return Costs(self.space, self._kind, self.settings.task, self.settings.batch_size)

    def _images_in(self, reads: Pass) -> int:
        """Return how many images a network takes at once."""
        return self.settings.batch_size if reads.input in ("noise", "images") else 1

    def _batch_limit(self, reads: Pass) -> int:
        if self.settings.at_once is not None:
            return self.settings.at_once
        size = self.settings.task.size
        if self.device.type == "cpu":
            return max(1, min(reads.at_once, reads.at_once * _MAP_SIZE**2 // size**2))
        item = self._dtype.itemsize
        maps = reads.maps * self._kind.load * self._images_in(reads)
        architecture = maps * _MAP_CHANNELS * size**2 * item
        return max(1, min(_LARGEST_BATCH, self._free // (2 * architecture)))

    @property
    def _dtype(self) -> torch.dtype:
        return torch.float64 if self.settings.precision == "double" else torch.float32

    @cached_property
    def _contexts(self) -> list[Context]:
        """The task with the random numbers of each repeat; weights are drawn when asked for."""
        settings, dtype = self.settings, self._dtype
        if self._kind.sees == "modules":
            from proxies.modules.context import module_contexts

            examples = cast("Examples | None", self.images)
            return [*module_contexts(self.space, settings, settings.task, examples, self.device)]
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


_Batch: TypeAlias = "tuple[tuple[str, ...], int, IntArray, IntArray, float]"
"""The last fields of a `Job`."""


def _joined(halves: Sequence[Scored]) -> Scored:
    """Return the scores of a job that was done in halves, as memory allowed."""
    return {
        name: (
            np.concatenate([half[name][0] for half in halves]),
            np.concatenate([half[name][1] for half in halves]),
        )
        for name in halves[0]
    }


class _Evaluation(Work[Job, Scored]):
    """Evaluates the jobs of a scorer, on any device; sent elsewhere, it makes a scorer there."""

    def __init__(self, scorer: Scorer) -> None:
        self._scorer = scorer
        self._on: dict[str, Scorer] = {str(scorer.device): scorer}
        self._lock = threading.Lock()

    def devices(self) -> Sequence[str]:
        return devices_of(self._scorer.device)

    def start(self, device: str) -> Callable[[Job], Scored]:
        if device == "cpu":
            torch.set_num_threads(1)
        with self._lock:
            if device not in self._on:
                self._on[device] = self._scorer.on(device)
            return self._on[device].evaluate

    def name(self, job: Job) -> str:
        of = self._scorer.space
        first, *others = (of.format(int(number)) for number in job.indices)
        more = f" and {len(others)} more" if others else ""
        return f"{', '.join(job.names)} of {first}{more}"

    def __reduce__(self) -> tuple[object, ...]:
        from proxies.sent import sent_parts  # only who sends it needs that

        return _sent, sent_parts(self._scorer, str(self._scorer.device))


def _sent(
    space: Space, proxies: Sequence[Proxy | str], settings: Settings, images: Images | None
) -> Work[Job, Scored]:
    """Return the evaluation that somebody sent."""
    known = [get_proxy(proxy) if isinstance(proxy, str) else proxy for proxy in proxies]
    return Scorer(space, known, settings, images=images).work

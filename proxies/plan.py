"""What has to be scored, in which jobs and under which settings; needs no PyTorch."""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, SupportsIndex, TypeAlias

import numpy as np

from landscape.arrays import ByNumber, evenly
from landscape.datasets import BUILT_IN, DATASETS, NOISE, Dataset, get_dataset, noise_like
from landscape.disk.work_folder import part_key
from landscape.errors import OptionError
from landscape.lazy import load_object
from landscape.options.base import path_of
from landscape.options.shared import ScoringOptions
from landscape.registry import find_name, match_name
from landscape.scores.table import column_of
from landscape.spaces import record_of
from proxies.images import load_images

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from landscape.arrays import FloatArray, IntArray
    from landscape.disk.files import JSON
    from landscape.disk.work_folder import Parts
    from landscape.spaces import Space
    from proxies.images import Images
    from proxies.modules.inputs import Examples
    from proxies.proxy import Proxy


__all__ = [
    "INITIALISATIONS",
    "PRECISIONS",
    "Job",
    "Piece",
    "Plan",
    "Scored",
    "Settings",
    "runs_duplicates",
    "scored_on",
    "scoring_settings",
]

INITIALISATIONS = ("shared", "independent")
"""One weight a place in the skeleton for all architectures, or one for each of them."""

PRECISIONS = ("single", "double")
"""Floating-point numbers of 32 or 64 bits."""


@dataclass(frozen=True)
class Settings(ScoringOptions):
    """How untrained networks are initialised and evaluated.

    Attributes
    ----------
    dataset
        ``cifar10``, ``cifar100`` or ``ImageNet16-120``: image size and number of classes. Or a
        `Dataset` of your own.

    The others are those of `landscape.options.shared.ScoringOptions`. With ``init="shared"`` there
    is one weight a place in the skeleton, the same for all architectures; ``independent`` networks
    draw their own. ``precision="double"`` tells what rounding does to a score: a ReLU whose input
    is almost zero may open or close by it, and gradients change by more than a rounding.

    Raises
    ------
    UnknownNameError
        If there is no such dataset, initialisation or precision.
    OptionError
        If a number or the device is outside what is possible.

    Examples
    --------
    >>> from proxies import Settings
    >>> settings = Settings("CIFAR-100", seed=3)
    >>> settings.dataset, settings.task.classes, settings.init, settings.repeats
    ('cifar100', 100, 'shared', 1)
    """

    dataset: str | Dataset = "cifar10"

    def __post_init__(self) -> None:
        _check_task(self.task)
        if isinstance(self.dataset, str):
            object.__setattr__(self, "dataset", self.task.name)
        for name, least in (("seed", 0), ("repeats", 1), ("batch_size", 2), ("at_once", 1)):
            value = getattr(self, name)
            if value is not None or name != "at_once":
                object.__setattr__(self, name, _whole(name, value, least))
        object.__setattr__(self, "device", self.device.lower())
        if not re.fullmatch(r"auto|cpu|cuda(:\d+)?", self.device):
            raise OptionError(f"unknown device {self.device!r}: expected auto, cpu, cuda or cuda:N")
        for title, name, known in (
            ("initialisation", "init", INITIALISATIONS),
            ("precision", "precision", PRECISIONS),
        ):
            object.__setattr__(self, name, find_name(title, getattr(self, name), known))

    @property
    def task(self) -> Dataset:
        """The dataset itself."""
        return self.dataset if isinstance(self.dataset, Dataset) else get_dataset(self.dataset)


def _check_task(task: Dataset) -> None:
    if task.shape is not None:  # for networks of one's own, which take what they take
        return
    if task.classes < 2 or task.size < 4 or task.size % 4:
        raise OptionError(
            f"dataset {task.name!r} has {task.classes} classes and {task.size}×{task.size} pixels: "
            "expected two classes or more, and a size divisible by 4"
        )


def _whole(name: str, value: object, least: int) -> int:
    """Return a whole number of any type, numpy's included, as an int."""
    if isinstance(value, SupportsIndex) and not isinstance(value, bool):
        number = operator.index(value)
        if number >= least:
            return number
    raise OptionError(f"{name} {value!r}: expected a whole number, at least {least}")


def scored_on(plan: Plan) -> str:
    """Return what scores are of: a dataset, or noise of its size where they read such images.

    Of networks that take something else it is what their space says that they take.
    """
    reads_noise = plan.settings.data == NOISE and any(p.needs_data for p in plan.proxies)
    is_noise = reads_noise and plan.task.shape is None
    return noise_like(plan.task) if is_noise else plan.task.name


def scoring_settings(dataset: str | None, data: str | Path | None = None, **how: Any) -> Settings:
    """Return the settings that options stand for.

    Parameters
    ----------
    dataset
        Name of a dataset; None for the task that the file `data` poses, or else the default.
    data
        ``noise``, ``built-in``, the path of a file with images, or None for the dataset's own
        files.
    how
        The other fields of `Settings`.

    Raises
    ------
    UnknownNameError, OptionError
        See `Settings`.
    DataMissingError, DataError
        If `data` poses the task, and cannot be read.
    """
    source: str | Path | None = None
    if data is not None:
        source = match_name(str(data), [NOISE, BUILT_IN]) or path_of(data)
    if dataset is None and isinstance(source, Path):
        from proxies.images import npz_dataset

        return Settings(npz_dataset(source), data=source, **how)
    return Settings(dataset or next(iter(DATASETS)), data=source, **how)


class Plan:
    """Which architectures of a space must be evaluated to know some scores of them.

    Parameters
    ----------
    space, proxies, settings
        See `Scorer`, which carries the plan out.
    only
        The configurations whose scores are wanted; None for all of the space.
    images
        The batch of images, if it is at hand; None reads the one that `settings` name.

    Raises
    ------
    OptionError
        If there is no proxy, or `only` are not numbers of configurations.

    Examples
    --------
    >>> import numpy as np
    >>> from landscape import get_space
    >>> from proxies import Plan, Settings, get_proxy
    >>> space, synflow = get_space("nb201"), get_proxy("synflow")
    >>> plan = Plan(space, [synflow], Settings(), only=np.array([1, 15624]))
    >>> plan.configurations.tolist()  # 1 builds the same network as 0
    [0, 15624]
    >>> whole = plan.spread(plan.configurations, {"synflow": np.array([-np.inf, 4.5])})
    >>> whole["synflow"][[0, 1, 15624]].tolist()
    [nan, -inf, 4.5]
    """

    def __init__(
        self,
        space: Space,
        proxies: Sequence[Proxy],
        settings: Settings,
        only: IntArray | None = None,
        images: Images | Examples | None = None,
    ) -> None:
        if not proxies:
            raise OptionError("nothing to score: expected at least one proxy")
        if settings.task.shape is not None and record_of(space).network is None:
            raise OptionError(
                f"examples of {settings.task.title} have the shape {settings.task.shape}, and "
                f"networks of {space.title} take images: expected a file of images and labels"
            )
        self.space = space
        self.proxies = tuple(proxies)
        self.settings = settings
        self.only = None if only is None else self._checked(only)
        self._images = images

    @cached_property
    def _wanted(self) -> IntArray:
        """The configurations whose scores are wanted, ascending."""
        if self.only is not None:
            return np.unique(self.only)
        self.space.check_listable("scoring all of them")
        return np.arange(self.space.size, dtype=self.space.dtype)

    @property
    def is_random(self) -> bool:
        """Whether any score depends on random numbers."""
        return any(proxy.is_random for proxy in self.proxies)

    @cached_property
    def images(self) -> Images | Examples | None:
        """The batch of images, read when first asked for; None if no proxy needs one.

        Raises
        ------
        DataMissingError, DataError
            See `load_images`.
        """
        if not any(proxy.needs_data for proxy in self.proxies):
            return None
        if self._images is not None:
            return self._images
        record = record_of(self.space)
        if record.network is not None:
            from proxies.modules.inputs import module_examples

            return module_examples(record, self.settings, self.settings.task)
        if self.settings.data == BUILT_IN:
            raise OptionError(
                "the images of scores that are built in do not travel with the package: give "
                "images with --data FILE"
            )
        return load_images(
            self.settings.task,
            data=self.settings.data,
            count=self.settings.batch_size,
            seed=self.settings.seed,
            data_dir=self.settings.data_dir,
        )

    @cached_property
    def task(self) -> Dataset:
        """The task of the networks: that of the settings, unless the space's own data say more."""
        record = record_of(self.space)
        if record.network is None:
            return self.settings.task
        from proxies.modules.inputs import module_task

        return module_task(record, self.settings, self.settings.task)

    @cached_property
    def _networks(self) -> dict[str, JSON]:
        """What tells networks that a user's function builds from others; empty for ours."""
        record = record_of(self.space)
        if record.network is None:
            return {}
        from proxies.modules.inputs import module_identity

        return module_identity(record)

    def identity(self, proxy: Proxy) -> dict[str, JSON]:
        """Return every setting that changes the scores of `proxy`: equal identities, equal scores.

        But for the images, where it is those of scores that are built in.

        Raises
        ------
        DataMissingError, DataError
            If it needs images and they cannot be read.
        """
        settings = self.settings
        identity: dict[str, JSON] = {"space": self.space.name, "revision": proxy.revision}
        if proxy.reads.input != "nothing":
            identity |= load_object(record_of(self.space).task) or _described(self.task)
            identity |= self._networks
        if proxy.is_random:
            identity |= {n: getattr(settings, n) for n in ("seed", "repeats", "init", "precision")}
        if proxy.reads_batch:
            identity["batch_size"] = settings.batch_size
        is_built_in = self.settings.data == BUILT_IN
        if proxy.needs_data and not is_built_in and self.images is not None:
            identity |= {"data": self.images.source, "data_digest": self.images.digest}
        return identity

    @cached_property
    def configurations(self) -> IntArray:
        """The architectures that must be evaluated to know the wanted scores.

        Ascending, but each canonical architecture before those it stands for: they are evaluated
        together.
        """
        needed = [self._representatives(proxy, self._wanted) for proxy in self.proxies]
        numbers = np.unique(np.concatenate(needed))
        return numbers[np.lexsort((numbers, self.space.canonical(numbers)))]

    def chunks(self, size: int | None = None) -> list[IntArray]:
        """Return `configurations` in parts of about `size` networks, the work kept on disk at once.

        Architectures that are the same network stay together where what they share is computed
        once, or little.
        """
        networks = self.configurations
        if not any(runs_duplicates(proxy) for proxy in self.proxies):
            networks = self.space.canonical(networks)
        starts = np.append(0, np.flatnonzero(np.diff(networks)) + 1)
        parts = np.array_split(starts, max(1, round(len(starts) / (size or 512))))
        return np.split(self.configurations, [int(part[0]) for part in parts[1:]])

    def spread(self, indices: IntArray, columns: dict[str, FloatArray]) -> dict[str, FloatArray]:
        """Return columns for the whole space from those of `configurations`.

        Parameters
        ----------
        indices, columns
            Configuration numbers and scores as `Scorer.score` gave them.

        Returns
        -------
        dict
            Name → float64 of shape ``(space.size,)``; NaN where no representative was scored. See
            `landscape.scores.table.column_of` for spaces that are too large for it.
        """
        whole = {}
        for proxy in self.proxies:
            name = proxy.metric.name
            representatives = self._representatives(proxy, self._wanted)
            for column in (name, f"{name}_std"):
                if column in columns:
                    scored = ByNumber([(indices, columns[column])])
                    whole[column] = column_of(self.space, self._wanted, scored[representatives])
        return whole

    def known(self, indices: IntArray) -> IntArray:
        """Return the wanted configurations whose scores all follow from those of `indices`."""
        is_known = np.ones(len(self._wanted), dtype=bool)
        for proxy in self.proxies:
            is_known &= np.isin(self._representatives(proxy, self._wanted), indices)
        return self._wanted[is_known]

    def _checked(self, indices: object) -> IntArray:
        """Return configuration numbers as an array.

        Raises
        ------
        OptionError
            If they are no whole numbers, or not of this space.
        """
        numbers = np.atleast_1d(np.asarray(indices))
        expected = f"expected configuration numbers, 0 to {self.space.size - 1}"
        if numbers.ndim > 1 or (numbers.size and numbers.dtype.kind not in "iu"):
            raise OptionError(f"{numbers.dtype} of shape {numbers.shape}: {expected}")
        outside = numbers[(numbers < 0) | (numbers >= self.space.size)]
        if len(outside):
            raise OptionError(f"{self.space.title} has no configuration {outside[0]}: {expected}")
        return numbers.astype(self.space.dtype)

    def _representatives(self, proxy: Proxy, indices: IntArray) -> IntArray:
        return indices if self._tells_apart(proxy) else self.space.canonical(indices)

    def _tells_apart(self, proxy: Proxy) -> bool:
        """Tell whether configurations with the same canonical one may have other scores."""
        return proxy.sees_dead_operations and self.space.has_dead_operations


def runs_duplicates(proxy: Proxy) -> bool:
    """Tell whether maps of architectures with dead operations are computed, one by one."""
    is_beside = proxy.score_duplicates is not None
    return proxy.sees_dead_operations and not is_beside and not proxy.reads.mixes_shapes


def _described(task: Dataset) -> dict[str, JSON]:
    """Return what of a task changes scores even without its images."""
    made: dict[str, JSON] = {"dataset": task.name, "classes": task.classes, "size": task.size}
    return made if task.shape is None else {**made, "shape": list(task.shape)}


Scored: TypeAlias = "dict[str, tuple[IntArray, FloatArray]]"
"""Name of the metric → configuration numbers and their scores."""


@dataclass(frozen=True, eq=False)
class Job:
    """A batch of networks that are run together, once; the chunk that an engine is given.

    Attributes
    ----------
    piece, place
        Which job it is of which piece of work.
    names
        Metrics that are read from it; they share a pass.
    repeat
        Whose random numbers the networks have.
    indices
        Configuration numbers, ascending.
    duplicates
        Configurations that build the same networks and are scored beside them.
    cost
        How much work it is, in any unit.
    """

    piece: int
    place: int
    names: tuple[str, ...]
    repeat: int
    indices: IntArray
    duplicates: IntArray
    cost: float

    @cached_property
    def keys(self) -> dict[str, int]:
        """Name of the metric → key of its scores in `Parts`.

        The whole batch counts, since another one gives other scores, if only by rounding.
        """
        of = f"of {', '.join(self.names)} in repeat {self.repeat}"
        return {n: part_key(f"{n} {of}", self.indices, self.duplicates) for n in self.names}


class Piece:
    """A piece of work while its jobs come in; what its parts have is not done again."""

    def __init__(self, indices: IntArray, jobs: Sequence[Job], parts: Parts) -> None:
        self.indices, self._jobs, self._parts = indices, jobs, parts
        self._found = {
            job.place: scored for job in jobs if (scored := _kept(job, parts)) is not None
        }
        self._total = sum(job.cost for job in jobs)
        self._done = sum(jobs[place].cost for place in self._found)
        self.pending = [job for job in _side_by_side(jobs) if job.place not in self._found]

    @property
    def is_done(self) -> bool:
        """Whether all jobs are."""
        return len(self._found) == len(self._jobs)

    @property
    def results(self) -> Iterable[tuple[Job, Scored]]:
        """All jobs with what came out of them."""
        return ((job, self._found[job.place]) for job in self._jobs)

    def take(self, job: Job, scored: Scored) -> None:
        """Take what came out of a job."""
        self._found[job.place] = scored
        for name, (numbers, scores) in scored.items():
            self._parts.put(job.keys[name], numbers, scores)
        self._done += job.cost
        self._parts.advance(self._done / self._total)


def _side_by_side(jobs: Sequence[Job]) -> list[Job]:
    """Return jobs in an order in which all passes go on at the same pace.

    Nobody knows how long a pass takes on a machine: so the share of the work that is done says how
    much time is left, whatever the passes cost. And each goes over all of its jobs evenly.
    """
    groups: dict[tuple[tuple[str, ...], int], list[Job]] = {}
    for job in jobs:
        groups.setdefault((job.names, job.repeat), []).append(job)
    when = {
        group[position].place: (n + 0.5) / len(group)
        for group in groups.values()
        for n, position in enumerate(evenly(len(group)))
    }
    return sorted(jobs, key=lambda job: (when[job.place], job.place))


def _kept(job: Job, parts: Parts) -> Scored | None:
    scored = {name: parts.get(key) for name, key in job.keys.items()}
    known = {name: kept for name, kept in scored.items() if kept is not None}
    return known if len(known) == len(scored) else None

"""What has to be scored, and under which settings; needs no PyTorch."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from landscape.datasets import BUILT_IN
from landscape.errors import OptionError
from landscape.lazy import load_object
from landscape.spaces import record_of
from proxies.images import load_images

if TYPE_CHECKING:
    from collections.abc import Sequence

    from landscape.arrays import FloatArray, IntArray
    from landscape.datasets import Dataset
    from landscape.disk.files import JSON
    from landscape.spaces import Space
    from proxies.images import Images
    from proxies.proxy import Proxy
    from proxies.settings import Settings

__all__ = ["Plan"]


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
        images: Images | None = None,
    ) -> None:
        if not proxies:
            raise OptionError("nothing to score: expected at least one proxy")
        space.check_listable("scoring")
        self.space = space
        self.proxies = tuple(proxies)
        self.settings = settings
        everyone = np.arange(space.size, dtype=space.dtype)
        self.only = only
        self._wanted = everyone if only is None else np.unique(self._checked(only))
        self._images = images

    @property
    def is_random(self) -> bool:
        """Whether any score depends on random numbers."""
        return any(proxy.is_random for proxy in self.proxies)

    @cached_property
    def images(self) -> Images | None:
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
            identity |= load_object(record_of(self.space).task) or _described(settings.task)
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
        if not any(_runs_duplicates(proxy) for proxy in self.proxies):
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
            Name → float64 of shape ``(space.size,)``; NaN where no representative was scored.
        """
        whole = {}
        for proxy in self.proxies:
            name = proxy.metric.name
            representatives = self._representatives(proxy, self._wanted)
            for column in (name, f"{name}_std"):
                if column in columns:
                    scored = np.full(self.space.size, np.nan)
                    scored[indices] = columns[column]
                    whole[column] = np.full(self.space.size, np.nan)
                    whole[column][self._wanted] = scored[representatives]
        return whole

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
        return indices if proxy.sees_dead_operations else self.space.canonical(indices)


def _runs_duplicates(proxy: Proxy) -> bool:
    """Tell whether maps of architectures with dead operations are computed, one by one."""
    is_beside = proxy.score_duplicates is not None
    return proxy.sees_dead_operations and not is_beside and not proxy.reads.mixes_shapes


def _described(task: Dataset) -> dict[str, JSON]:
    """Return what of a task changes scores even without its images."""
    return {"dataset": task.name, "classes": task.classes, "size": task.size}

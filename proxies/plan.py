"""What has to be scored, and under which settings; needs no PyTorch."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from landscape.arrays import FloatArray, IntArray
    from landscape.scores.settings import JSON
    from landscape.spaces import Space
    from proxies.proxy import Proxy
    from proxies.settings import Settings

__all__ = ["Plan"]


class Plan:
    """Which architectures of a space must be evaluated to know some scores of all of them.

    Parameters
    ----------
    space, proxies, settings
        See `Scorer`, which carries the plan out.
    """

    def __init__(self, space: Space, proxies: Sequence[Proxy], settings: Settings) -> None:
        self.space = space
        self.proxies = tuple(proxies)
        self.settings = settings

    @property
    def is_random(self) -> bool:
        """Whether any score depends on the initial weights."""
        return any(proxy.is_random for proxy in self.proxies)

    @property
    def identity(self) -> dict[str, JSON]:
        """Every setting that changes a score: equal identities, equal scores."""
        identity: dict[str, JSON] = {
            "space": self.space.name,
            "metrics": {proxy.metric.name: proxy.revision for proxy in self.proxies},
            "dataset": self.settings.dataset,
        }
        if self.is_random:
            names = ("seed", "repeats", "init")
            identity |= {name: getattr(self.settings, name) for name in names}
        return identity

    @cached_property
    def configurations(self) -> IntArray:
        """The architectures that must be evaluated to know the scores of all, ascending."""
        everyone = np.arange(self.space.size, dtype=self.space.dtype)
        return np.unique(self._representatives(everyone))

    def chunks(self, size: int = 512) -> list[IntArray]:
        """Return `configurations` in parts of about `size`, the units of work kept on disk."""
        return np.array_split(self.configurations, max(1, round(len(self.configurations) / size)))

    def spread(self, indices: IntArray, columns: dict[str, FloatArray]) -> dict[str, FloatArray]:
        """Return columns for the whole space from those of `configurations`.

        Parameters
        ----------
        indices, columns
            Configuration numbers and scores as `score` gave them.

        Returns
        -------
        dict
            Name → float64 of shape ``(space.size,)``; NaN where no representative was scored.
        """
        everyone = np.arange(self.space.size, dtype=self.space.dtype)
        representatives = self._representatives(everyone)
        whole = {}
        for name, scores in columns.items():
            whole[name] = np.full(self.space.size, np.nan)
            whole[name][indices] = scores
            whole[name] = whole[name][representatives]
        return whole

    def _representatives(self, indices: IntArray) -> IntArray:
        if any(proxy.sees_dead_operations for proxy in self.proxies):
            return indices
        return self.space.canonical(indices)

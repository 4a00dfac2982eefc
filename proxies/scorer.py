"""Score architectures of a space: batches in, rows of scores out."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING

import numpy as np
import torch

from landscape.errors import OptionError
from proxies.device import choose_device, exact_arithmetic, free_memory, in_halves, one_thread_each
from proxies.nb201 import NB201Networks
from proxies.plan import Plan
from proxies.weights import WeightBank

if TYPE_CHECKING:
    from collections.abc import Sequence

    from landscape.arrays import FloatArray, IntArray
    from landscape.spaces import Space
    from proxies.layers import Networks
    from proxies.proxy import Proxy
    from proxies.settings import Settings

__all__ = ["Scorer"]

_NETWORKS: dict[str, type[Networks]] = {"nb201": NB201Networks}

# Feature maps and working memory of one architecture while it is evaluated, generously.
_BYTES_PER_ARCHITECTURE = 4 * 2**20
_LARGEST_BATCH = 2048


class Scorer(Plan):
    """Scores architectures of one space with some proxies under fixed settings.

    Parameters
    ----------
    space
        A space whose networks are known: ``nb201``.
    proxies
        What to score; proxies that read the same pass share it.
    settings
        Dataset, initialisation, device ...

    Raises
    ------
    OptionError
        If nobody knows the space's networks, or the machine has no such device.
    """

    def __init__(self, space: Space, proxies: Sequence[Proxy], settings: Settings) -> None:
        if space.name not in _NETWORKS:
            raise OptionError(
                f"no proxy can score {space.title}: its networks are not known; known are those "
                f"of {', '.join(_NETWORKS)}. Bring scores of your own with --scores FILE"
            )
        super().__init__(space, proxies, settings)
        self.device = choose_device(settings.device)

    @cached_property
    def _banks(self) -> list[WeightBank]:
        """The initial weights of each repeat; weights are drawn when first asked for."""
        independent = self.settings.init == "independent"
        return [
            WeightBank(self.settings.seed, repeat=r, independent=independent, device=self.device)
            for r in range(self.settings.repeats)
        ]

    def chunks(self, size: int | None = None) -> list[IntArray]:
        """Return `configurations` in parts, by default large enough to keep the device busy."""
        busy = 256 * torch.get_num_threads() if self.device.type == "cpu" else _LARGEST_BATCH
        return super().chunks(size or busy)

    def score(self, indices: IntArray) -> dict[str, FloatArray]:
        """Score architectures.

        Parameters
        ----------
        indices
            Configuration numbers, ascending, shape ``(k,)``.

        Returns
        -------
        dict
            Name of the metric → float64 of shape ``(k,)``. With several repeats it is their mean,
            and ``NAME_std`` their standard deviation.
        """
        indices = np.asarray(indices, dtype=self.space.dtype)
        runs = [self._repeat(indices, repeat) for repeat in range(self.settings.repeats)]
        columns = {}
        for proxy in self.proxies:
            name = proxy.metric.name
            values = np.stack([run[name] for run in runs if name in run])
            columns[name] = values.mean(axis=0)
            if len(values) > 1:
                # Where all repeats are -inf, so is the mean, and there is no spread to speak of.
                finite = np.where(np.isfinite(values), values, np.nan)
                columns[f"{name}_std"] = finite.std(axis=0, ddof=1)
        return columns

    def _repeat(self, indices: IntArray, repeat: int) -> dict[str, FloatArray]:
        """Score with the initial weights of one repeat; the first scores also what has none."""
        proxies = [proxy for proxy in self.proxies if proxy.is_random or repeat == 0]
        limit = self.settings.batch or self._batch_limit()
        batches = _NETWORKS[self.space.name].batches(
            indices, limit, for_cache=self.device.type == "cpu"
        )
        evaluate = partial(self._evaluate, proxies, self._banks[repeat])
        with exact_arithmetic(self.device):
            results = one_thread_each(partial(in_halves, evaluate), batches, self.device)
        parts = [part for halves in results for part in halves]
        names = [proxy.metric.name for proxy in proxies]
        return {n: np.concatenate([np.empty(0), *(part[n] for part in parts)]) for n in names}

    def _evaluate(
        self, proxies: Sequence[Proxy], bank: WeightBank, indices: IntArray
    ) -> dict[str, FloatArray]:
        networks = _NETWORKS[self.space.name](self.space, indices, self.device)
        columns = {}
        for evaluate in dict.fromkeys(proxy.evaluate for proxy in proxies):
            trace = evaluate(networks, self.settings.task, bank)
            for proxy in proxies:
                if proxy.evaluate == evaluate:
                    columns[proxy.metric.name] = proxy.score(trace).double().cpu().numpy()
        return columns

    def _batch_limit(self) -> int:
        free = free_memory(self.device)
        fitting = _LARGEST_BATCH if free is None else free // (2 * _BYTES_PER_ARCHITECTURE)
        return max(1, min(_LARGEST_BATCH, fitting))

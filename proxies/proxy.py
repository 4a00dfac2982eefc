"""The contract of a proxy, a score of an untrained network, and those known by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from landscape.errors import DataError, OptionError
from landscape.registry import Registry
from landscape.scores.rank import RANK

if TYPE_CHECKING:
    from collections.abc import Callable

    import torch

    from landscape.scores.table import Metric
    from proxies.engine.context import Context
    from proxies.networks.layers import Networks

__all__ = [
    "PROXIES",
    "Pass",
    "Proxy",
    "all_metrics",
    "checked_scores",
    "get_proxy",
    "metric_names",
    "register",
]


@dataclass(frozen=True)
class Pass:
    """A way to run a batch of networks. Proxies that read the same pass share it.

    Attributes
    ----------
    run
        Runs the networks; what it returns is the *trace* that proxies read.
    input
        What enters the networks: nothing, if they are not run at all; a constant; noise (as many
        as there are images in a batch); or the images of the data set.
    maps
        Feature maps of the largest resolution, 16 channels and one image, that an architecture
        keeps in memory at a time: how many architectures fit at once follows from it.
    mixes_shapes
        Whether architectures with other numbers of channels can be in one batch.
    at_once
        Most architectures worth evaluating at once on a CPU, where its caches are the limit; a
        GPU takes as many as fit.

    Examples
    --------
    >>> from proxies import get_proxy
    >>> [get_proxy(name).reads.input for name in ("skip", "params", "zen", "snip")]
    ['nothing', 'constant', 'noise', 'images']
    >>> get_proxy("params").reads == get_proxy("flops").reads  # both come of one run
    True
    """

    run: Callable[[Networks, Context], Any]
    input: Literal["nothing", "constant", "noise", "images"] = "constant"
    maps: int = 64
    mixes_shapes: bool = False
    at_once: int = 2048


@dataclass(frozen=True)
class Proxy:
    """A score of an untrained network.

    Attributes
    ----------
    metric
        Name, direction, unit and source of the score.
    formula
        The definition in one line.
    reads
        The pass the score is read from.
    score
        Reads the scores, shape ``(architectures,)``, from the trace. NaN is missing; -inf is the
        worst score there is.
    sees_dead_operations
        Whether operations that no path uses count. If not, only canonical architectures are
        evaluated and their duplicates get the same score.
    score_duplicates
        For a score that sees dead operations: reads from the trace of canonical architectures the
        scores of their duplicates, shape ``(duplicates,)``, see `Networks.duplicates`. With None
        architectures with dead operations are evaluated as they are, each on its own.
    is_random
        Whether the score depends on random numbers: initial weights, noise.
    is_variant
        Whether it is another reading of a proxy, kept for comparison with the code that has it:
        left out where all metrics are asked for.
    revision
        Raised whenever the same settings come to give other scores: saved ones are then refused.

    Examples
    --------
    >>> from proxies import get_proxy
    >>> params, nwot = get_proxy("params"), get_proxy("nwot")
    >>> params.formula
    'number of trainable parameters, those of dead operations included'
    >>> (params.needs_data, params.is_random), (nwot.needs_data, nwot.is_random)
    ((False, False), (True, True))
    """

    metric: Metric
    formula: str
    reads: Pass
    score: Callable[[Any], torch.Tensor]
    sees_dead_operations: bool = False
    score_duplicates: Callable[[Any], torch.Tensor] | None = None
    is_random: bool = True
    is_variant: bool = False
    revision: int = 1

    @property
    def name(self) -> str:
        """The name of its metric, by which it is asked for."""
        return self.metric.name

    @property
    def needs_data(self) -> bool:
        """Whether the score depends on images of the data set."""
        return self.reads.input == "images"

    @property
    def reads_batch(self) -> bool:
        """Whether the score depends on how many images there are in a batch."""
        return self.reads.input in ("noise", "images")


_TAKEN = ("all", "arch", "index", "rank")


def _check(proxy: Proxy) -> None:
    if proxy.name in _TAKEN or proxy.name.endswith("_std"):
        raise OptionError(
            f"a proxy cannot be called {proxy.name!r}, which means something else: choose another "
            "name"
        )


PROXIES: Registry[Proxy] = Registry(
    "metric",
    {
        "synflow": "proxies.metrics.synflow",
        "logsynflow": "proxies.metrics.logsynflow",
        "nwot": "proxies.metrics.nwot",
        "zen": "proxies.metrics.zen",
        "jacov": "proxies.metrics.jacov",
        "epe_nas": "proxies.metrics.epe_nas",
        "ntk": "proxies.metrics.ntk",
        "ni_eta": "proxies.metrics.ni",
        "ni_na": "proxies.metrics.ni",
        "grad_norm": "proxies.metrics.grad_norm",
        "snip": "proxies.metrics.snip",
        "fisher": "proxies.metrics.fisher",
        "grasp": "proxies.metrics.grasp",
        "plain": "proxies.metrics.plain",
        "l2_norm": "proxies.metrics.l2_norm",
        "params": "proxies.metrics.size",
        "flops": "proxies.metrics.size",
        "skip": "proxies.metrics.skip",
        "synflow_rb": "proxies.metrics.synflow",
        "logsynflow_rb": "proxies.metrics.logsynflow",
        "nwot_rb": "proxies.metrics.nwot",
        "ntk_rb": "proxies.metrics.ntk",
        "ni_na_rb": "proxies.metrics.ni",
    },
    check=_check,
)
"""Name → proxy, variants last."""


def register(proxy: Proxy) -> Proxy:
    """Make `proxy` known by the name of its metric, and return it.

    Raises
    ------
    OptionError
        If another one has that name, or it means something else already.

    Examples
    --------
    A score of one's own: the number of parameters in thousands, read off the run that counts them.

    >>> import numpy as np
    >>> from landscape import get_space
    >>> from landscape.scores import Metric
    >>> from proxies import PROXIES, Proxy, Scorer, Settings, get_proxy, register
    >>> params = get_proxy("params")
    >>> own = Proxy(
    ...     Metric("kiloparams", title="Parameters in thousands"),
    ...     formula="number of parameters / 1000",
    ...     reads=params.reads,
    ...     score=lambda trace: params.score(trace) / 1000,
    ...     is_random=False,
    ... )
    >>> register(own) is get_proxy("kiloparams")
    True
    >>> Scorer(get_space("nb201"), [own], Settings()).score(np.array([0]))["kiloparams"].tolist()
    [73.306]
    >>> PROXIES.remove("kiloparams")
    """
    return PROXIES.register(proxy)


def get_proxy(name: str) -> Proxy:
    """Return the proxy called `name`.

    Raises
    ------
    UnknownNameError
        If there is none.

    Examples
    --------
    >>> from proxies import get_proxy
    >>> get_proxy("SynFlow").metric.title
    'SynFlow'
    """
    return PROXIES.find(name)


def checked_scores(proxy: Proxy, scores: object, count: int) -> torch.Tensor:
    """Return the scores of `count` architectures, if that is what they are.

    Raises
    ------
    DataError
        If they are not.
    """
    import torch  # whoever has scores has loaded it

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


def metric_names() -> list[str]:
    """Return the names of all metrics: proxies, the sum of ranks, and variants last."""
    variants = [name for name, proxy in PROXIES.items() if proxy.is_variant]
    return [*(name for name in PROXIES if name not in variants), RANK.name, *variants]


def all_metrics() -> list[str]:
    """Return what ``--metrics all`` stands for: every metric but variants of another."""
    return [n for n in metric_names() if n == RANK.name or not PROXIES[n].is_variant]

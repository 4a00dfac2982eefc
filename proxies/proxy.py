"""The contract of a proxy: a score of an untrained network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

    import torch

    from landscape.scores.metric import Metric
    from proxies.engine.context import Context
    from proxies.networks.layers import Networks

__all__ = ["Pass", "Proxy"]


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

"""What enters the pools of a network, and how noise on the images changes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from proxies.engine.cell_steps import MaxPool
from proxies.engine.steps import AveragePool, Convolution, GlobalPool, Halve, Relu, add_rows
from proxies.engine.tracing import Tracing

if TYPE_CHECKING:
    from proxies.engine.steps import Step
    from proxies.engine.tracing import Node
    from proxies.passes.trace import Trace

__all__ = ["convolution_ratio", "noise_in_pools"]

_POOLS = (AveragePool, MaxPool, Halve, GlobalPool)


def noise_in_pools(trace: Trace) -> torch.Tensor:
    """Return Σ over pools of the mean squared change of their input when noise joins the images.

    The noise is N(0, 1) on normalised images; pools are those of the cells, of the reductions and
    the last. Shape ``(architectures,)``, float64.
    """
    noise = trace.context.bank.noise("ni.noise", trace.images.shape)
    noisy = _Noisy(trace, trace.images + noise)
    trace.networks.run(noisy, trace.context.task.classes)
    return noisy.change


def convolution_ratio(trace: Trace, *, wrapped: bool = False) -> torch.Tensor:
    """Return C · n_conv / n_pool: numbers of convolutions and pools, and C their input channels.

    Parameters
    ----------
    wrapped
        Whether a convolution that follows a ReLU counts twice, as it does where modules are
        counted whose class name contains "Conv": the block ReLUConvBN is one as well.
    """
    convolutions, pools, channels = trace.zeros(), trace.zeros(), trace.zeros()
    for node in trace.forward.nodes:
        if isinstance(node.step, Convolution):
            times = 2 if wrapped and isinstance(node.inputs[0].step, Relu) else 1
            add_rows(convolutions, node.rows, _each(node, times))
            add_rows(channels, node.rows, _each(node, times * node.inputs[0].maps.shape[-1]))
        elif isinstance(node.step, _POOLS):
            add_rows(pools, node.rows, _each(node, 1))
            add_rows(channels, node.rows, _each(node, node.inputs[0].maps.shape[-1]))
    return channels * convolutions / pools


class _Noisy(Tracing):
    """The same networks on noisy images, compared with the clean run at every pool."""

    def __init__(self, trace: Trace, images: torch.Tensor) -> None:
        super().__init__(trace.networks, trace.context.bank, images, keep=False)
        self._clean = (node for node in trace.forward.nodes if isinstance(node.step, _POOLS))
        self.change = trace.zeros()

    def _do(self, step: Step, *inputs: Node, **how: object) -> Node:
        if isinstance(step, _POOLS):
            (clean,) = next(self._clean).inputs
            change = (inputs[0].maps - clean.maps).square_().flatten(1).mean(dim=1)
            add_rows(self.change, clean.rows, change.double())
        return super()._do(step, *inputs, **how)  # type: ignore[arg-type]


def _each(node: Node, value: int) -> torch.Tensor:
    return torch.full((len(node.maps),), float(value), device=node.maps.device, dtype=torch.float64)

"""The ways to run a batch of networks that the proxies share; needs no PyTorch until one runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, cast

from proxies.proxy import Pass

if TYPE_CHECKING:
    from proxies.engine.context import Context
    from proxies.networks.layers import Layers, Networks
    from proxies.passes.trace import Trace

__all__ = [
    "COUNT",
    "EVALUATION_GRADIENT",
    "LINEAR_FLOW",
    "LINEAR_GRADIENT",
    "NETWORKS",
    "NORMS",
    "TRACE",
    "ZEN_FLOW",
]


Run = TypeVar("Run")


def _networks(networks: Networks, context: Context) -> Networks:
    if networks.sees == "modules":
        module, its = _modules(networks, context)
        module.module(its)  # built, to be looked at
    return networks


def _count(networks: Networks, context: Context) -> Any:
    if networks.sees == "modules":
        from proxies.modules.passes import counted

        return counted(*_modules(networks, context))
    from proxies.passes.counting import Counting
    from proxies.passes.sequence_counting import SequenceCounting

    if networks.sees == "frames":
        return _run(networks, SequenceCounting(networks, context.bank.device), context)
    return _run(networks, Counting(networks, context.task, context.bank.device), context)


def _norms(networks: Networks, context: Context) -> Any:
    if networks.sees == "modules":
        from proxies.modules.passes import module_counting

        return module_counting(*_modules(networks, context))
    from proxies.passes.norms import Norms
    from proxies.passes.sequence_counting import SequenceNorms

    kind = SequenceNorms if networks.sees == "frames" else Norms
    return _run(networks, kind(networks, context), context)


def _linear_flow(networks: Networks, context: Context) -> Any:
    if networks.sees == "modules":
        return _module_flow(networks, context)
    from proxies.passes.linear_flow import LinearFlow
    from proxies.passes.sequence_flow import SequenceFlow

    if networks.sees == "frames":
        return _run(networks, SequenceFlow(networks, context.bank), context)
    return _run(networks, LinearFlow(networks, context.task, context.bank), context)


def _run(networks: Networks, layers: Run, context: Context) -> Run:
    """Take the input of `layers` through the networks and return `layers`."""
    networks.run(cast("Layers[Any]", layers), context.task.classes)
    return layers


def _linear_gradient(networks: Networks, context: Context) -> Any:
    if networks.sees == "modules":
        return _module_flow(networks, context)
    from proxies.passes.linear_gradient import LinearGradient

    return LinearGradient(networks, context)


def _evaluation_gradient(networks: Networks, context: Context) -> Any:
    if networks.sees == "modules":
        return _module_flow(networks, context, evaluation=True)
    from proxies.passes.linear_gradient import LinearGradient

    return LinearGradient(networks, context, evaluation=True)


def _zen_flow(networks: Networks, context: Context) -> Any:
    if networks.sees == "modules":
        from proxies.modules.passes import ModuleZen

        return ModuleZen(*_modules(networks, context))
    from proxies.passes.zen_flow import ZenFlow

    return ZenFlow(networks, context)


def _trace(networks: Networks, context: Context) -> Trace:
    if networks.sees == "modules":
        from proxies.modules.trace import ModuleTrace

        return ModuleTrace(*_modules(networks, context))
    from proxies.passes.trace import Trace

    return Trace(networks, context)


def _module_flow(networks: Networks, context: Context, *, evaluation: bool = False) -> Any:
    from proxies.modules.passes import ModuleFlow

    module, its = _modules(networks, context)
    return module.kept(("flow", evaluation), lambda: ModuleFlow(module, its, evaluation=evaluation))


def _modules(networks: Networks, context: Context) -> tuple[Any, Any]:
    """Return the same, known to be of a module."""
    return networks, context


NETWORKS = Pass(_networks, input="nothing", maps=1, mixes_shapes=True, at_once=8192)
"""The architectures themselves; nothing is run."""

COUNT = Pass(_count, maps=1, mixes_shapes=True, at_once=8192)
"""Shapes only: parameters and operations."""

NORMS = Pass(_norms, maps=1, mixes_shapes=True, at_once=8192)
"""The norms of the initial weights."""

LINEAR_FLOW = Pass(_linear_flow)
"""SynFlow's positive, linear network on an image of ones, with its derivative; see `LinearFlow`."""

LINEAR_GRADIENT = Pass(_linear_gradient, maps=512, at_once=64)
"""The same network with the gradient of every weight; see `LinearGradient`."""

EVALUATION_GRADIENT = Pass(_evaluation_gradient, maps=512, at_once=64)
"""The same with normalisation in evaluation mode, up to the features; see `LinearGradient`."""

TRACE = Pass(_trace, input="images", maps=700, at_once=1)
"""The networks on images, the gradients of their loss and of their outputs; see `Trace`."""

ZEN_FLOW = Pass(_zen_flow, input="noise", maps=32, at_once=4)
"""Networks with Gaussian weights on two batches of noise; see `ZenFlow`."""

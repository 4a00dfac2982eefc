"""The size of a network: its parameters and the operations of one image."""

from __future__ import annotations

from landscape.scores.table import Metric
from proxies.passes import COUNT
from proxies.proxy import Proxy, register

__all__ = ["FLOPS", "PARAMS"]

PARAMS = Proxy(
    Metric("params", title="Parameters", source="NATS-Bench's count"),
    formula="number of trainable parameters, those of dead operations included",
    reads=COUNT,
    score=lambda counted: counted.params,
    sees_dead_operations=True,
    is_random=False,
)

FLOPS = Proxy(
    Metric("flops", unit="MFLOPs", title="FLOPs", source="NATS-Bench's count"),
    formula="10⁻⁶ × multiplications of convolutions and classifier, dead operations included",
    reads=COUNT,
    score=lambda counted: counted.flops / 1e6,
    sees_dead_operations=True,
    is_random=False,
)

register(PARAMS)
register(FLOPS)

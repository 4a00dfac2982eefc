"""The size of a network: its parameters and the operations of one image."""

from __future__ import annotations

from typing import TYPE_CHECKING

from landscape.scores.metric import Metric
from proxies.proxy import Proxy

if TYPE_CHECKING:
    from landscape.datasets import Dataset
    from proxies.counting import Counting
    from proxies.layers import Networks
    from proxies.weights import WeightBank

__all__ = ["FLOPS", "PARAMS", "count"]


def count(networks: Networks, dataset: Dataset, bank: WeightBank) -> Counting:
    """Count the parameters and operations of a batch of networks."""
    from proxies.counting import Counting  # PyTorch is slow to import: only who runs it pays

    layers = Counting(networks, dataset, bank.device)
    networks.run(layers, dataset.classes)
    return layers


PARAMS = Proxy(
    Metric("params", title="Parameters", source="NATS-Bench's count"),
    formula="number of trainable parameters, those of dead operations included",
    evaluate=count,
    score=lambda counted: counted.params,
    sees_dead_operations=True,
    is_random=False,
)

FLOPS = Proxy(
    Metric("flops", unit="MFLOPs", title="FLOPs", source="NATS-Bench's count"),
    formula="10⁻⁶ × multiplications of convolutions and classifier, dead operations included",
    evaluate=count,
    score=lambda counted: counted.flops / 1e6,
    sees_dead_operations=True,
    is_random=False,
)

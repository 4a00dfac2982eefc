"""SynFlow: how much signal all paths through a network carry together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from landscape.scores.metric import Metric
from proxies.proxy import Proxy

if TYPE_CHECKING:
    from landscape.datasets import Dataset
    from proxies.layers import Networks
    from proxies.linear_flow import LinearFlow
    from proxies.weights import WeightBank

__all__ = ["SYNFLOW", "linear_flow"]


def linear_flow(networks: Networks, dataset: Dataset, bank: WeightBank) -> LinearFlow:
    """Run an image of ones through a batch of networks made linear."""
    import torch  # slow to import: only who runs it pays

    from proxies.linear_flow import LinearFlow

    layers = LinearFlow(networks, dataset, bank)
    with torch.inference_mode():
        networks.run(layers, dataset.classes)
    return layers


SYNFLOW = Proxy(
    Metric(
        "synflow",
        unit="log",
        title="SynFlow",
        source="Tanaka et al., NeurIPS 2020; Abdelfattah et al., ICLR 2021",
    ),
    formula="log Σ θ·∂R/∂θ over convolution and linear weights |θ|, without normalisation",
    evaluate=linear_flow,
    score=lambda flow: flow.log_score,
)
"""-inf for an architecture without a path from input to output."""

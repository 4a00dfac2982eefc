"""Proxies: scores of untrained networks, for whole spaces at a time.

Examples
--------
>>> from landscape import get_space
>>> from proxies import Scorer, Settings, get_proxy
>>> scorer = Scorer(get_space("nb201"), [get_proxy("params")], Settings(dataset="cifar10"))
>>> scorer.score(scorer.configurations[-1:])["params"].tolist()
[73306.0]
"""

from __future__ import annotations

from proxies.datasets import DATASETS, Dataset, get_dataset
from proxies.proxy import Proxy
from proxies.registry import PROXIES, get_proxy, register
from proxies.scorer import Scorer
from proxies.settings import Settings

__all__ = [
    "DATASETS",
    "PROXIES",
    "Dataset",
    "Proxy",
    "Scorer",
    "Settings",
    "get_dataset",
    "get_proxy",
    "register",
]

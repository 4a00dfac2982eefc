"""Proxies: scores of untrained networks, for whole spaces at a time.

Examples
--------
>>> from landscape import get_space
>>> from proxies import Scorer, Settings, get_proxy
>>> scorer = Scorer(get_space("nb201"), [get_proxy("params")], Settings(dataset="cifar10"))
>>> scorer.score(scorer.configurations[:1])["params"].tolist()
[73306.0]
"""

from __future__ import annotations

try:
    import landscape.errors
except ModuleNotFoundError as error:
    import landscape  # a user's own landscape.py: nothing of ours can be asked to tell

    raise ImportError(
        f"{landscape.__file__} hides our package 'landscape': rename it, or move it out of the "
        "folder of your script, notebook or command"
    ) from error

from typing import TYPE_CHECKING

from landscape.datasets import DATASETS, Dataset, get_dataset
from landscape.lazy import lazily
from proxies.images import Images, load_images
from proxies.plan import Plan
from proxies.proxy import Pass, Proxy
from proxies.registry import PROXIES, get_proxy, register
from proxies.settings import Settings

if TYPE_CHECKING:
    from proxies.scorer import Scorer, undefined

__all__ = [
    "DATASETS",
    "PROXIES",
    "Dataset",
    "Images",
    "Pass",
    "Plan",
    "Proxy",
    "Scorer",
    "Settings",
    "get_dataset",
    "get_proxy",
    "load_images",
    "register",
    "undefined",
]


# PyTorch is slow to import: only who scores pays.
__getattr__, __dir__ = lazily(__name__, {"Scorer": "proxies.scorer", "undefined": "proxies.scorer"})

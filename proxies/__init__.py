"""Proxies: scores of untrained networks, for whole spaces at a time.

`score` is what ``landscape score`` does; a `Scorer` evaluates what it is asked for, and leaves no
files.

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
    from landscape.lazy import lazily
except ModuleNotFoundError as error:
    import sys  # nothing of ours can be asked to tell

    file = sys.modules["landscape"].__file__
    raise ImportError(
        f"{file} hides our package 'landscape': rename it, or move it out of the folder of your "
        "script, notebook or command"
    ) from error

from typing import TYPE_CHECKING

from landscape.lazy import lazily

if TYPE_CHECKING:
    from landscape.datasets import DATASETS, Dataset, get_dataset
    from proxies.images import Images, load_images
    from proxies.modules.build import build_module
    from proxies.networks.layers import undefined
    from proxies.plan import Plan, Settings
    from proxies.proxy import PROXIES, Pass, Proxy, get_proxy, register
    from proxies.scorer import Scorer
    from proxies.scoring.built_in import built_in_scores
    from proxies.scoring.score import score
    from proxies.scoring.shards import merge_shards

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
    "build_module",
    "built_in_scores",
    "get_dataset",
    "get_proxy",
    "load_images",
    "merge_shards",
    "register",
    "score",
    "undefined",
]

# Names are loaded when first asked for: NumPy is slow to import, and PyTorch very slow.
_HOMES = {
    "DATASETS": "landscape.datasets",
    "Dataset": "landscape.datasets",
    "Images": "proxies.images",
    "PROXIES": "proxies.proxy",
    "Pass": "proxies.proxy",
    "Plan": "proxies.plan",
    "Proxy": "proxies.proxy",
    "Scorer": "proxies.scorer",
    "Settings": "proxies.plan",
    "build_module": "proxies.modules.build",
    "built_in_scores": "proxies.scoring.built_in",
    "get_dataset": "landscape.datasets",
    "get_proxy": "proxies.proxy",
    "load_images": "proxies.images",
    "merge_shards": "proxies.scoring.shards",
    "register": "proxies.proxy",
    "score": "proxies.scoring.score",
    "undefined": "proxies.networks.layers",
}

__getattr__, __dir__ = lazily(__name__, _HOMES)

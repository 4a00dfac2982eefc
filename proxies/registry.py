"""The proxies known by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from landscape.errors import OptionError
from landscape.registry import Registry

if TYPE_CHECKING:
    from proxies.proxy import Proxy

__all__ = ["PROXIES", "get_proxy", "register"]

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

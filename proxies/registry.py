"""The proxies known by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from landscape.errors import OptionError
from landscape.names import find_name
from proxies.metrics.epe_nas import EPE_NAS
from proxies.metrics.fisher import FISHER
from proxies.metrics.grad_norm import GRAD_NORM
from proxies.metrics.grasp import GRASP
from proxies.metrics.jacov import JACOV
from proxies.metrics.l2_norm import L2_NORM
from proxies.metrics.logsynflow import LOGSYNFLOW, LOGSYNFLOW_RB
from proxies.metrics.ni import NI_ETA, NI_NA, NI_NA_RB
from proxies.metrics.ntk import NTK, NTK_RB
from proxies.metrics.nwot import NWOT, NWOT_RB
from proxies.metrics.plain import PLAIN
from proxies.metrics.size import FLOPS, PARAMS
from proxies.metrics.skip import SKIP
from proxies.metrics.snip import SNIP
from proxies.metrics.synflow import SYNFLOW, SYNFLOW_RB
from proxies.metrics.zen import ZEN

if TYPE_CHECKING:
    from proxies.proxy import Proxy

__all__ = ["PROXIES", "get_proxy", "register"]

PROXIES: dict[str, Proxy] = {}
"""Name → proxy."""

_TAKEN = ("all", "arch", "index", "rank")


def register(proxy: Proxy) -> Proxy:
    """Make `proxy` known by the name of its metric.

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
    >>> from proxies import Proxy, Scorer, Settings, get_proxy, register
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
    """
    name = proxy.metric.name
    if name in _TAKEN or name.endswith("_std"):
        raise OptionError(
            f"a proxy cannot be called {name!r}, which means something else: choose another name"
        )
    if PROXIES.setdefault(name, proxy) != proxy:
        raise OptionError(f"a proxy called {name!r} is known already: choose another name")
    return proxy


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
    return PROXIES[find_name("metric", name, PROXIES)]


for _proxy in (
    *(SYNFLOW, LOGSYNFLOW, NWOT, ZEN, JACOV, EPE_NAS, NTK, NI_ETA, NI_NA),
    *(GRAD_NORM, SNIP, FISHER, GRASP, PLAIN, L2_NORM, PARAMS, FLOPS, SKIP),
    *(SYNFLOW_RB, LOGSYNFLOW_RB, NWOT_RB, NTK_RB, NI_NA_RB),
):
    register(_proxy)

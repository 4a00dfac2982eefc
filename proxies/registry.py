"""The proxies known by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from landscape.errors import unknown_name
from proxies.size import FLOPS, PARAMS
from proxies.synflow import SYNFLOW

if TYPE_CHECKING:
    from proxies.proxy import Proxy

__all__ = ["PROXIES", "get_proxy", "register"]

PROXIES: dict[str, Proxy] = {}
"""Name → proxy."""


def register(proxy: Proxy) -> Proxy:
    """Make `proxy` known by the name of its metric."""
    PROXIES[proxy.metric.name] = proxy
    return proxy


def get_proxy(name: str) -> Proxy:
    """Return the proxy called `name`.

    Raises
    ------
    UnknownNameError
        If there is none.
    """
    if name not in PROXIES:
        raise unknown_name("metric", name, PROXIES)
    return PROXIES[name]


for _proxy in (SYNFLOW, PARAMS, FLOPS):
    register(_proxy)

"""All passes of one module, which is built once for them."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, cast

import torch

from landscape.reporter import warn
from proxies.modules.run import NotMeantError
from proxies.proxy import Pass

if TYPE_CHECKING:
    from proxies.engine.context import Context
    from proxies.modules.networks import ModuleNetworks
    from proxies.networks.layers import Networks
    from proxies.proxy import Proxy

__all__ = ["EVERYTHING", "ModulePasses"]


class ModulePasses:
    """The passes that proxies read from one module, each run once, when it is asked for.

    Parameters
    ----------
    networks, context
        The module; the task, the random numbers and the examples.

    Attributes
    ----------
    traces
        What passes have left so far.
    """

    def __init__(self, networks: ModuleNetworks, context: Context) -> None:
        self.networks, self._context = networks, context
        self.traces: dict[Pass, Any] = {}

    def trace(self, reads: Pass) -> Any:
        """Return what a pass leaves."""
        if reads not in self.traces:
            networks = cast("Networks", self.networks)
            self.traces[reads] = reads.run(networks, self._context)
        return self.traces[reads]

    def read(self, proxy: Proxy) -> torch.Tensor:
        """Return the score of a proxy.

        Raises
        ------
        NotMeantError
            If the module has not what the proxy is about.
        """
        with torch.inference_mode(False), torch.enable_grad():
            score = proxy.score(self.trace(proxy.reads))
            return score.detach() if isinstance(score, torch.Tensor) else score

    def score(self, proxy: Proxy) -> torch.Tensor:
        """Return the same; missing, where it means nothing, which is told once a reason."""
        try:
            return self.read(proxy)
        except NotMeantError as error:
            _TOLD.tell(self.networks, proxy.metric.name, str(error))
            return torch.full((1,), torch.nan, dtype=torch.float64)


EVERYTHING = Pass(ModulePasses, input="images", maps=700, at_once=1)  # type: ignore[arg-type]
"""Whatever the proxies of a job read; its trace scores proxies, see `ModulePasses`."""


class _Told:
    """What has been told of whose networks."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: set[tuple[type, str, str]] = set()

    def tell(self, networks: ModuleNetworks, metric: str, why: str) -> None:
        with self._lock:
            key = (type(networks), metric, why)
            is_new = key not in self._known
            self._known.add(key)
        if is_new:
            warn(f"{metric} is missing for {networks.name} and others like it: {why}")


_TOLD = _Told()

"""What is sent to other processes, for them to score as this one does."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from landscape.errors import OptionError
from landscape.spaces import SPACES, FunctionalSpace
from proxies.proxy import PROXIES

if TYPE_CHECKING:
    from landscape.registry import Registry
    from proxies.plan import Plan
    from proxies.proxy import Proxy

__all__ = ["check_sendable", "sent_parts"]


def check_sendable(registry: Registry[Any], name: str) -> None:
    """Make sure that other processes can know what is known by a name here.

    Raises
    ------
    OptionError
        If the running program itself registered it.
    """
    if registry.is_of_program(name):
        raise OptionError(
            f"{registry.kind} {name!r} was registered by this program, and other processes do not "
            "know it: put what registers it in a file, and load that with --load FILE or "
            "landscape.load_plugin"
        )


def sent_parts(plan: Plan, device: str) -> tuple[object, ...]:
    """Return space, proxies, settings and images to score with elsewhere, on such a device.

    Proxies go by their names: what they are made of cannot be pickled.

    Raises
    ------
    OptionError
        If the running program itself registered one of them, or the space.
    """
    space = plan.space
    check_sendable(SPACES, (space.base if isinstance(space, FunctionalSpace) else space).name)
    proxies = [_named(proxy) for proxy in plan.proxies]
    return space, proxies, replace(plan.settings, device=device), plan.images


def _named(proxy: Proxy) -> Proxy | str:
    if PROXIES.get(proxy.name) != proxy:
        return proxy
    check_sendable(PROXIES, proxy.name)
    return proxy.name

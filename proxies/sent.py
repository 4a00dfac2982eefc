"""What is sent to other processes, for them to score as this one does."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from landscape.errors import OptionError
from landscape.spaces import SPACES, FunctionalSpace
from proxies.proxy import PROXIES, get_proxy

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from landscape.engines.protocol import Work
    from landscape.registry import Registry
    from landscape.spaces import Space
    from proxies.images import Images
    from proxies.plan import Settings
    from proxies.proxy import Proxy
    from proxies.scorer import Job, Scored, Scorer

__all__ = ["check_sendable", "sent"]


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


def sent(scorer: Scorer) -> tuple[Callable[..., Work[Job, Scored]], tuple[object, ...]]:
    """Return what makes the evaluation of a scorer elsewhere, and of what; see ``__reduce__``.

    Proxies are sent by their names: what they are made of cannot be pickled.

    Raises
    ------
    OptionError
        If the running program itself registered one of them, or the space.
    """
    space = scorer.space
    check_sendable(SPACES, (space.base if isinstance(space, FunctionalSpace) else space).name)
    proxies = [_named(proxy) for proxy in scorer.proxies]
    settings = replace(scorer.settings, device=str(scorer.device))
    return _made, (space, proxies, settings, scorer.images)


def _named(proxy: Proxy) -> Proxy | str:
    if PROXIES.get(proxy.name) != proxy:
        return proxy
    check_sendable(PROXIES, proxy.name)
    return proxy.name


def _made(
    space: Space, proxies: Sequence[Proxy | str], settings: Settings, images: Images | None
) -> Work[Job, Scored]:
    from proxies.scorer import Scorer

    known = [get_proxy(proxy) if isinstance(proxy, str) else proxy for proxy in proxies]
    return Scorer(space, known, settings, images=images).work

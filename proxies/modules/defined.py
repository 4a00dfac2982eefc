"""Whose networks are known, which metrics mean something for them, and how they share passes.

Modules are watched by files that are loaded when a space has some.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from landscape.errors import OptionError
from landscape.spaces import record_of
from landscape.spaces.registry import codes_refused
from proxies.networks.layers import networks_of, spaces_with_networks
from proxies.plan import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from landscape.spaces import Space
    from proxies.networks.layers import Networks
    from proxies.proxy import Pass, Proxy

__all__ = ["by_pass", "known_networks", "undefined", "why_undefined"]


def undefined(
    space: Space, proxies: Iterable[Proxy], settings: Settings | None = None
) -> list[Proxy]:
    """Return the proxies that are not defined for the networks of a space.

    Parameters
    ----------
    settings
        How they would be scored, if not as by default: networks of one's own may depend on it.

    Raises
    ------
    OptionError
        If nobody knows the space's networks.

    Examples
    --------
    >>> from landscape import get_space
    >>> from proxies import get_proxy, undefined
    >>> both = [get_proxy("params"), get_proxy("skip")]
    >>> [proxy.metric.name for proxy in undefined(get_space("nb101"), both)]
    ['skip']
    """
    proxies = list(proxies)
    reasons = why_undefined(space, proxies, settings or Settings())
    return [proxy for proxy in proxies if proxy.metric.name in reasons]


def why_undefined(space: Space, proxies: Sequence[Proxy], settings: Settings) -> dict[str, str]:
    """Return the name of each proxy that is not defined for a space's networks, and why.

    Modules are tried: a few are built.

    Raises
    ------
    OptionError
        If nobody knows the space's networks.
    LandscapeError
        If a module cannot be built or run.
    """
    kind = known_networks(space)
    whys = {proxy.metric.name: kind.why_not(proxy) for proxy in proxies}
    reasons = {name: why for name, why in whys.items() if why is not None}
    left = [proxy for proxy in proxies if proxy.metric.name not in reasons]
    if kind.sees == "modules" and left:
        from proxies.modules.probe import probe

        reasons |= probe(space, left, settings, settings.task).reasons
    return {name: reasons[name] for name in whys if name in reasons}


def known_networks(space: Space) -> type[Networks]:
    """Return the class of a space's networks; raises `OptionError` if nobody knows them."""
    record = record_of(space)
    if record.network is not None:
        from proxies.modules.networks import modules_of

        return cast("type[Networks]", modules_of(record))
    networks = networks_of(space)
    if networks is None:
        if space.codes_of:
            raise OptionError(codes_refused(space))
        raise OptionError(
            f"no proxy can score {space.title}: its networks are not known; known are those of "
            f"{', '.join(spaces_with_networks())}. Register a function that builds yours, see "
            "landscape.register_space, or bring scores of your own with --scores FILE"
        )
    return networks


def by_pass(sees: str, proxies: Sequence[Proxy]) -> dict[Pass, list[Proxy]]:
    """Return pass → the proxies that read it, of networks that see images, frames, or modules.

    A module is built once, for all passes.
    """
    if sees == "modules":
        from proxies.modules.together import EVERYTHING

        return {EVERYTHING: list(proxies)} if proxies else {}
    groups: dict[Pass, list[Proxy]] = {}
    for proxy in proxies:
        groups.setdefault(proxy.reads, []).append(proxy)
    return groups

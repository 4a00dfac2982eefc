"""The networks of a space, as its record names them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from landscape.errors import OptionError
from landscape.lazy import load_object
from landscape.spaces import SPACES, record_of

if TYPE_CHECKING:
    from landscape.spaces import Space
    from proxies.networks.layers import Networks

__all__ = ["networks_of", "spaces_with_networks"]

_CONTRACT = (
    *("law", "load", "sees", "takes_duplicates", "wraps_relus"),
    *("why_not", "batches", "skips", "run", "__len__"),
)


def networks_of(space: Space) -> type[Networks] | None:
    """Return the class of a space's networks; None if nobody knows them.

    Raises
    ------
    OptionError
        If what is registered is no such class.
    LandscapeError
        If it cannot be loaded.
    """
    networks: type[Networks] | None = load_object(record_of(space).networks)
    lacking = [name for name in _CONTRACT if networks is not None and not hasattr(networks, name)]
    if lacking:
        raise OptionError(
            f"the networks of {space.title} have no {', '.join(lacking)}: expected a class like "
            "proxies.networks.single.SingleNetworks"
        )
    return networks


def spaces_with_networks() -> list[str]:
    """Return the names of the spaces whose networks are known."""
    return [record.name for record in SPACES.values() if record.networks is not None]

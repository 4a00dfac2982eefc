"""``landscape list``."""

from __future__ import annotations

from landscape.options.list import ListOptions

__all__ = ["list_"]


def list_(options: ListOptions) -> None:
    """List what there is to choose from; without a topic, the topics."""
    from landscape.api.available import available  # what it needs is slow to import
    from landscape.cli.console import show_catalogue

    show_catalogue(available(**options.arguments()))

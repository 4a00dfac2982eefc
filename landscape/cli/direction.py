"""Whether lower values of a column are better, where its name alone says what it is."""

from __future__ import annotations

from landscape.benchmarks.metrics import TRAINED_METRICS
from landscape.cli.console import say
from proxies import PROXIES

__all__ = ["known_to_minimize"]


def known_to_minimize(name: str) -> bool:
    """Tell whether lower is better for the proxy or the metric of that name, and say so if it is.

    A name that is known to nobody is of something to be maximised.
    """
    if name in PROXIES:
        minimize = PROXIES[name].metric.minimize
    else:
        minimize = name in TRAINED_METRICS and TRAINED_METRICS[name].minimize
    if minimize:
        say(f"{name}: lower is better")
    return minimize

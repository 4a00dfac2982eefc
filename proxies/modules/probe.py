"""Which metrics mean something for the modules of a space: tried on a few, with few examples."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from landscape.errors import LandscapeError
from landscape.spaces import record_of
from proxies.engine.device import known_state
from proxies.modules.build import build_twice
from proxies.modules.context import module_contexts
from proxies.modules.inputs import few_examples
from proxies.modules.networks import modules_of
from proxies.modules.passes import module_counting
from proxies.modules.run import NotMeantError
from proxies.modules.together import ModulePasses
from proxies.modules.trace import ModuleTrace

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from landscape.datasets import Dataset
    from landscape.options.shared import ScoringOptions
    from landscape.spaces import Space
    from proxies.modules.context import ModuleContext
    from proxies.modules.networks import ModuleNetworks
    from proxies.proxy import Proxy

__all__ = ["Probed", "probe", "tell_growth"]


@dataclass(frozen=True)
class Probed:
    """What was found.

    Attributes
    ----------
    reasons
        Name of each metric that means nothing for all that were tried → why, of the first.
    grows
        Names of the metrics that read gradients of the loss's gradients.
    """

    reasons: Mapping[str, str] = field(default_factory=dict)
    grows: frozenset[str] = frozenset()


_FIRST, _MORE = 3, 9
"""How many networks are tried, and how many for metrics that mean nothing for those."""


def probe(
    space: Space, proxies: Iterable[Proxy], settings: ScoringOptions, task: Dataset
) -> Probed:
    """Build the first, the middle and the last network of a space, each twice, and score them.

    Metrics that mean nothing for these are tried on some more.

    Parameters
    ----------
    space
        One whose record has a `network`.
    settings, task
        How networks are scored, and on what.

    Raises
    ------
    LandscapeError
        If a builder, a network or its loss fails, the builder builds another network when it is
        called again, or what counts without building counts something else.
    """
    record = record_of(space)
    parts = (record.network, record.input, record.classes, record.loss, record.count)
    return _probed(space, parts, tuple(proxies), settings, task)


def tell_growth(kind: Any, space: Space, proxies: Iterable[Proxy], settings: Any) -> None:
    """Tell a class of modules whether its proxies will differentiate gradients of the loss."""
    kind.grows = bool(probe(space, proxies, settings, settings.task).grows)


@lru_cache(maxsize=8)  # a command asks what ``all`` stands for, and a scorer whether it is so
def _probed(
    space: Space,
    parts: tuple[object, ...],  # of the record, which may come to be another one
    proxies: tuple[Proxy, ...],
    settings: ScoringOptions,
    task: Dataset,
) -> Probed:
    record, names = record_of(space), {proxy.metric.name: proxy for proxy in proxies}
    reasons: dict[str, str] = {}
    means: set[str] = set()
    grows: set[str] = set()
    first = _spread(space.size, _FIRST)
    with known_state():
        examples = few_examples(record, settings, task)
        (context, *_) = module_contexts(space, settings, task, examples, torch.device("cpu"))
        for index in dict.fromkeys((*first, *_spread(space.size, _MORE))):
            asked = [name for name in names if index in first or name not in means]
            if not asked:
                break
            if index in first:
                build_twice(space, index, context.task, seed=str(settings.seed))
            networks = modules_of(record)(space, np.array([index]), torch.device("cpu"))
            if index in first:
                _check_counts(networks, context)
            passes = ModulePasses(networks, context)
            for name in asked:
                try:
                    passes.read(names[name])
                    means.add(name)
                except NotMeantError as error:
                    reasons.setdefault(name, str(error))
                if _has_grown(passes.traces.get(names[name].reads)):
                    grows.add(name)
    nothing = {name: why for name, why in reasons.items() if name not in means}
    return Probed(nothing, frozenset(grows))


def _check_counts(networks: ModuleNetworks, context: ModuleContext) -> None:
    """Check what a space counts without building, if it does, against a module that is built."""
    said = networks.counts(context)
    if said is None:
        return
    counting = module_counting(networks, context)
    found = int(counting.params), int(counting.flops)
    if said != found:
        raise LandscapeError(
            f"what counts the parameters of {networks.name} says {said[0]:,} and {said[1]:,} "
            f"multiplications, and its module has {found[0]:,} and {found[1]:,}: repair either"
        )


def _spread(size: int, count: int) -> list[int]:
    """Return at most `count` numbers below `size`, the first and the last among them."""
    return sorted({(size - 1) * k // (count - 1) for k in range(count)})


def _has_grown(trace: object) -> bool:
    """Tell whether gradients of the loss's gradients were asked for since this was asked."""
    if not isinstance(trace, ModuleTrace) or not trace.has_grown:
        return False
    trace.forget_growth()
    return True

"""Which metrics mean something for the modules of a space: tried on a few, with few examples."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import torch

from landscape.spaces import record_of
from proxies.engine.device import known_state
from proxies.modules.build import build_twice
from proxies.modules.context import module_contexts
from proxies.modules.inputs import few_examples
from proxies.modules.networks import modules_of
from proxies.modules.run import NotMeantError
from proxies.modules.together import ModulePasses
from proxies.modules.trace import ModuleTrace

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from landscape.datasets import Dataset
    from landscape.options.shared import ScoringOptions
    from landscape.spaces import Space
    from proxies.proxy import Proxy

__all__ = ["Probed", "probe"]


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


def probe(
    space: Space, proxies: Iterable[Proxy], settings: ScoringOptions, task: Dataset
) -> Probed:
    """Build the first, the middle and the last network of a space, each twice, and score them.

    Parameters
    ----------
    space
        One whose record has a `network`.
    settings, task
        How networks are scored, and on what.

    Raises
    ------
    LandscapeError
        If a builder, a network or its loss fails, or the builder builds another network when it
        is called again.
    """
    record, names = record_of(space), {proxy.metric.name: proxy for proxy in proxies}
    reasons: dict[str, list[str]] = {name: [] for name in names}
    grows: set[str] = set()
    tried = sorted({0, (space.size - 1) // 2, space.size - 1})
    with known_state():
        examples = few_examples(record, settings, task)
        (context, *_) = module_contexts(space, settings, task, examples, torch.device("cpu"))
        for index in tried:
            build_twice(space, index, context.task, seed=str(settings.seed))
            networks = modules_of(record)(space, np.array([index]), torch.device("cpu"))
            passes = ModulePasses(networks, context)
            for name, proxy in names.items():
                try:
                    passes.read(proxy)
                except NotMeantError as error:
                    reasons[name].append(str(error))
                trace = passes.traces.get(proxy.reads)
                if isinstance(trace, ModuleTrace) and trace.has_grown:
                    grows.add(name)
                    trace.forget_growth()
    return Probed(
        {name: whys[0] for name, whys in reasons.items() if len(whys) == len(tried)},
        frozenset(grows),
    )

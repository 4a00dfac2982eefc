"""The searches known by name."""

from __future__ import annotations

import inspect
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from landscape.errors import OptionError
from landscape.names import find_name
from landscape.scores.rank import RANK_MEMBERS
from search.algorithms.best_improvement import best_improvement
from search.algorithms.best_of import best_of
from search.algorithms.freerea import FREEREA_METRICS, freerea
from search.algorithms.ga_rank import ga_rank
from search.algorithms.local_search import local_search
from search.algorithms.mf_nas import mf_nas
from search.algorithms.random_search import random_search
from search.algorithms.rea import rea, rea_warm_up
from search.algorithms.sa_rank import sa_rank
from search.algorithms.successive_halving import RUNGS, successive_halving
from search.driver.protocol import Fidelity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy as np

    from landscape.spaces import Space
    from search.driver.protocol import Objective, Search

__all__ = ["ALGORITHMS", "Algorithm", "Guide", "get_algorithm"]


@dataclass(frozen=True)
class Guide:
    """What guides a search.

    Attributes
    ----------
    proxies
        Names of scores of untrained networks.
    metric
        What trained networks are compared by.
    epochs
        After how many epochs, where all networks are trained alike.
    rungs
        After how many epochs, where the better ones are trained on.
    """

    proxies: tuple[str, ...] = ()
    metric: str = "val_acc"
    epochs: int = RUNGS[0]
    rungs: tuple[int, ...] = RUNGS

    @property
    def trained(self) -> Fidelity:
        """The metric of trained networks, where all are trained alike."""
        return Fidelity(self.metric, self.epochs)

    @property
    def objective(self) -> Objective:
        """The proxy if there is one, else the metric of trained networks."""
        return self.proxies[0] if self.proxies else self.trained


@dataclass(frozen=True)
class Algorithm:
    """A search by name.

    Attributes
    ----------
    name, title, source
        What it is called, for people, and where it comes from.
    function
        Its settings are the keyword-only parameters of this.
    start
        Called with space, guide, generator of random numbers and settings.
    proxies
        Those that guide it unless others are asked for; empty if it needs none.
    n_proxies
        How many may guide it.
    trains
        ``all`` networks to the same epoch, or the better ones by ``rungs``; empty for none. If it
        has no proxies of its own and trains all, a proxy may take the place of training.
    ends
        Whether it ends by itself.
    relative
        Whether its fitness is relative to what it compared, so that it says nothing to another
        trial: ``always``, or if it is guided by ``several`` proxies; empty for never.
    """

    name: str
    title: str
    source: str
    function: Callable[..., Search]
    start: Callable[[Space, Guide, np.random.Generator, Mapping[str, Any]], Search]
    proxies: tuple[str, ...] = ()
    n_proxies: int = 1
    trains: str = ""
    ends: bool = True
    relative: str = ""

    @property
    def settings(self) -> dict[str, Any]:
        """Name of each setting → its default, without what a `Guide` says."""
        parameters = inspect.signature(self.function).parameters.values()
        return {
            p.name: p.default
            for p in parameters
            if p.kind == p.KEYWORD_ONLY and p.name not in _GUIDED
        }

    def is_relative(self, n_proxies: int) -> bool:
        """Tell whether its fitness means nothing outside a trial, guided by so many proxies."""
        return self.relative == "always" or (self.relative == "several" and n_proxies > 1)

    def read_setting(self, text: str) -> tuple[str, Any]:
        """Return name and value of what is written ``NAME=VALUE``.

        Raises
        ------
        UnknownNameError
            If there is no such setting.
        OptionError
            If there are none at all, or the value is of another kind.
        """
        name, is_written, value = text.partition("=")
        if not self.settings:
            raise OptionError(f"{self.name} has no settings: leave out {text!r}")
        name = find_name(f"setting of {self.name}", name, self.settings)
        if not is_written:
            raise OptionError(f"setting {text!r}: expected {name}=VALUE")
        kind = str(inspect.signature(self.function).parameters[name].annotation).split(" ")[0]
        try:
            return name, _READERS[kind](value)
        except (ValueError, KeyError) as error:
            raise OptionError(f"setting {text!r}: expected {_EXPECTED[kind]}") from error


_GUIDED = ("metric", "rungs", "proxy", "start")
"""Parameters that a `Guide` gives, and that no text can."""


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text} is not finite")
    return number


_READERS: dict[str, Callable[[str], Any]] = {
    "int": int,
    "float": _finite,
    "bool": {"yes": True, "no": False, "true": True, "false": False}.__getitem__,
    "str": str,
}
_EXPECTED = {"int": "a whole number", "float": "a number", "bool": "yes or no", "str": "a name"}

_MF_NAS = "Efficient Multi-Fidelity NAS with Zero-Cost Proxy-Guided Local Search, GECCO 2024"
_RANK = "Hsieh and Tsai, Rank-based Training-Free NAS Algorithm, 2023"

ALGORITHMS: dict[str, Algorithm] = {
    algorithm.name: algorithm
    for algorithm in (
        Algorithm(
            "random-search",
            "Random search",
            "any",
            random_search,
            lambda space, by, rng, how: random_search(space, by.objective, rng, **how),
            trains="all",
            ends=False,
        ),
        Algorithm(
            "local-search",
            "First-improvement hill climbing with escape",
            _MF_NAS,
            local_search,
            lambda space, by, rng, how: local_search(space, by.objective, rng, **how),
            trains="all",
            ends=False,
        ),
        Algorithm(
            "best-improvement",
            "Best-improvement hill climbing with escape",
            _MF_NAS,
            best_improvement,
            lambda space, by, rng, how: best_improvement(space, by.objective, rng, **how),
            trains="all",
            ends=False,
        ),
        Algorithm(
            "successive-halving",
            "Successive halving of random architectures",
            "Jamieson and Talwalkar, AISTATS 2016",
            successive_halving,
            lambda space, by, rng, how: successive_halving(
                space, by.metric, rng, rungs=by.rungs, **how
            ),
            n_proxies=0,
            trains="rungs",
        ),
        Algorithm(
            "rea",
            "Regularized evolution",
            "Real et al., AAAI 2019",
            rea,
            lambda space, by, rng, how: rea(space, by.objective, rng, **how),
            trains="all",
            ends=False,
        ),
        Algorithm(
            "rea-w",
            "Regularized evolution with zero-cost warm-up",
            "Abdelfattah et al., ICLR 2021",
            rea_warm_up,
            lambda space, by, rng, how: rea_warm_up(
                space, by.trained, rng, proxy=by.proxies[0], **how
            ),
            proxies=("synflow",),
            trains="all",
            ends=False,
        ),
        Algorithm(
            "freerea",
            "FreeREA",
            "Cavagnero et al., WACV 2023",
            freerea,
            lambda space, by, rng, how: freerea(space, by.proxies, rng, **how),
            proxies=FREEREA_METRICS,
            n_proxies=99,
            relative="always",
            ends=False,
        ),
        Algorithm(
            "mf-nas",
            "MF-NAS",
            _MF_NAS,
            mf_nas,
            lambda space, by, rng, how: mf_nas(
                space, by.proxies[0], rng, metric=by.metric, rungs=by.rungs, **how
            ),
            proxies=("synflow",),
            trains="rungs",
        ),
        Algorithm(
            "sa-rank",
            "SA-rank",
            _RANK,
            sa_rank,
            lambda space, by, rng, how: sa_rank(space, by.proxies, rng, **how),
            proxies=RANK_MEMBERS,
            n_proxies=99,
            relative="always",
        ),
        Algorithm(
            "ga-rank",
            "GA-rank",
            _RANK,
            ga_rank,
            lambda space, by, rng, how: ga_rank(space, by.proxies, rng, **how),
            proxies=RANK_MEMBERS,
            n_proxies=99,
            relative="always",
        ),
        Algorithm(
            "best-of",
            "Best of N by a proxy or by a sum of ranks",
            _RANK,
            best_of,
            lambda space, by, rng, how: best_of(space, by.proxies, rng, **how),
            proxies=RANK_MEMBERS,
            n_proxies=99,
            relative="several",
        ),
    )
}
"""Name → algorithm."""


def get_algorithm(name: str) -> Algorithm:
    """Return the algorithm called `name`; raises `UnknownNameError` if there is none."""
    return ALGORITHMS[find_name("algorithm", name, ALGORITHMS)]

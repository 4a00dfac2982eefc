"""The searches known by name.

A search is added by one record, in its file::

    ALGORITHMS.register(Algorithm("mine", "My search", "a paper", my_search, ends=False))
"""

from __future__ import annotations

import inspect
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from landscape.errors import OptionError
from landscape.registry import Registry, find_name
from landscape.spaces.nb201 import RUNGS
from search.driver.protocol import Fidelity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy as np

    from landscape.spaces import Space
    from search.driver.protocol import Objective, Search

    Call: TypeAlias = Callable[[Space, "Guide", np.random.Generator, Mapping[str, Any]], Search]

__all__ = ["ALGORITHMS", "MF_NAS_PAPER", "RANK_PAPER", "Algorithm", "Guide", "get_algorithm"]

MF_NAS_PAPER = "Efficient Multi-Fidelity NAS with Zero-Cost Proxy-Guided Local Search, GECCO 2024"
"""Where several searches come from."""

RANK_PAPER = "Hsieh and Tsai, Rank-based Training-Free NAS Algorithm, 2023"
"""Where others do."""


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

    Examples
    --------
    >>> from search import Guide
    >>> Guide(proxies=("synflow",)).objective, Guide(metric="val_acc", epochs=25).objective
    ('synflow', Fidelity(metric='val_acc', epochs=25, after=0))
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
    call
        Calls the function, by space, guide, generator of random numbers and settings; None calls
        it with the objective of the guide.
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

    Examples
    --------
    >>> from search import get_algorithm
    >>> mf_nas = get_algorithm("mf-nas")
    >>> mf_nas.proxies, mf_nas.settings["k"], mf_nas.read_setting("k=16")
    (('synflow',), 32, ('k', 16))
    """

    name: str
    title: str
    source: str
    function: Callable[..., Search]
    call: Call | None = None
    proxies: tuple[str, ...] = ()
    n_proxies: int = 1
    trains: str = ""
    ends: bool = True
    relative: str = ""

    def start(
        self, space: Space, by: Guide, rng: np.random.Generator, how: Mapping[str, Any]
    ) -> Search:
        """Start a search of a space with its settings, some of them or all."""
        if self.call is not None:
            return self.call(space, by, rng, how)
        return self.function(space, by.objective, rng, **how)

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
        kind = _kind(inspect.signature(self.function).parameters[name])
        if kind not in _READERS:
            raise OptionError(f"setting {text!r}: {name} of {self.name} is nothing a text can say")
        try:
            return name, _READERS[kind](value)
        except (ValueError, KeyError) as error:
            raise OptionError(f"setting {text!r}: expected {_EXPECTED[kind]}") from error


def _kind(parameter: inspect.Parameter) -> str:
    """Return the name of the type of a setting: as it is annotated, or that of its default."""
    kind = parameter.annotation
    if kind is parameter.empty:
        kind = type(parameter.default)
    return kind.__name__ if isinstance(kind, type) else str(kind).split(" ")[0]


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

ALGORITHMS: Registry[Algorithm] = Registry(
    "algorithm",
    {
        "random-search": "search.algorithms.random_search",
        "local-search": "search.algorithms.local_search",
        "best-improvement": "search.algorithms.best_improvement",
        "successive-halving": "search.algorithms.successive_halving",
        "rea": "search.algorithms.rea",
        "rea-w": "search.algorithms.rea",
        "area": "search.algorithms.rea",
        "freerea": "search.algorithms.freerea",
        "reinforce": "search.algorithms.reinforce",
        "hyperband": "search.algorithms.hyperband",
        "bohb": "search.algorithms.hyperband",
        "mf-nas": "search.algorithms.mf_nas",
        "sa-rank": "search.algorithms.sa_rank",
        "ga-rank": "search.algorithms.ga_rank",
        "best-of": "search.algorithms.best_of",
    },
)
"""Name → algorithm."""


def get_algorithm(name: str) -> Algorithm:
    """Return the algorithm called `name`; raises `UnknownNameError` if there is none.

    Examples
    --------
    >>> import numpy as np
    >>> from landscape import ProductSpace
    >>> from search import Guide, get_algorithm, lookup, run
    >>> climb, rng = get_algorithm("Local Search"), np.random.default_rng(0)
    >>> search = climb.start(ProductSpace([2] * 6), Guide(proxies=("number",)), rng, {})
    >>> run([search], lookup({"number": np.arange(64)}), budget=100)[0].architecture
    63
    """
    return ALGORITHMS.find(name)

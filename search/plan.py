"""What ``landscape search`` is asked for, and everything it leaves open filled in."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from landscape.benchmarks.metrics import TRAINED_METRICS
from landscape.benchmarks.store import find_tables
from landscape.datasets import known_spelling
from landscape.errors import OptionError
from landscape.names import match_name
from landscape.options.base import split_names
from landscape.spaces import FileSpace, get_space
from landscape.tables.tabular import open_tabular
from proxies import PROXIES
from search.algorithms.registry import Guide, get_algorithm
from search.algorithms.successive_halving import RUNGS
from search.answers.evaluator import Answered
from search.driver.budget import Budget
from search.driver.walks import walk_space
from search.training import in_steps

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from landscape.disk.canonical import JSON
    from landscape.spaces import Space
    from search.algorithms.registry import Algorithm
    from search.driver.protocol import Search

__all__ = ["Order", "SearchPlan"]

_RUNGS = {
    "nb201": RUNGS,
    "nb101": (4, 12, 36, 108),
    "nbasr": (10, 20, 30, 40),
    "sss": (12, 25, 50, 90),
}
"""Epochs at which networks of a space are compared in the published experiments."""

_EPOCH = 12
_K = {"nb101": 16, "nbasr": 16}
_METRIC = {"nbasr": "val_per"}


@dataclass(frozen=True)
class Order:
    """What is asked for, as options say it; None is not said.

    Attributes
    ----------
    algorithm, space, dataset
        Names.
    proxy
        Names of scores of untrained networks, separated by commas.
    metric, epoch, hp, run, benchmark
        Which measurement of trained networks.
    rungs
        Numbers of epochs, separated by commas.
    scores, key, minimize, missing
        A table of scores, its column of architectures, which columns are better when lower, and
        what means in it that there is no score.
    settings
        Settings of the algorithm, each written ``NAME=VALUE``.
    trials, budget, seed
        How many, how much each may spend, and what picks their chance.
    data, data_dir, how
        How networks are scored; see `proxies.settings.scoring_settings`.
    train
        Whether networks are trained for real, and not looked up.
    augment, learning_rate, train_batch
        How; see `search.training.Recipe`.
    """

    algorithm: str
    space: str
    dataset: str | None = None
    proxy: str | None = None
    metric: str | None = None
    epoch: int | None = None
    hp: str | None = None
    run: str | None = None
    benchmark: str | None = None
    rungs: str | None = None
    scores: Path | None = None
    key: str | None = None
    minimize: Sequence[str] = ()
    missing: Sequence[str] = ()
    settings: Sequence[str] = ()
    trials: int = 500
    budget: str | None = None
    seed: int = 0
    data: str | None = None
    data_dir: Path | None = None
    how: Mapping[str, Any] = field(default_factory=dict)
    train: bool = False
    augment: str | None = None
    learning_rate: float | None = None
    train_batch: int | None = None


class SearchPlan:
    """An order with everything that it leaves open filled in.

    Raises
    ------
    LandscapeError
        If what is asked for is not possible.
    """

    def __init__(self, order: Order) -> None:
        self.algorithm = get_algorithm(order.algorithm)
        self.space = get_space(order.space)
        self.order = order = _spelled(order, self.space)
        self.walked = walk_space(self.space)
        self.guide = _guide(self.algorithm, order, self.space)
        self.chosen = dict(self.algorithm.read_setting(text) for text in order.settings)
        if "k" in self.algorithm.settings and self.space.name in _K:
            self.chosen.setdefault("k", _K[self.space.name])
        self.budget = _budget(self.algorithm, order)
        self.answered = Answered.of(order, self.space, self.guide, self._asks())
        self._check_budget()
        self.start(np.random.default_rng(0)).close()  # complains now, not with a folder made

    def _check_budget(self) -> None:
        """Refuse to count what nothing is ever charged, so that a search might never end."""
        lacking = self.answered.without_seconds
        if self.budget.seconds is not None and lacking:
            raise OptionError(
                f"--budget {self.budget} counts seconds, and nothing says how many it takes to "
                f"know {' and '.join(lacking)}: give evaluations or epochs, or a table with seconds"
            )
        if self.budget.epochs is not None and not self._asks()[1]:
            raise OptionError(
                f"--budget {self.budget} counts epochs of training, and nothing is trained here: "
                "give evaluations or seconds"
            )

    def _asks(self) -> tuple[bool, tuple[int, ...]]:
        """Return whether proxies are asked for, and after which epochs of training networks are."""
        if self.algorithm.trains == "rungs":
            return bool(self.guide.proxies), self.guide.rungs
        is_trained = self.algorithm.trains == "all" and (
            bool(self.algorithm.proxies) or not self.guide.proxies
        )
        return bool(self.guide.proxies), (self.guide.epochs,) if is_trained else ()

    def start(self, rng: np.random.Generator) -> Search:
        """Start one search."""
        search = self.algorithm.start(self.walked, self.guide, rng, self.chosen)
        training = self.answered.training
        return search if training is None else in_steps(search, training.trainer.workers.count)

    @cached_property
    def settings(self) -> dict[str, JSON]:
        """Everything that changes a result."""
        return {
            "algorithm": self.algorithm.name,
            "space": self.space.name,
            **self._description(),
            "dataset": self.answered.dataset,
            **{name: self.chosen.get(name, d) for name, d in self.algorithm.settings.items()},
            "budget": str(self.budget),
            "trials": self.order.trials,
            "seed": self.order.seed,
            **self.answered.settings,
        }

    def _description(self) -> dict[str, JSON]:
        """Return what tells a space that a user described from another of its name."""
        if not isinstance(self.space, FileSpace) or self.space.text is None:
            return {}
        return {"description": hashlib.sha256(self.space.text.encode()).hexdigest()}

    @property
    def name(self) -> str:
        """Space, algorithm and everything that was chosen."""
        order = self.order
        parts = [self.space.name, self.algorithm.name, *self.guide.proxies]
        parts += [self.answered.dataset or "", order.metric or "", order.benchmark or ""]
        parts += [f"hp{order.hp}"] if order.hp else []
        parts += [f"run{order.run}"] if order.run else []
        parts += [f"epoch{order.epoch}"] if order.epoch else []
        parts += [f"rungs{order.rungs.replace(',', '-')}"] if order.rungs else []
        parts += [order.scores.stem] if order.scores else []
        parts += [f"minimize-{'-'.join(order.minimize)}"] if order.minimize else []
        parts += self._training_name()
        parts += [text.replace("=", "") for text in order.settings]
        parts += [f"budget{str(self.budget).replace(',', '-')}"] if order.budget else []
        parts += [f"trials{order.trials}", f"seed{order.seed}"]
        return "-".join(filter(None, parts))

    def _training_name(self) -> list[str]:
        order = self.order
        given = {
            "augment": order.augment, "rate": order.learning_rate, "batch": order.train_batch,
            "weights": order.how.get("seed") or None,
        }  # fmt: skip
        parts = [f"{n}{v}".replace(",", "-") for n, v in given.items() if v is not None]
        return ["trained", *parts] if order.train else []


def _spelled(order: Order, space: Space) -> Order:
    """Return an order with names as they are known; a name that is not stays, to be refused."""

    def spelled(name: str | None, known: Iterable[str]) -> str | None:
        return name if name is None else match_name(name, known) or name

    def listed(option: str, names: str) -> list[str]:
        return [spelled(name, scores) or name for name in split_names(option, names)]

    scores = list(PROXIES) if order.scores is None else open_tabular(order.scores).names
    tables = find_tables(space.name, data_dir=order.data_dir)
    metrics = (name for table in tables for name in table.metrics)
    return replace(
        order,
        dataset=None if order.dataset is None else known_spelling(order.dataset),
        proxy=",".join(listed("--proxy", order.proxy)) if order.proxy else None,
        metric=spelled(order.metric, dict.fromkeys((*TRAINED_METRICS, *metrics))),
        benchmark=spelled(order.benchmark, dict.fromkeys(table.benchmark for table in tables)),
        minimize=listed("--minimize", ",".join(order.minimize)) if order.minimize else (),
    )


def _guide(algorithm: Algorithm, order: Order, space: Space) -> Guide:
    """Return what guides the search, after a look at options that make no sense together."""
    proxies = tuple(split_names("--proxy", order.proxy)) if order.proxy else ()
    if len(proxies) > algorithm.n_proxies:
        most = "no proxy" if not algorithm.n_proxies else "one proxy"
        raise OptionError(f"--proxy {order.proxy}: {algorithm.name} is guided by {most}")
    trains = algorithm.trains
    if trains == "all" and proxies and not algorithm.proxies:
        trains = ""  # the proxy takes the place of training
    given = {"--metric": order.metric, "--epoch": order.epoch, "--rungs": order.rungs}
    fitting = {"": (), "all": ("--metric", "--epoch"), "rungs": ("--metric", "--rungs")}[trains]
    for option, value in given.items():
        if value is not None and option not in fitting:
            by = f" guided by {', '.join(proxies)}" if proxies else ""
            raise OptionError(f"{option} {value}: means nothing to {algorithm.name}{by}")
    return Guide(
        proxies or algorithm.proxies,
        order.metric or _METRIC.get(space.name, "val_acc"),
        _EPOCH if order.epoch is None else order.epoch,
        _rungs(order.rungs, space) if trains == "rungs" else (),
    )


def _rungs(text: str | None, space: Space) -> tuple[int, ...]:
    if text is None:
        if space.name not in _RUNGS:
            raise OptionError(
                f"nobody says after which epochs networks of {space.title} are compared: "
                "give --rungs N,N,..."
            )
        return _RUNGS[space.name]
    try:
        return tuple(int(part) for part in text.split(","))
    except ValueError as error:
        raise OptionError(f"--rungs {text!r}: expected numbers separated by commas") from error


def _budget(algorithm: Algorithm, order: Order) -> Budget:
    if order.budget is not None:
        return Budget.parse(order.budget)
    if not algorithm.ends:
        raise OptionError(
            f"{algorithm.name} never ends by itself: give --budget, such as 2000 (evaluations), "
            "20000s (seconds) or 300e (epochs)"
        )
    return Budget()

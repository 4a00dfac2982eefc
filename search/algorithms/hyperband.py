"""Hyperband, and BOHB, which draws what Hyperband races from a model of what was good."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Protocol

import numpy as np

from landscape.errors import OptionError
from landscape.spaces.nb201 import RUNGS
from search.algorithms.registry import ALGORITHMS, Algorithm
from search.algorithms.successive_halving import halve
from search.driver.protocol import Ask, Fidelity, Move
from search.driver.walks import product_and_validity

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from landscape.arrays import FloatArray, IntArray
    from landscape.spaces import Space
    from search.driver.protocol import Search
    from search.driver.walks import Validity

    _Raced = Generator[Ask | Move, list[float], tuple[int, float]]

__all__ = ["bohb", "hyperband"]

_TRIES = 100


def hyperband(
    space: Space,
    metric: str,
    rng: np.random.Generator,
    *,
    rungs: Sequence[int] = RUNGS,
    eta: int = 3,
) -> Search:
    """Race architectures in brackets, from many that train little to few that train long.

    Of ``s + 1`` rungs the bracket that begins at the first one races
    ``⌈(s + 1) / (r + 1) · etaʳ⌉`` random architectures, where ``r`` rungs follow; the best of every
    `eta`, rounded down but at least one, train on to the next. The next bracket begins a rung
    later; after the last one all begin again. The result is the best at the highest rung reached.

    Parameters
    ----------
    space
        Where to search.
    metric
        What networks are compared by, such as ``val_acc``.
    rng
        The source of all chance.
    rungs
        Numbers of epochs, ascending: the fidelities.
    eta
        One of so many goes on.

    Raises
    ------
    OptionError
        If the rungs do not ascend, or `eta` is less than 2.

    Notes
    -----
    Li et al., "Hyperband: A Novel Bandit-Based Approach to Hyperparameter Optimization", JMLR 2018.
    There the fidelities are powers of `eta`; here they are what a benchmark has.

    Examples
    --------
    >>> import numpy as np
    >>> from landscape import ProductSpace
    >>> from search import Fidelity, hyperband, lookup, run
    >>> rungs = (1, 3, 9)
    >>> table = lookup({Fidelity("val_acc", rung): rung * np.arange(64) for rung in rungs})
    >>> search = hyperband(ProductSpace([64]), "val_acc", np.random.default_rng(0), rungs=rungs)
    >>> (result,) = run([search], table, budget=500)
    >>> result.architecture, result.fitness
    (63, 567.0)
    """
    _check(metric, rungs, eta)
    return _brackets(_Random(space, rng), metric, tuple(rungs), eta)


def bohb(
    space: Space,
    metric: str,
    rng: np.random.Generator,
    *,
    rungs: Sequence[int] = RUNGS,
    eta: int = 3,
    samples: int = 4,
    random_fraction: float = 0.0,
    good: float = 0.15,
    min_bandwidth: float = 0.3,
) -> Search:
    """Race in Hyperband's brackets what a model of good and bad architectures proposes.

    At the highest rung with enough architectures the share `good` is told from the others; each
    set is a kernel density over the options of the variables (Aitchison and Aitken's kernel, its
    bandwidth by the normal reference rule). A proposal is the one of `samples` draws around good
    architectures that is the likeliest among the good and the least likely among the others. As
    long as there are too few, and at random now and then, architectures are drawn uniformly.

    Parameters
    ----------
    space
        A product space.
    metric, rng, rungs, eta
        See `hyperband`.
    samples
        How many draws a proposal is the best of.
    random_fraction
        How often an architecture is drawn uniformly.
    good
        Share of the architectures at a rung that count as good.
    min_bandwidth
        Least bandwidth: the probability that an option is drawn anew.

    Raises
    ------
    OptionError
        If a number is not possible, or the space is no product.

    Notes
    -----
    Falkner, Klein and Hutter, "BOHB: Robust and Efficient Hyperparameter Optimization at Scale",
    ICML 2018; numbers are those that NATS-Bench and NAS-Bench-201 ran it with. A bandwidth is at
    most that of the uniform distribution, and a variable's options are all it has, not those met.

    Examples
    --------
    >>> import numpy as np
    >>> from landscape import ProductSpace
    >>> from search import Fidelity, bohb, lookup, run
    >>> space, rungs = ProductSpace([4] * 4), (1, 3)
    >>> height = space.decode(np.arange(space.size)).sum(axis=1)
    >>> table = lookup({Fidelity("val_acc", rung): rung * height for rung in rungs})
    >>> search = bohb(space, "val_acc", np.random.default_rng(0), rungs=rungs)
    >>> run([search], table, budget=300)[0].architecture
    255
    """
    _check(metric, rungs, eta)
    if samples < 1:
        raise OptionError(f"samples {samples}: expected at least 1")
    shares = {"random_fraction": random_fraction, "good": good, "min_bandwidth": min_bandwidth}
    for name, share in shares.items():
        if not 0 <= share <= 1:
            raise OptionError(f"{name} {share}: expected a share, from 0 to 1")
    product, valid = product_and_validity(space, "model")
    model = _Model(product.shape, good, min_bandwidth)
    draws = _Modelled(space, rng, model, valid, product.strides, samples, random_fraction)
    return _brackets(draws, metric, tuple(rungs), eta)


def _check(metric: str, rungs: Sequence[int], eta: int) -> None:
    halve((), metric, rungs)  # complains of rungs
    if eta < 2:
        raise OptionError(f"eta {eta}: expected at least 2, so that some stay behind")


class _Draws(Protocol):
    """Where architectures come from that begin a bracket."""

    at_once: bool
    """Whether they depend on nothing that was answered."""

    def draw(self, count: int) -> list[int]:
        """Draw some."""

    def learn(self, rung: int, architectures: Sequence[int], answers: Sequence[float]) -> None:
        """See what they are like at a rung."""


def _brackets(draws: _Draws, metric: str, rungs: tuple[int, ...], eta: int) -> Search:
    best: tuple[int, float] = (0, math.nan)  # the highest rung reached, and the best there
    while True:
        for first in range(len(rungs)):
            follow = len(rungs) - first - 1
            count = math.ceil(len(rungs) / (follow + 1) * eta**follow)
            best = yield from _bracket(draws, metric, rungs[first:], eta, count, best)


def _bracket(
    draws: _Draws,
    metric: str,
    rungs: Sequence[int],
    eta: int,
    count: int,
    best: tuple[int, float],
) -> _Raced:
    """Race `count` architectures to the last rung, and return the best so far."""
    trained, pool = 0, list[int]()
    for rung in rungs:
        found: list[tuple[int, float]] = []
        for asked in _portions(draws, pool, count):
            answers = yield Ask(asked, Fidelity(metric, rung, after=trained))
            draws.learn(rung, asked, answers)
            for architecture, fitness in zip(asked, answers, strict=True):
                found.append((architecture, fitness))
                if _is_better(rung, fitness, best):
                    best = rung, fitness
                    yield Move(architecture, fitness, rung)
        there = [pair for pair in found if not math.isnan(pair[1])]
        there.sort(key=lambda pair: -pair[1])
        pool = [architecture for architecture, _ in there[: max(1, len(found) // eta)]]
        if not pool:
            break
        trained = rung
    return best


def _portions(draws: _Draws, pool: list[int], count: int) -> Generator[list[int], None, None]:
    """Yield what is asked for at a time: all of a pool, or what begins a bracket as it is drawn."""
    if pool:
        yield pool
    elif draws.at_once:
        yield draws.draw(count)
    else:
        for _ in range(count):
            yield draws.draw(1)


def _is_better(rung: int, fitness: float, best: tuple[int, float]) -> bool:
    highest, known = best
    if math.isnan(fitness) or rung < highest:
        return False
    return rung > highest or math.isnan(known) or fitness > known


class _Random:
    """Architectures drawn uniformly."""

    at_once = True

    def __init__(self, space: Space, rng: np.random.Generator) -> None:
        self._space, self._rng = space, rng

    def draw(self, count: int) -> list[int]:
        drawn: list[int] = self._space.sample(self._rng, count).tolist()
        return drawn

    def learn(self, rung: int, architectures: Sequence[int], answers: Sequence[float]) -> None:
        """Nothing is learned."""


class _Modelled:
    """Architectures that a model proposes."""

    at_once = False

    def __init__(
        self,
        space: Space,
        rng: np.random.Generator,
        model: _Model,
        valid: Validity | None,
        strides: tuple[int, ...],
        samples: int,
        random_fraction: float,
    ) -> None:
        self._space, self._rng, self._model, self._valid = space, rng, model, valid
        self._strides = np.array(strides)
        self._samples, self._random_fraction = samples, random_fraction

    def draw(self, count: int) -> list[int]:
        return [self._one() for _ in range(count)]

    def _one(self) -> int:
        if not self._model.is_known or self._rng.random() < self._random_fraction:
            return int(self._space.sample(self._rng))
        for _ in range(_TRIES):
            codes = np.stack([self._model.near_good(self._rng) for _ in range(self._samples)])
            best = codes[np.argmax(self._model.promise(codes))]
            architecture = int(np.dot(best, self._strides))
            if self._valid is None or self._valid(np.array(architecture)):
                return architecture
        return int(self._space.sample(self._rng))

    def learn(self, rung: int, architectures: Sequence[int], answers: Sequence[float]) -> None:
        options = np.asarray(architectures)[:, None] // self._strides % self._model.shape
        self._model.add(rung, options, np.asarray(answers))


class _Model:
    """Densities of good and of other architectures, over options of variables."""

    def __init__(self, shape: tuple[int, ...], good: float, min_bandwidth: float) -> None:
        self.shape = np.array(shape)
        self._good, self._min_bandwidth = good, min_bandwidth
        self._seen: dict[int, tuple[list[IntArray], list[float]]] = {}
        self._densities: tuple[_Density, _Density] | None = None

    @property
    def is_known(self) -> bool:
        """Whether enough was seen at some rung."""
        return self._densities is not None

    def add(self, rung: int, options: IntArray, fitness: FloatArray) -> None:
        """See architectures at a rung; the model is of the highest one with enough."""
        codes, scores = self._seen.setdefault(rung, ([], []))
        codes.extend(options)
        scores.extend(np.where(np.isnan(fitness), -np.inf, fitness).tolist())
        enough = [known for known, (rows, _) in self._seen.items() if self._split(len(rows))]
        if rung == max(enough, default=None):
            self._densities = self._fitted(np.stack(codes), np.array(scores))

    def _split(self, count: int) -> tuple[int, int] | None:
        """Return how many of so many are good and how many others; None if that is too few."""
        least = len(self.shape) + 1
        good = max(least, int(self._good * count))
        others = min(max(least, int((1 - self._good) * count)), count - good)
        return (good, others) if count >= least and others > len(self.shape) else None

    def _fitted(self, codes: IntArray, scores: FloatArray) -> tuple[_Density, _Density]:
        order = np.argsort(-scores, kind="stable")
        split = self._split(len(codes))
        assert split is not None, "it is fitted where there are enough"
        good, others = split
        return (
            _Density(codes[order[:good]], self.shape, self._min_bandwidth),
            _Density(codes[order[good : good + others]], self.shape, self._min_bandwidth),
        )

    def near_good(self, rng: np.random.Generator) -> IntArray:
        """Draw options near those of a good architecture."""
        assert self._densities is not None, "nothing is proposed before"
        return self._densities[0].draw(rng)

    def promise(self, codes: IntArray) -> FloatArray:
        """Return how much likelier each code is among the good than among the others."""
        assert self._densities is not None, "nothing is compared before"
        good, others = (density.of(codes) for density in self._densities)
        return np.asarray(good / np.maximum(others, 1e-32))


class _Density:
    """A kernel density over categories: Aitchison and Aitken, 1976.

    A kernel is 1 - h at its own category and h / (c - 1) at each of the c - 1 others.
    """

    def __init__(self, codes: IntArray, shape: IntArray, min_bandwidth: float) -> None:
        self._codes, self._shape = codes, shape
        count, dimensions = codes.shape
        reference = 1.06 * codes.std(axis=0) * count ** (-1 / (4 + dimensions))
        uniform = (shape - 1) / shape
        self.bandwidth = np.minimum(np.maximum(reference, min_bandwidth), uniform)

    def of(self, codes: IntArray) -> FloatArray:
        """Return the density at each code."""
        elsewhere = self.bandwidth / np.maximum(self._shape - 1, 1)
        same = codes[:, None, :] == self._codes[None, :, :]
        kernels = np.where(same, 1 - self.bandwidth, elsewhere)
        return np.asarray(kernels.prod(axis=2).mean(axis=1))

    def draw(self, rng: np.random.Generator) -> IntArray:
        """Draw a code: one of its own, each option drawn anew with the bandwidth's probability."""
        code = self._codes[rng.integers(len(self._codes))]
        anew = rng.random(len(code)) < self.bandwidth
        return np.where(anew, rng.integers(self._shape), code)


ALGORITHMS.register(
    Algorithm(
        "hyperband",
        "Hyperband",
        "Li et al., JMLR 2018",
        hyperband,
        lambda space, by, rng, how: hyperband(space, by.metric, rng, rungs=by.rungs, **how),
        n_proxies=0,
        trains="rungs",
        ends=False,
    )
)
ALGORITHMS.register(
    Algorithm(
        "bohb",
        "BOHB",
        "Falkner et al., ICML 2018; Dong and Yang, NAS-Bench-201, 2020",
        bohb,
        lambda space, by, rng, how: bohb(space, by.metric, rng, rungs=by.rungs, **how),
        n_proxies=0,
        trains="rungs",
        ends=False,
    )
)

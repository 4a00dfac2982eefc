"""Have a sampler answered until it ends, or its budget does."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Protocol

import numpy as np

from landscape.arrays import plain_numbers
from landscape.errors import DataError, OptionError
from landscape.registry import find_name
from search.driver.budget import Budget
from search.driver.protocol import Answers
from search.sampling.ils import IteratedLocalSearch
from search.sampling.snowball import Snowball, check_escapes

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from landscape.arrays import FloatArray
    from landscape.sampled import Sample
    from landscape.spaces import Space
    from search.driver.protocol import Ask, Evaluate
    from search.sampling.climbs import Asking

__all__ = ["METHODS", "Sampler", "answered", "check_budget", "sample", "sampler_of", "take"]

METHODS = ("snowball", "ils")
"""Ways to sample: escapes of all optima that were found, or walks from optimum to optimum."""

_BUDGET = 1_000_000  # a rugged space has more optima than anybody can visit
_STARTS, _MOST_STARTS, _FAILURES = 100, 100_000, 100


class Sampler(Protocol):
    """Asks for fitness as it climbs, and can say at any time what it has seen."""

    @property
    def run(self) -> Callable[[], Asking[None]]:
        """Start it: it asks, each configuration once."""

    @property
    def sample(self) -> Callable[[], Sample]:
        """What it has seen so far."""

    @property
    def told(self) -> str:
        """The same in words, for who waits."""


def take(
    sampler: Sampler,
    evaluate: Evaluate,
    *,
    budget: Budget | int = _BUDGET,
    on_answers: Callable[[int, float], None] = lambda evaluations, seconds: None,
) -> Sample:
    """Run a sampler until it ends, or asks for what its budget does not cover.

    Parameters
    ----------
    sampler
        That has not started.
    evaluate
        Fitness of many configurations at once, maximised; NaN and +inf are missing. See
        `search.run`.
    budget
        What it may spend, evaluations, or seconds of what the evaluation says that it costs.
        By default a million evaluations.
    on_answers
        Called with the evaluations and seconds so far, after each batch of answers.

    Raises
    ------
    OptionError
        If the budget is smaller than one climb.
    DataError
        If `evaluate` returns anything but one number a configuration, or every start is missing.

    Examples
    --------
    >>> import numpy as np
    >>> from landscape import ProductSpace
    >>> from search.sampling import Snowball, take
    >>> heights = np.arange(100.0)
    >>> sampler = Snowball(ProductSpace([10, 10]), "height", seed=0, starts=50, escapes=None)
    >>> seen = take(sampler, lambda metric, indices: heights[indices], budget=1000)
    >>> seen.optima.tolist(), seen.n_starts
    ([99], 50)
    """
    limit = check_budget(budget if isinstance(budget, Budget) else Budget(budget))
    most = math.inf if limit.evaluations is None else limit.evaluations
    evaluations, seconds, asking = 0, 0.0, sampler.run()
    try:
        ask = next(asking)
        while evaluations + len(ask.architectures) <= most:
            fitness, cost = answered(ask, evaluate)
            evaluations, seconds = evaluations + len(fitness), seconds + cost
            if seconds > (math.inf if limit.seconds is None else limit.seconds):
                break
            on_answers(evaluations, seconds)
            ask = asking.send(fitness.tolist())
    except StopIteration:
        pass
    finally:
        asking.close()
    return sampler.sample()


def check_budget(budget: Budget) -> Budget:
    """Return a budget that a sample can spend.

    Raises
    ------
    OptionError
        If it is one of epochs.
    """
    if budget.epochs is not None:
        raise OptionError("a sample trains nothing: give its budget in evaluations or seconds")
    return budget


def answered(ask: Ask, evaluate: Evaluate) -> tuple[FloatArray, float]:
    """Return the fitness of what is asked for, and the seconds that it cost.

    Raises
    ------
    DataError
        If the answer is anything but one number a configuration.
    """
    indices, cost = np.array(ask.architectures), 0.0
    answers: npt.ArrayLike | Answers = evaluate(ask.objective, indices)
    if isinstance(answers, Answers):
        cost = float(np.sum(np.asarray(answers.seconds, dtype=np.float64)))
        answers = answers.fitness
    fitness = plain_numbers(answers, what=f"fitness for {ask.objective!r}", rows=ask.architectures)
    if fitness.shape != indices.shape:
        raise DataError(
            f"the evaluation of {ask.objective!r} returned shape {fitness.shape}: expected "
            f"{indices.shape}, one fitness an architecture"
        )
    return np.where(fitness == np.inf, np.nan, fitness), cost


def sample(
    space: Space,
    evaluate: Evaluate,
    *,
    metric: str = "fitness",
    method: str = "snowball",
    starts: int | None = None,
    escapes: int | None = None,
    coverage: float | None = None,
    failures: int | None = None,
    seed: int = 0,
    budget: Budget | int = _BUDGET,
) -> Sample:
    """Sample a local optima network.

    Parameters
    ----------
    space
        Of any size.
    evaluate, budget
        See `take`.
    metric
        What the evaluation is asked for.
    method
        ``"snowball"`` or ``"ils"``; see `Snowball` and `IteratedLocalSearch`.
    starts
        How many uniform starts, by default 100; with `coverage` at most so many, by default
        100,000.
    escapes
        For a snowball: how many of each optimum are climbed; None for all.
    coverage
        For a snowball: enough starts are drawn for this to be the estimated share of the space
        whose optimum a start ended in.
    failures
        For ``"ils"``: after how many climbs without a better optimum a run ends; by default 100.
    seed
        Picks starts and escapes.

    Raises
    ------
    UnknownNameError
        If there is no such method.
    OptionError
        If a number is not possible, or of the other method, or the budget is smaller than one
        climb.
    DataError
        See `take`.

    Examples
    --------
    A space of 10^18 configurations, of which nobody will see all:

    >>> import numpy as np
    >>> from landscape import ProductSpace
    >>> from search.sampling import sample
    >>> space = ProductSpace([10] * 18)
    >>> def height(metric, indices):
    ...     total = space.decode(indices).sum(axis=1)
    ...     return np.maximum(total, 240 - 2 * total)
    >>> seen = sample(space, height, starts=20, escapes=5)
    >>> seen.optima.tolist() == [0, space.size - 1], seen.fitness.tolist()
    (True, [240.0, 162.0])
    """
    return take(
        sampler_of(
            space,
            metric,
            method,
            starts=starts,
            escapes=escapes,
            coverage=coverage,
            failures=failures,
            seed=seed,
        ),
        evaluate,
        budget=budget,
    )


def sampler_of(
    space: Space,
    metric: str,
    method: str,
    *,
    starts: int | None = None,
    escapes: int | None = None,
    coverage: float | None = None,
    failures: int | None = None,
    seed: int = 0,
) -> Sampler:
    """Return the sampler that is meant by a method and its settings; see `sample`."""
    name = find_name("method of sampling", method, METHODS)
    _check("seed", seed, 0)
    if name == "ils":
        _leave_out(name, escapes=escapes, coverage=coverage)
        return IteratedLocalSearch(
            space,
            metric,
            seed=seed,
            starts=_check("starts", starts, 1, _STARTS),
            failures=_check("failures", failures, 1, _FAILURES),
        )
    _leave_out(name, failures=failures)
    check_escapes(space, escapes)
    return Snowball(
        space,
        metric,
        seed=seed,
        starts=_check("starts", starts, 1, _STARTS if coverage is None else _MOST_STARTS),
        escapes=escapes,
        until=None if coverage is None else _covers(coverage),
    )


def _covers(wanted: float) -> Callable[[Sample], bool]:
    if not 0 < wanted < 1:
        raise OptionError(f"coverage {wanted}: expected a share above 0 and below 1, such as 0.95")
    return lambda seen: seen.coverage().value >= wanted


def _leave_out(method: str, **settings: float | None) -> None:
    """Refuse settings of the other method."""
    given = [name for name, value in settings.items() if value is not None]
    if given:
        raise OptionError(f"{given[0]} says nothing about the method {method}: leave it out")


def _check(name: str, value: int | None, least: int, default: int = 0) -> int:
    if value is not None and value < least:
        raise OptionError(f"{name} {value}: expected {least} or more")
    return default if value is None else value

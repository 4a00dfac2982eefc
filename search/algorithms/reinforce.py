"""REINFORCE: a policy of one categorical distribution a variable, taught by what it draws."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from landscape.errors import OptionError
from search.algorithms.registry import ALGORITHMS, Algorithm
from search.driver.protocol import Ask, Move, stage_of
from search.driver.walks import product_and_validity

if TYPE_CHECKING:
    from landscape.arrays import FloatArray, IntArray
    from landscape.spaces import Space
    from search.driver.protocol import Objective, Search
    from search.driver.walks import Validity

__all__ = ["reinforce"]

_START = 1e-3  # deviation of the first logits
_TRIES = 100


def reinforce(
    space: Space,
    metric: Objective,
    rng: np.random.Generator,
    *,
    learning_rate: float = 0.001,
    momentum: float = 0.9,
) -> Search:
    """Draw architectures from a policy, and make the likelier those that are better than usual.

    The policy has one softmax a variable. After each evaluation Adam takes a step along the
    gradient of the log-probability of what was drawn, times how much better it is than the moving
    average of all so far, this one included. A missing fitness teaches nothing. The result is the
    best that was drawn.

    Parameters
    ----------
    space
        A product space.
    metric
        What to maximise; accuracies are in percent, which the learning rate is meant for.
    rng
        The source of all chance.
    learning_rate
        Of Adam: 0.001 in NAS-Bench-201's experiments, 0.01 in those of NATS-Bench.
    momentum
        Of the moving average: how much of it stays.

    Raises
    ------
    OptionError
        If the learning rate is not positive, the momentum not from 0 to below 1, or the space is no
        product.

    Notes
    -----
    Williams, "Simple Statistical Gradient-Following Algorithms for Connectionist Reinforcement
    Learning", 1992, with the policy and the numbers of Dong and Yang, "NAS-Bench-201", 2020. Its
    moves are the new bests.

    Examples
    --------
    >>> import numpy as np
    >>> from landscape import ProductSpace
    >>> from search import lookup, reinforce, run
    >>> search = reinforce(ProductSpace([2] * 6), "number", np.random.default_rng(0))
    >>> (result,) = run([search], lookup({"number": np.arange(64)}), budget=500)
    >>> result.architecture, result.evaluations
    (63, 500)
    """
    if not learning_rate > 0:
        raise OptionError(f"learning_rate {learning_rate}: expected a positive number")
    if not 0 <= momentum < 1:
        raise OptionError(f"momentum {momentum}: expected a number from 0 to below 1")
    product, valid = product_and_validity(space, "draw options of")
    policy = _Policy(product.shape, rng, learning_rate)
    return _reinforce(space, policy, valid, product.strides, metric, momentum)


def _reinforce(
    space: Space,
    policy: _Policy,
    valid: Validity | None,
    strides: tuple[int, ...],
    metric: Objective,
    momentum: float,
) -> Search:
    best, stage, average = math.nan, stage_of(metric), _MovingAverage(momentum)
    while True:
        drawn = policy.draw()
        architecture = int(np.dot(drawn, strides))
        for _ in range(_TRIES):
            if valid is None or valid(np.array(architecture)):
                break
            drawn = policy.draw()
            architecture = int(np.dot(drawn, strides))
        else:  # a policy that is sure of what is no architecture
            architecture = space.sample(policy.rng)
            drawn = np.asarray(policy.options(architecture, strides))
        (fitness,) = yield Ask([architecture], metric)
        if fitness > best or (math.isnan(best) and not math.isnan(fitness)):
            best = fitness
            yield Move(architecture, fitness, stage)
        if math.isfinite(fitness):
            policy.learn(drawn, fitness - average.after(fitness))


class _MovingAverage:
    """The exponential moving average of rewards, without the zero that it starts from."""

    def __init__(self, momentum: float) -> None:
        self._momentum = momentum
        self._sum = self._weight = 0.0

    def after(self, reward: float) -> float:
        """Return the average, `reward` included."""
        self._sum = self._momentum * self._sum + (1 - self._momentum) * reward
        self._weight = self._momentum * self._weight + (1 - self._momentum)
        return self._sum / self._weight


class _Policy:
    """Logits of the options of each variable, in one row each; options that are not have -inf."""

    def __init__(
        self, shape: tuple[int, ...], rng: np.random.Generator, learning_rate: float
    ) -> None:
        self.rng = rng
        self._shape = np.array(shape)
        self._is_option = np.arange(max(shape)) < self._shape[:, None]
        start = _START * rng.standard_normal(self._is_option.shape)
        self.logits = np.where(self._is_option, start, -np.inf)
        self._adam = Adam(learning_rate, self.logits.shape)

    def probabilities(self) -> FloatArray:
        """Return the probability of each option: shape ``(variables, most options)``."""
        powers = np.exp(self.logits - self.logits.max(axis=1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=1, keepdims=True))

    def draw(self) -> IntArray:
        """Draw an option of each variable."""
        below = self.probabilities().cumsum(axis=1) <= self.rng.random((len(self._shape), 1))
        drawn: IntArray = np.minimum(below.sum(axis=1), self._shape - 1)
        return drawn

    def options(self, architecture: int, strides: tuple[int, ...]) -> IntArray:
        """Return the options of an architecture."""
        return np.asarray(architecture // np.array(strides) % self._shape)

    def learn(self, drawn: IntArray, advantage: float) -> None:
        """Take a step that makes what was drawn likelier by its advantage."""
        one_hot = np.arange(self.logits.shape[1]) == drawn[:, None]
        gradient = (self.probabilities() - one_hot) * advantage
        step = self._adam.step(np.where(self._is_option, gradient, 0.0))
        self.logits = np.where(self._is_option, self.logits - step, -np.inf)


class Adam:
    """Steps of Adam: Kingma and Ba, 2015, with its usual numbers."""

    def __init__(self, learning_rate: float, shape: tuple[int, ...]) -> None:
        self._rate, self._count = learning_rate, 0
        self._mean, self._square = np.zeros(shape), np.zeros(shape)

    def step(self, gradient: FloatArray) -> FloatArray:
        """Return what to subtract after a gradient of a loss."""
        self._count += 1
        self._mean = 0.9 * self._mean + 0.1 * gradient
        self._square = 0.999 * self._square + 0.001 * gradient**2
        mean = self._mean / (1 - 0.9**self._count)
        square = self._square / (1 - 0.999**self._count)
        return np.asarray(self._rate * mean / (np.sqrt(square) + 1e-8))


ALGORITHMS.register(
    Algorithm(
        "reinforce",
        "REINFORCE",
        "Williams, 1992; Dong and Yang, NAS-Bench-201, 2020",
        reinforce,
        trains="all",
        ends=False,
    )
)

"""REINFORCE learns as the same policy in PyTorch does."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from landscape.errors import OptionError
from landscape.spaces import ProductSpace
from search import Ask, Fidelity, Move, reinforce
from search.algorithms.reinforce import _MovingAverage, _Policy

SHAPE = (3, 5, 1, 2)


def test_steps_are_those_of_torch():
    """Adam on -Σ log p(drawn) · advantage, with the options of each variable in a row."""
    rng = np.random.default_rng(0)
    policy = _Policy(SHAPE, np.random.default_rng(1), 0.05)
    theirs = [
        torch.tensor(row[:n], requires_grad=True)
        for row, n in zip(policy.logits, SHAPE, strict=True)
    ]
    adam = torch.optim.Adam(theirs, lr=0.05)
    for _ in range(30):
        drawn, advantage = rng.integers(SHAPE), rng.normal()
        policy.learn(drawn, advantage)
        chances = [torch.distributions.Categorical(logits=row) for row in theirs]
        logs = [c.log_prob(torch.tensor(d)) for c, d in zip(chances, drawn, strict=True)]
        adam.zero_grad()
        (-sum(logs) * advantage).backward()
        adam.step()
    for row, logits, n in zip(policy.probabilities(), theirs, SHAPE, strict=True):
        np.testing.assert_allclose(row[:n], logits.detach().softmax(0).numpy(), rtol=1e-6)
        assert not row[n:].any()


def test_what_is_drawn_is_as_likely_as_the_policy_says():
    policy = _Policy(SHAPE, np.random.default_rng(0), 0.1)
    policy.logits[0] = [*np.log([0.7, 0.2, 0.1]), -np.inf, -np.inf]
    drawn = np.array([policy.draw() for _ in range(20_000)])
    assert (drawn < SHAPE).all()
    shares = np.bincount(drawn[:, 0], minlength=3) / len(drawn)
    np.testing.assert_allclose(shares, [0.7, 0.2, 0.1], atol=0.02)


def test_the_average_does_not_remember_its_beginning():
    average = _MovingAverage(0.9)
    assert average.after(80.0) == pytest.approx(80)
    assert average.after(90.0) == pytest.approx((0.9 * 0.1 * 80 + 0.1 * 90) / 0.19)


def test_what_is_missing_teaches_nothing():
    space = ProductSpace([2, 2])
    search = reinforce(space, Fidelity("acc", 1), np.random.default_rng(0), learning_rate=5.0)
    asked = next(search)
    seen = set()
    for _ in range(200):
        assert isinstance(asked, Ask)
        seen.update(asked.architectures)
        asked = search.send([math.nan])
    assert seen == {0, 1, 2, 3}  # a policy that had learned would be sure by now


def test_it_becomes_sure_of_what_is_good():
    space, height = ProductSpace([3] * 4), np.arange(81.0)
    search = reinforce(space, "height", np.random.default_rng(0), learning_rate=0.1)
    event, drawn = next(search), []
    for _ in range(400):
        drawn += event.architectures
        event = search.send([height[event.architectures[0]]])
        while isinstance(event, Move):
            event = next(search)
    assert np.mean(height[drawn[-50:]]) > 75 > np.mean(height[drawn[:50]])


@pytest.mark.parametrize(
    "wrong", [{"learning_rate": 0}, {"learning_rate": math.nan}, {"momentum": 1}, {"momentum": -1}]
)
def test_wrong_numbers_are_refused(wrong):
    (name,) = wrong
    with pytest.raises(OptionError, match=name):
        reinforce(ProductSpace([2]), "a", np.random.default_rng(0), **wrong)

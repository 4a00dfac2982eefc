"""How long work goes is told soon and often, on a terminal or not; the clock is the test's."""

import logging

import pytest

from landscape.reporter import Pace, progress


class Clock:
    def __init__(self):
        self.now = 50.0

    def __call__(self):
        return self.now


@pytest.fixture
def told(caplog):
    """Messages, in the order they came; stderr is no terminal under pytest."""
    with caplog.at_level(logging.INFO, logger="landscape"):
        yield lambda: caplog.messages


def test_without_a_terminal_there_is_a_line_every_half_minute(told):
    clock = Clock()
    with progress(1000, 100, clock=clock) as update:
        for n_done in range(110, 1001, 10):  # a batch of ten in four seconds
            clock.now += 4
            update(n_done)
    assert len(told()) == 360 // 32
    assert told()[0] == "scoring: 180 of 1,000 networks, 2.5 networks/s, 0:05:28 left"
    assert told()[-1].startswith("scoring: 980 of")


def test_what_takes_no_half_minute_is_not_told_of(told):
    clock = Clock()
    with progress(10, 0, clock=clock) as update:
        clock.now += 29.9
        update(10)
    assert told() == []


def test_the_line_counts_what_is_counted_and_says_more(told):
    clock = Clock()
    with progress(36, 0, "training", "epochs", clock) as update:
        clock.now += 3600
        update(2, "one network failed")
    assert told() == ["training: 2 of 36 epochs, 2.0 epochs/h, 17:00:00 left, one network failed"]


@pytest.mark.parametrize(
    ("seconds", "rate", "left"),
    [
        (0.01, "1,000 networks/s", "0:00:01"),
        (10, "1.0 networks/s", "0:16:30"),
        (100, "6.0 networks/min", "2:45:00"),
        (5000, "7.2 networks/h", "137:30:00"),
        (1e6, "0.9 networks/day", "27500:00:00"),
    ],
)
def test_rates_are_in_a_unit_that_fits(seconds, rate, left):
    clock = Clock()
    pace = Pace(1000, 0, "networks", clock)
    pace.done, clock.now = 10, clock.now + seconds
    assert (pace.rate, pace.left) == (rate, left)


def test_nothing_is_said_of_the_rate_before_anything_is_done():
    clock = Clock()
    pace = Pace(1000, 400, "networks", clock)
    clock.now += 60
    assert (pace.rate, pace.left) == ("", "-:--:--")
    assert pace.line == "400 of 1,000 networks, -:--:-- left"

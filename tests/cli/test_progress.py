"""How long work goes is told soon and often, on a terminal or not; the clock is the test's."""

import logging
import threading
from contextlib import contextmanager

import pytest

from landscape import reporter
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


def test_the_time_left_counts_what_the_rest_costs():
    clock = Clock()
    pace = Pace(1000, 0, "networks", clock)
    clock.now += 60
    pace.take(500, share=0.1)  # the second half is nine times as heavy
    assert (pace.rate, pace.left) == ("8.3 networks/s", "0:09:00")


def test_the_share_that_was_done_before_took_no_time_now():
    clock = Clock()
    pace = Pace(1000, 500, "networks", clock, share=0.2)
    assert pace.left == "-:--:--"
    clock.now += 100
    pace.take(600, share=0.4)
    assert pace.seconds_left == pytest.approx(300)


def test_the_time_left_runs_down_between_updates_and_grows_when_work_stands_still():
    clock = Clock()
    pace = Pace(100, 0, "networks", clock)
    clock.now += 10
    pace.take(10)
    clock.now += 9
    assert pace.seconds_left == pytest.approx(90 - 9)
    clock.now += 81  # ten times as long as it ever took: who knows when it goes on
    assert pace.seconds_left == pytest.approx(900)


def test_the_pace_of_long_work_is_that_of_its_last_half():
    clock = Clock()
    pace = Pace(1000, 0, "networks", clock)
    for n_done in range(1, 101):  # slow while the machine had other work, or was asleep
        clock.now += 100
        pace.take(n_done)
    for n_done in range(101, 901):
        clock.now += 12.5
        pace.take(n_done)
    assert pace.seconds_left == pytest.approx(100 * 12.5, rel=0.01)


def test_the_pace_of_short_work_is_the_mean():
    clock = Clock()
    pace = Pace(100, 0, "networks", clock)
    for n_done in range(1, 51):
        clock.now += 4 if n_done <= 25 else 1
        pace.take(n_done)
    assert pace.seconds_left == pytest.approx(50 * 2.5)


def test_a_log_hears_of_work_that_takes_long_between_two_updates(told, monkeypatch):
    calls = []

    @contextmanager
    def by_hand(tell):
        calls.append(tell)
        yield

    monkeypatch.setattr(reporter, "_called_when_due", by_hand)
    clock = Clock()
    with progress(10, 0, clock=clock) as update:
        clock.now += 20
        update(1)
        (tell,) = calls
        assert tell() == 10  # seconds until there is a line to tell
        clock.now += 10
        assert tell() == 30
        clock.now += 31
        tell()
    assert told() == [
        "scoring: 1 of 10 networks, 2.0 networks/min, 0:02:50 left",
        "scoring: 1 of 10 networks, 59 networks/h, 0:09:09 left",
    ]


def test_who_watches_the_clock_beside_the_work_ends_with_it():
    told, before = threading.Event(), threading.active_count()
    with reporter._called_when_due(lambda: told.set() or 60.0, wait=0.0):
        assert told.wait(60)
    assert threading.active_count() == before

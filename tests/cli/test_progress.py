"""The progress bar on a terminal; elsewhere there is none."""

import re

import pytest


@pytest.fixture(scope="module")
def bars(story):
    """What was shown of the bar, one state after the other."""
    return [line for line in story.finished.stderr.splitlines() if line.startswith("scoring ━")]


def test_the_bar_starts_where_the_earlier_run_stopped(story, bars):
    counts = [int(re.search(rf"(\d+)/{story.n_total} ", bar)[1]) for bar in bars]
    resumed = re.search(r"resuming: ([\d,]+) of", story.finished.stderr)[1]
    assert counts[0] == int(resumed.replace(",", "")) > 0
    assert counts == sorted(counts)
    assert counts[-1] == story.n_total


def test_the_bar_shows_rate_and_time_left_from_the_first_chunk_on(story, bars):
    pattern = rf"scoring [━╸╺]+ +\d+/{story.n_total} [\d,]+ architectures/s \d:\d\d:\d\d left"
    start = bars[0].split()[2]
    moving = [bar for bar in bars if start not in bar.split()]
    assert len(moving) > 1
    assert [bar for bar in moving if not re.fullmatch(pattern, bar)] == []


def test_the_bar_fits_the_terminal(bars):
    assert max(map(len, bars)) <= 80


def test_the_data_is_not_touched_by_the_bar(story):
    assert "\x1b" not in story.finished.stdout
    told, expected = (
        [line for line in run.stdout.splitlines() if not line.startswith("seconds")]
        for run in (story.finished, story.whole)
    )
    assert told == expected


def test_without_a_terminal_there_is_no_bar(synflow_run):
    assert synflow_run.stderr == "scoring 9,445 architectures on cpu\n"

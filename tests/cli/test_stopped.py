"""A run that is killed loses at most the chunk at hand, one that is interrupted nothing finished.

Neither loses a bit of a score. On a terminal it has a progress bar, which goes on where it stopped.
"""

import re
import signal
import sys

import pyarrow.parquet as pq
import pytest

from landscape.cli.main import _settle
from tests.cli.command import inside

CHUNK = 64
"""As in signalled.py."""


def n_resumed(run):
    """Return how many architectures the run said it need not score, as text."""
    return re.search(r"^resuming: ([\d,]+) of [\d,]+ already scored$", run.stderr, re.MULTILINE)[1]


@pytest.fixture(scope="module")
def n_chunks(story):
    return round(story.n_total / CHUNK)


def test_what_is_scored_is_kept_through_every_stop(story, n_chunks):
    stops = (story.killed, story.killed_again, story.interrupted)
    assert [run.code for run in stops] == [-signal.SIGKILL, -signal.SIGKILL, 130]
    assert 0 < story.kept[0] < story.kept[1] < story.kept[2] < n_chunks
    assert story.finished.code == 0


def test_a_resumed_run_says_where_it_starts(story, n_chunks):
    assert "resuming" not in story.killed.stderr
    runs = (story.killed_again, story.interrupted, story.finished)
    counts = [int(n_resumed(run).replace(",", "")) for run in runs]
    expected = [kept * story.n_total / n_chunks for kept in story.kept]
    assert counts[:2] == pytest.approx(expected[:2], abs=n_chunks)
    # After Ctrl-C what is finished of the chunk at hand is there, too.
    assert counts[2] > expected[2] + 1


def test_an_interrupt_is_one_line_that_says_how_to_go_on(story):
    assert story.interrupted.stdout == ""
    *messages, last = story.interrupted.stderr.splitlines()
    assert [message.split()[0] for message in messages[:2]] == ["resuming:", "scoring"]
    assert last == (
        f"landscape: interrupted: the work of {n_resumed(story.finished)} of {story.n_total:,} "
        "networks is done and kept in run; the same command goes on from there"
    )


def test_the_scores_are_those_of_a_run_that_was_never_stopped(story):
    resumed, whole = (
        pq.read_table(run.folder / "scores.parquet") for run in (story.finished, story.whole)
    )
    assert len(whole) == 1500
    assert resumed.equals(whole)


def test_nothing_unfinished_stays(story):
    assert not list(story.finished.folder.glob("unfinished-*"))


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


def test_the_bar_shows_rate_and_time_left_from_the_first_batch_on(story, bars):
    pattern = rf"scoring [━╸╺]+ +\d+/{story.n_total} [\d,.]+ networks/s \d:\d\d:\d\d left"
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


def test_without_a_terminal_there_is_no_bar(story):
    first, *lines = story.whole.stderr.splitlines()
    assert first == f"scoring 1,500 architectures on cpu, which takes {story.n_total:,} networks"
    # On a busy machine half a minute passes.
    assert all(re.fullmatch(r"scoring: [\d,]+ of .* left", line) for line in lines)


def test_an_interrupt_after_scoring_is_one_line_too(tmp_path, monkeypatch, rugged_table):
    # In this process: nothing outside tells when the scores are there.
    def interrupt(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr("landscape.api.build.draw", interrupt)
    monkeypatch.setattr("os._exit", sys.exit)
    stopped = inside(
        "build", "--scores", rugged_table, "--metric", "score", "--out", "run", cwd=tmp_path
    )
    assert (stopped.code, stopped.stderr) == (130, "landscape: interrupted\n")
    kept = {path.name for path in (tmp_path / "run").iterdir()}
    assert "scores.parquet" in kept
    assert "summary.json" not in kept  # the run is not complete


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="a terminal's end sends nothing here")
@pytest.mark.parametrize(
    ("before", "after"),
    [(signal.SIG_DFL, signal.default_int_handler), (signal.SIG_IGN, signal.SIG_IGN)],
)
def test_the_end_of_a_terminal_is_an_interrupt_unless_nohup_said_no(monkeypatch, before, after):
    monkeypatch.setenv("MPLBACKEND", "agg")
    kept = {number: signal.getsignal(number) for number in (signal.SIGHUP, signal.SIGTERM)}
    signal.signal(signal.SIGHUP, before)
    try:
        _settle()
        assert signal.getsignal(signal.SIGHUP) == after
        assert signal.getsignal(signal.SIGTERM) == signal.default_int_handler
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)

"""A run that is killed or interrupted loses at most the chunk at hand, and no bit of a score."""

import re
import signal
import sys

import pyarrow.parquet as pq
import pytest

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
    assert counts == pytest.approx(expected, abs=n_chunks)


def test_an_interrupt_is_one_line_that_says_how_to_go_on(story):
    assert story.interrupted.stdout == ""
    *messages, last = story.interrupted.stderr.splitlines()
    assert [message.split()[0] for message in messages] == ["resuming:", "scoring"]
    assert last == (
        f"landscape: interrupted: {n_resumed(story.finished)} of {story.n_total:,} architectures "
        "are scored and kept in run; the same command goes on from there"
    )


def test_the_scores_are_those_of_a_run_that_was_never_stopped(story):
    resumed, whole = (
        pq.read_table(run.folder / "scores.parquet") for run in (story.finished, story.whole)
    )
    assert len(whole) == 1500
    assert resumed.equals(whole)


def test_nothing_unfinished_stays(story):
    assert not list(story.finished.folder.glob("unfinished-*"))


def test_an_interrupt_after_scoring_is_one_line_too(tmp_path, monkeypatch, rugged_table):
    # In this process: nothing outside tells when the scores are there.
    def interrupt(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr("landscape.cli.build.draw_landscape", interrupt)
    monkeypatch.setattr("os._exit", sys.exit)
    stopped = inside(
        "build", "--scores", rugged_table, "--metric", "score", "--out", "run", cwd=tmp_path
    )
    assert (stopped.code, stopped.stderr) == (130, "landscape: interrupted\n")
    kept = {path.name for path in (tmp_path / "run").iterdir()}
    assert "scores.parquet" in kept
    assert "summary.json" not in kept  # the run is not complete

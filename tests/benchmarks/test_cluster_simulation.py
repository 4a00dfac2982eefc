"""The simulation of workers on cases that can be told by hand. Nothing is measured here."""

import numpy as np
import pytest

from tests.benchmarks.cluster_simulation import Times, efficiency, handed_out, limit, shared_out

EVEN = np.full(12, 10.0)


@pytest.mark.parametrize("n", [1, 2, 3, 4, 6, 12])
def test_equal_chunks_keep_workers_busy_all_the_time(n):
    times = Times(EVEN)
    assert handed_out(times, n) == shared_out(times, n) == 120 / n
    assert efficiency(times, n, 120 / n) == 1


def test_start_and_sending_count():
    times = Times(EVEN, start=5, send=1)
    assert handed_out(times, 3) == 5 + 4 * 11
    assert shared_out(times, 3) == 5 + 4 * 10  # a shard asks nobody


def test_rows_are_taken_one_after_the_other():
    assert handed_out(Times(EVEN, take=3), 12) == 10 + 12 * 3
    assert handed_out(Times(EVEN, take=3), 1) == 120 + 3
    assert limit(Times(EVEN, take=3), 12) == "client"


def test_a_heavy_chunk_at_the_end_is_what_all_wait_for():
    heavy = Times(np.array([1.0] * 9 + [10.0]))
    assert handed_out(heavy, 3) == 13
    assert limit(heavy, 3) == "longest chunk"
    assert shared_out(heavy, 3) == 3 + 10


def test_whoever_is_free_has_the_next_chunk():
    assert handed_out(Times(np.array([5.0, 1.0, 1.0, 1.0, 1.0])), 2) == 5
    assert shared_out(Times(np.array([5.0, 1.0, 1.0, 1.0, 1.0])), 2) == 7


def test_more_workers_than_chunks_have_nothing_to_do():
    times = Times(EVEN)
    assert handed_out(times, 1000) == shared_out(times, 1000) == 10
    assert limit(times, 1000) == "12 chunks"

"""What every engine does alike: the rows of chunks, in any order, whatever happens."""

from __future__ import annotations

import os
import threading
from itertools import count

import pytest

from landscape.errors import DataError, LandscapeError
from tests.engines.works import Failing, Places, Roots, failing, rows_of, seven


def collected(engine, work, chunks):
    """Return chunk → rows; a chunk that comes twice fails."""
    found = {}

    def take(chunk, rows):
        assert chunk not in found
        found[chunk] = rows

    engine.run(work, chunks, take)
    return found


def bits(rows):
    return {name: column.tobytes() for name, column in rows.items()}


def test_every_chunk_comes_back_once_with_its_rows_to_the_last_bit(engine):
    found = collected(engine, Roots(), range(20))
    assert sorted(found) == list(range(20))
    assert all(bits(found[n]) == bits(rows_of(n)) for n in found)


def test_no_chunks_are_no_work(engine):
    assert collected(engine, Roots(), []) == {}


def test_rows_come_in_the_calling_thread_while_chunks_are_left(engine):
    taken, threads = [], set()

    def chunks():
        for number in range(50):
            yield number
            if number == 40:
                assert taken, "nothing came back before the last chunk was asked for"

    engine.run(
        Roots(), chunks(), lambda n, rows: (taken.append(n), threads.add(threading.get_ident()))[:0]
    )
    assert threads == {threading.get_ident()}
    assert sorted(taken) == list(range(50))


def test_work_is_begun_once_a_worker(engine):
    found = collected(engine, Places(), range(30)).values()
    workers = {(process, thread) for process, thread, *_ in found}
    assert 1 <= len(workers) <= engine.count(Places())
    for process in {process for process, *_ in found}:
        threads = {thread for p, thread, *_ in found if p == process}
        assert max(started for p, *_, started in found if p == process) <= len(threads)
    assert engine.is_local == all(process == os.getpid() for process, *_ in found)


def test_more_chunks_may_follow_from_rows(engine):
    found = []

    def take(number, rows):
        found.append(number)
        return [10 * number] if number < 10 else None

    engine.run(Roots(), [1, 2, 3], take)
    assert sorted(found) == [1, 2, 3, 10, 20, 30]


@pytest.mark.parametrize("which", [0, 1])
def test_what_a_chunk_raises_comes_out_and_the_others_are_kept(engine, which):
    expected, found = Failing.ERRORS[which], {}
    with pytest.raises(type(expected)) as raised:
        engine.run(Failing(which), count(), found.__setitem__)
    assert raised.value.args == expected.args
    assert found[0] == 0
    assert all(rows == -number for number, rows in found.items())
    assert 3 not in found
    assert max(found) < 40, "it went on after the failure"


def test_a_stop_keeps_what_is_done_and_ends(engine):
    found = {}

    def take(number, rows):
        found[number] = rows
        if len(found) == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        engine.run(Roots(), count(), take)
    assert 5 <= len(found) < 60
    assert all(bits(rows) == bits(rows_of(number)) for number, rows in found.items())
    assert len(collected(engine, Roots(), range(4))) == 4  # and is ready for more


def test_a_failure_to_take_rows_ends_the_run(engine):
    def full(number, rows):
        raise DataError("the disk is full")

    with pytest.raises(DataError, match="the disk is full"):
        engine.run(Roots(), count(), full)


def test_a_question_is_answered_where_work_is_done(engine):
    assert engine.ask(seven) == 7
    assert (engine.ask(os.getpid) == os.getpid()) == engine.is_local
    with pytest.raises(LandscapeError, match="nobody knows"):
        engine.ask(failing)

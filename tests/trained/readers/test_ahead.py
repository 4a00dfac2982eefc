"""Work done ahead: in order, with its errors, and no longer than it is wanted."""

import pytest

from landscape.benchmarks.readers.nats.reader import ahead


def test_results_come_in_order():
    assert list(ahead(lambda x: x * x, range(20), depth=3)) == [(x, x * x) for x in range(20)]
    assert list(ahead(str, [])) == []


def test_an_error_is_raised_when_it_is_due():
    results = ahead(lambda x: 1 // (3 - x), range(9))
    assert [next(results)[0] for _ in range(3)] == [0, 1, 2]
    with pytest.raises(ZeroDivisionError):
        next(results)


def test_no_more_is_begun_than_may_wait():
    begun = []
    results = ahead(begun.append, range(100), depth=2)
    next(results)
    results.close()
    assert len(begun) <= 3

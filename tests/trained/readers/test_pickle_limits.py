"""No pickle makes more than so much, or has keys that take for ever to hash."""

import bz2
import io
import pickle
import tracemalloc

import pytest

from landscape.errors import DataError
from landscape.pickles import bytes as pickle_bytes
from landscape.pickles import limits as pickle_limits
from landscape.pickles import memo as pickle_memo
from landscape.pickles.memo import Memo
from landscape.pickles.stream import PickleStream
from landscape.pickles.unpickle import unpickle
from tests.trained.readers.hostile import BOMBS

SMALL = 1 << 24


def stream(content):
    return PickleStream(io.BytesIO(content)).load()


def unpickled(content):
    try:
        return unpickle(content, "it")
    except DataError as error:
        raise pickle.UnpicklingError(str(error)) from error


READERS = pytest.mark.parametrize("read", [stream, unpickled])


@READERS
@pytest.mark.parametrize("name", BOMBS)
def test_what_takes_more_memory_than_its_bytes_is_refused(monkeypatch, read, name):
    monkeypatch.setattr(pickle_limits, "_MOST", SMALL)
    monkeypatch.setattr(pickle_bytes, "_BLOCK", 1 << 16)
    tracemalloc.start()
    try:
        with pytest.raises(pickle.UnpicklingError, match="makes objects of more than 16,777,216"):
            read(BOMBS[name])
        assert tracemalloc.get_traced_memory()[1] < 2 * SMALL
    finally:
        tracemalloc.stop()


def test_the_limit_is_some_forty_records(data_dir):
    path = next((data_dir / "nats_fixture").glob("NATS-tss-*-simple")) / "000011.pickle.pbz2"
    content = bz2.decompress(path.read_bytes())
    head, tail = b"](", b"e."
    assert len(unpickled(head + content[2:-1] * 20 + tail)) == 20
    with pytest.raises(pickle.UnpicklingError, match="makes objects"):
        unpickled(head + content[2:-1] * 60 + tail)


@READERS
def test_equal_hashes_are_few(read):
    colliding = [2**61 * n - n for n in range(1, 9_999)]
    with pytest.raises(pickle.UnpicklingError, match="makes objects"):
        read(pickle.dumps(dict.fromkeys(colliding), 2))


@READERS
@pytest.mark.parametrize("key", [("cifar10", 777), (None, True, 1.5, b"a"), (), b"a", "a", 2**70])
def test_keys_may_be_plain_values_and_short_tuples(read, key):
    plain = {key: 1, "set": {key}}
    assert read(pickle.dumps(plain, 4)) == plain


@READERS
@pytest.mark.parametrize("key", [((1,),), tuple(range(9)), (1, ("a", 2))])
def test_other_tuples_are_data_and_no_keys(read, key):
    again = read(pickle.dumps([key, {"a": key}], 4))
    assert again == [key, {"a": key}]
    assert type(again[0]) is type(again[1]["a"]) is tuple
    for content in ({key: 1}, {key}, {"a": 1, key: 2}):
        with pytest.raises(pickle.UnpicklingError, match="a key that is no plain data"):
            read(pickle.dumps(content, 4))


def test_a_bomb_inside_bzip2_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(pickle_limits, "_MOST", SMALL)
    file = bz2.BZ2File(io.BytesIO(bz2.compress(b"N" * (1 << 26))))
    with pytest.raises(pickle.UnpicklingError, match="makes objects"):
        PickleStream(file).load()
    assert file.tell() < 1 << 22


def test_each_architecture_has_a_limit_of_its_own(monkeypatch):
    monkeypatch.setattr(pickle_limits, "_MOST", 1 << 21)
    monkeypatch.setattr(pickle_bytes, "_BLOCK", 1 << 12)
    records = {index: {"a": [[n] for n in range(1000)], "b": index} for index in range(40)}
    content = pickle.dumps({"records": records, "last": 0})
    assert len(list(PickleStream(io.BytesIO(content)).entries("records"))) == 40
    with pytest.raises(pickle.UnpicklingError, match="makes objects"):
        PickleStream(io.BytesIO(content)).load()


def fill(memo, value):
    for n in range(9_999):
        memo[len(memo)] = f"{value}{n}" if value == "text" else value
        memo.forget()


def test_what_is_kept_of_all_architectures_has_a_limit(monkeypatch):
    monkeypatch.setattr(pickle_memo, "_MOST", 10_000)
    for value in (1.5, "text", (1, 2), [1]):
        with pytest.raises(pickle.UnpicklingError, match="numbers more objects"):
            fill(Memo(), value)

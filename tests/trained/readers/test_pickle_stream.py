"""Long pickles, entry by entry: the same data as Python reads, and no more than data."""

import io
import pickle
import tracemalloc
from collections import OrderedDict

import numpy as np
import pytest

from landscape.pickles import bytes as pickle_bytes
from landscape.pickles.stream import PickleStream
from tests.trained.readers.hostile import HOSTILE
from tests.trained.readers.test_unpickle import PLAIN

PROTOCOLS = (2, 3, 4)


def record(index, shared="name"):
    texts = [f"x-valid@{epoch}" for epoch in range(120)]
    return {
        "index": index,
        shared: {epoch: index + epoch / 7 for epoch in range(300)},
        "by text": {text: index * float(n) for n, text in enumerate(texts)},
        "by the same": {text: -float(n) for n, text in enumerate(texts)},
        ("cifar10", 777): OrderedDict.fromkeys(range(5), 2.5),
        "scalar": np.float64(index / 3),
        "array": np.arange(index + 1),
        "more": [
            None,
            True,
            False,
            -5,
            2**40,
            "ä",
            b"\0\xff",
            {1, 2},
            (),
            (1,),
            (1, 2, 3, 4),
            70000,
        ],
    }


def outer(n=40):
    return {"first": ["a", "b"], "records": {i: record(i) for i in range(n)}, "last": {0, 1}}


def stream(*objects, protocol=4):
    return PickleStream(io.BytesIO(b"".join(pickle.dumps(o, protocol) for o in objects)))


def assert_equal(found, expected):
    np.testing.assert_array_equal(found.pop("array"), expected.pop("array"))
    assert found == expected


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_whole_pickles_one_after_the_other(protocol):
    content = stream(PLAIN, [1], "two", protocol=protocol)
    assert [content.load(), content.load(), content.load()] == [PLAIN, [1], "two"]


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("block", [16, 333, 1 << 20])
def test_entries_are_handed_over_one_by_one(monkeypatch, protocol, block):
    monkeypatch.setattr(pickle_bytes, "_BLOCK", block)
    n = 3 if block < 100 else 20
    source = stream(outer(n), "next", protocol=protocol)
    for count, (index, found) in enumerate(source.entries("records")):
        assert index == count
        assert source.first == {"first": ["a", "b"]}
        assert_equal(found, record(index))
    assert count == n - 1
    assert source.rest == {"first": ["a", "b"], "records": {}, "last": {0, 1}}
    assert source.load() == "next"


def test_more_entries_than_a_pickle_adds_at_once():
    content = {"records": {i: {"a": i, "b": [i]} for i in range(2500)}, "last": 0}
    found = dict(stream(content).entries("records"))
    assert found == content["records"]


def test_ordered_dictionaries():
    content = OrderedDict(a=1, records=OrderedDict((i, OrderedDict(b=2, c=i)) for i in range(5)))
    assert dict(stream(content, protocol=2).entries("records")) == content["records"]


def test_a_single_entry_is_left_where_it_was():
    source = stream({"a": 1, "records": {7: {"x": 1, "y": 2}}})
    assert list(source.entries("records")) == []
    assert source.rest["records"] == {7: {"x": 1, "y": 2}}


def test_texts_are_shared_by_records_but_nothing_else_is():
    text, part = "a text of all", [1, 2, 3]
    entries = {i: {"text": text, "own": [i]} for i in range(9)}
    assert dict(stream({"records": entries, "a": 1}).entries("records")) == entries
    entries[8]["own"] = entries[0]["own"] = part
    with pytest.raises(pickle.UnpicklingError, match="part of an earlier architecture"):
        list(stream({"records": entries, "a": 1}).entries("records"))


def test_memory_holds_one_entry(monkeypatch):
    monkeypatch.setattr(pickle_bytes, "_BLOCK", 1 << 14)
    content = pickle.dumps(outer(300), 2)

    def peak(read):
        tracemalloc.start()
        try:
            read()
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    def one_by_one():
        assert sum(1 for _ in PickleStream(io.BytesIO(content)).entries("records")) == 300

    assert 4 * peak(one_by_one) < peak(lambda: pickle.loads(content))


# The lengths of frames are not believed here, and not needed; what has no end ends with the rest.
@pytest.mark.parametrize("name", sorted(HOSTILE.keys() - {"frame", "no end"}))
@pytest.mark.parametrize("inside", [False, True])
def test_hostile_pickles_are_refused(monkeypatch, tmp_path, name, inside):
    monkeypatch.chdir(tmp_path)
    content = HOSTILE[name][0]
    if inside:  # as a value of the second record
        head = b"\x80\x02}(X\x07\x00\x00\x00records}(K\x00}(X\x01\x00\x00\x00a"
        head += b"K\x01uK\x01}X\x01\x00\x00\x00a"
        content = head + content.removesuffix(b".") + b"suu."
    tracemalloc.start()
    with pytest.raises(pickle.UnpicklingError):
        for _ in PickleStream(io.BytesIO(content)).entries("records"):
            pass
    assert tracemalloc.get_traced_memory()[1] < 1 << 25
    tracemalloc.stop()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_pickle_cut_anywhere_is_refused(protocol):
    whole = pickle.dumps(outer(2), protocol)
    for length in range(0, len(whole), 131):
        source = PickleStream(io.BytesIO(whole[:length]))
        with pytest.raises(pickle.UnpicklingError):
            list(source.entries("records"))


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_flipped_bit_is_refused_or_changes_data_only(protocol):
    whole = pickle.dumps(outer(2), protocol)
    for bit in range(0, 8 * len(whole), 811):
        content = bytearray(whole)
        content[bit // 8] ^= 1 << bit % 8
        source = PickleStream(io.BytesIO(bytes(content)))
        try:
            list(source.entries("records"))
        except pickle.UnpicklingError as refused:
            assert str(refused)  # noqa: PT017

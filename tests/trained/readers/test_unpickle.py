"""Pickles may only hold plain data."""

import pickle
import subprocess
import sys
import tracemalloc
from collections import OrderedDict

import numpy as np
import pytest

from landscape.errors import DataError
from landscape.pickles.unpickle import unpickle, unpickle_next
from tests.trained.readers.hostile import HOSTILE, Call

PLAIN = {
    "numbers": [1, -(2**70), 1.5, True, None, float("inf")],
    ("a tuple", 3): {"a set", 2},
    "text": "ä" * 300,
    "bytes": bytes(range(256)),
    "nested": OrderedDict(b={"c": (1, [2])}),
    "scalar": np.float64(2.5),
    0: np.int64(7),
}


@pytest.mark.parametrize("protocol", range(6))
def test_plain_data_comes_as_python_reads_it(protocol):
    content = pickle.dumps(PLAIN, protocol)
    assert unpickle(content, "it") == pickle.loads(content) == PLAIN


@pytest.mark.parametrize("protocol", range(5))
def test_arrays_come_wherever_they_are(protocol):
    array = np.arange(12.0).reshape(3, 4).T
    again = unpickle(pickle.dumps([{"a": (array, [array])}, array[:1]], protocol), "it")
    assert again[0]["a"][0] is again[0]["a"][1][0]
    np.testing.assert_array_equal(again[0]["a"][0], array)
    np.testing.assert_array_equal(again[1], array[:1])
    assert type(again[1]) is np.ndarray


def test_shared_and_cyclic_data():
    ring = [1]
    ring.append({"ring": ring, "pair": (ring,)})
    again = unpickle(pickle.dumps(ring), "it")
    assert again[1]["ring"] is again
    assert again[1]["pair"][0] is again


def test_an_ordered_dictionary_is_a_dictionary():
    assert type(unpickle(pickle.dumps(OrderedDict(a=1)), "it")) is dict


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pickles_are_refused(name, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    content, words = HOSTILE[name]
    with pytest.raises(DataError, match=rf"^it is no pickle of plain .*{words}") as refused:
        unpickle(content, "it")
    assert str(refused.value).isprintable()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pickles_get_no_memory(name):
    content, _ = HOSTILE[name]
    tracemalloc.start()
    with pytest.raises(DataError):
        unpickle(content, "it")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1 << 25


def test_a_hostile_pickle_leaves_nothing_behind():
    for content, _ in HOSTILE.values():
        with pytest.raises(DataError):
            unpickle(content, "it")
    test_plain_data_comes_as_python_reads_it(2)


@pytest.mark.parametrize("protocol", [0, 2, 4])
def test_a_pickle_cut_anywhere_is_refused(protocol):
    whole = pickle.dumps(PLAIN, protocol)
    for length in range(len(whole)):
        with pytest.raises(DataError):
            unpickle(whole[:length], "it")


@pytest.mark.parametrize("protocol", [0, 2, 4])
def test_a_flipped_bit_is_refused_or_changes_data_only(protocol):
    whole = pickle.dumps(PLAIN, protocol)
    for bit in range(0, 8 * len(whole), 5):
        content = bytearray(whole)
        content[bit // 8] ^= 1 << bit % 8
        try:
            unpickle(bytes(content), "it")
        except DataError as refused:
            assert str(refused).isprintable()  # noqa: PT017


def test_further_names_are_stood_in_for_on_request():
    content = pickle.dumps(Call(complex, 1.0, 2.0), 2)
    with pytest.raises(DataError, match=r"asks for __builtin__\.complex"):
        unpickle(content, "it")
    more = {("__builtin__", "complex"): lambda real, imag: ("complex", real, imag)}
    assert unpickle(content, "it", more) == ("complex", 1.0, 2.0)


def test_pickles_one_after_the_other():
    content = pickle.dumps([1]) + pickle.dumps("two", 0)
    first, start = unpickle_next(content, 0, "it")
    second, end = unpickle_next(content, start, "it")
    assert (first, second, end) == ([1], "two", len(content))


def test_no_module_is_imported_for_a_pickle():
    code = (
        "import sys, landscape.pickles.unpickle as u\n"
        "try: u.unpickle(b'\\x80\\x02cantigravity\\nfly\\n.', 'it')\n"
        "except u.DataError: pass\n"
        "print('antigravity' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "False\n"

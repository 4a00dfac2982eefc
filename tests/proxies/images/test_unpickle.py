"""Pickles may only hold plain data, whatever their checksum."""

import os
import pickle

import numpy as np
import pytest

from landscape.errors import DataError
from proxies.images.official import unpickle
from tests.proxies.images.conftest import python2_pickle


def test_what_python_2_wrote():
    pixels = np.arange(256, dtype=np.uint8).reshape(4, 64)
    batch = unpickle(python2_pickle({"data": pixels, "labels": [3, 1, 2, 0]}), "batch")
    assert batch["labels"] == [3, 1, 2, 0]
    np.testing.assert_array_equal(batch["data"], pixels)


@pytest.mark.parametrize("protocol", range(5))
def test_what_python_3_wrote(protocol):
    batch = {"data": np.arange(12.0).reshape(3, 4), "labels": [np.int64(5), 7], "b": b"\xff\0a"}
    again = unpickle(pickle.dumps(batch, protocol), "batch")
    np.testing.assert_array_equal(again.pop("data"), batch.pop("data"))
    assert again == batch


class Call:
    """Pickles as a call of some function."""

    def __init__(self, function, *arguments):
        self.call = function, arguments

    def __reduce__(self):
        return self.call


@pytest.mark.parametrize(
    ("call", "asked_for"),
    [
        (Call(os.system, "touch trapped"), r"(posix|nt).system"),
        (Call(eval, "open('trapped', 'w')"), r"(__builtin__|builtins).eval"),
        (Call(np.fromfile, "trapped"), "numpy.*fromfile"),
        (Call(getattr, "x", "y"), r"(__builtin__|builtins).getattr"),
    ],
)
@pytest.mark.parametrize("protocol", [0, 2, 4])
def test_nothing_is_ever_called(monkeypatch, tmp_path, call, asked_for, protocol):
    monkeypatch.chdir(tmp_path)
    content = pickle.dumps({"data": call}, protocol)
    with pytest.raises(DataError, match=rf"^batch is no pickle .*asks for {asked_for}\): get"):
        unpickle(content, "batch")
    assert not list(tmp_path.iterdir())


def test_no_array_of_objects():
    content = pickle.dumps({"data": np.array([{}, None])}, protocol=4)
    with pytest.raises(DataError, match="it holds values of kind 'O8'"):
        unpickle(content, "batch")


def test_bytes_are_never_taken_for_objects():
    """With NumPy's own names, this would make Python follow a pointer of the file's choice."""
    content = b"\x80\x02}X\x04\x00\x00\x00datacnumpy\nndarray\n(K\x01\x85X\x01\x00\x00\x00OC\x08"
    content += b"\x00" * 8 + b"tRs."
    with pytest.raises(DataError, match="is no pickle of plain arrays"):
        unpickle(content, "batch")


@pytest.mark.parametrize("order", ["<", ">"])
def test_both_byte_orders_and_both_layouts(order):
    numbers = np.asfortranarray(np.arange(6, dtype=f"{order}i4").reshape(2, 3))
    again = unpickle(pickle.dumps({"data": numbers}, protocol=4), "batch")["data"]
    np.testing.assert_array_equal(again, numbers)


def test_no_codec_but_the_one_for_bytes():
    content = b"\x80\x02c_codecs\nencode\nX\x01\x00\x00\x00aX\x04\x00\x00\x00zlib\x86R."
    with pytest.raises(DataError, match="it holds bytes in 'zlib'"):
        unpickle(content, "batch")


@pytest.mark.parametrize(
    "content", [b"", b"PK", b"\x80\x02}(U\x04data", b"\x80\x63.", b"0.", b"]."]
)
def test_broken_pickles(content):
    with pytest.raises(DataError, match=r"^batch is no pickle of plain arrays") as refused:
        unpickle(content, "batch")
    assert str(refused.value).isprintable()

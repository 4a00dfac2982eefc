"""Pickles that want more than to be data. Each leaves the file ``trapped`` if it gets its way."""

import io
import os
import pickle
import struct

import numpy as np


class Call:
    """Pickles as a call of some function."""

    def __init__(self, function, *arguments):
        self.call = function, arguments

    def __reduce__(self):
        return self.call


class _WithOutside(pickle.Pickler):
    def persistent_id(self, obj):
        return "storage/0" if isinstance(obj, memoryview) else None


def with_outside_object(protocol: int) -> bytes:
    file = io.BytesIO()
    _WithOutside(file, protocol).dump({"weights": memoryview(b"")})
    return file.getvalue()


def text(value: str) -> bytes:
    return b"X" + struct.pack("<I", len(value)) + value.encode()


TRAP = "open('trapped', 'w').close()"
HOSTILE = {
    "system": (pickle.dumps([Call(os.system, "touch trapped")]), "asks for posix.system"),
    "eval": (pickle.dumps({"a": Call(eval, TRAP)}), "asks for builtins.eval"),
    "exec": (pickle.dumps((1, {2: Call(exec, TRAP)}), 2), "asks for __builtin__.exec"),
    "nested": (
        pickle.dumps(Call(getattr, Call(__import__, "os"), "system")),
        r"asks for builtins\.(getattr|__import__)",
    ),
    "instance": (b"(" + text(TRAP) + b"ibuiltins\neval\n.", "asks for builtins.eval"),
    "stacked": (
        b"\x80\x04\x8c\x02os\x8c\x06system\x93" + text("touch trapped") + b"\x85R.",
        "asks for os.system",
    ),
    "dotted": (
        b"\x80\x04\x8c\x05numpy\x8c\x12ndarray.__init__.x\x93.",
        "asks for numpy.ndarray.__init__.x",
    ),
    "torch": (
        b"\x80\x02ctorch._utils\n_rebuild_tensor_v2\n(tR.",
        "asks for torch._utils._rebuild_tensor_v2",
    ),
    "extension": (b"\x80\x02\x82\x01.", "has the opcode EXT1"),
    "outside 2": (with_outside_object(2), "asks for an outside object"),
    "outside 0": (with_outside_object(0), "asks for the outside object 'storage/0'"),
    "objects": (pickle.dumps(np.array([{}, None])), "holds values of kind 'O8'"),
    "long objects": (pickle.dumps(np.array([None] * 99)), "holds values of kind 'O8'"),
    "pointers": (
        b"\x80\x02cnumpy\nndarray\n(K\x01\x85X\x01\x00\x00\x00OC\x08" + b"\x01" * 8 + b"tR.",
        "no attribute",
    ),
    "text of length 2^62": (b"\x80\x04\x8d" + struct.pack("<Q", 1 << 62) + b"a.", "cut short"),
    "text of length 2^31": (b"\x80\x02X\xff\xff\xff\x7fa.", "cut short"),
    "bytes of length 2^31": (b"\x80\x03B\xff\xff\xff\x7fa.", "cut short"),
    "byte array": (b"\x80\x05\x96" + struct.pack("<Q", 1 << 40) + b"a.", "opcode BYTEARRAY8"),
    "frame": (b"\x80\x04\x95" + struct.pack("<Q", 1 << 40) + b"N.", "cut short"),
    "memo": (b"\x80\x02]r\x00\x00\x00\x7f.", "a memo of 2130706432 places"),
    "memo in digits": (b"]p2130706432\n.", "a memo of 2130706432 places"),
    "endless number": (b"L" + b"9" * 9999 + b"L\n.", "4300 digits"),
    "copies": (
        b"\x80\x02]q\x00(" + b"K\x01" * 200 + b"e0cbuiltins\nset\nq\x01"
        b"0" + b"h\x01h\x00\x85R0" * 500 + b"N.",
        "has more copied than it holds",
    ),
    "itself": (b"\x80\x02cnumpy\nndarray\n.", "holds a name where data is expected"),
    "itself inside": (b"\x80\x02]cnumpy\ndtype\na.", "holds a name where data is expected"),
    "itself as key": (b"\x80\x02}cnumpy\ndtype\nNs.", "a key that is no plain data"),
    "change": (
        b"\x80\x02c_codecs\nencode\n}" + text("__doc__") + text("mine") + b"sb.",
        "it sets attributes of a name",
    ),
    "change of slots": (
        b"\x80\x02c_codecs\nencode\nN}" + text("__defaults__") + b"Ns\x86b.",
        "it sets attributes of a name",
    ),
    "new object": (b"\x80\x02cnumpy\nndarray\n)\x81.", "must be a type"),
    "unpickler": (pickle.dumps(Call(pickle.loads, b"N.")), r"asks for _pickle\.loads"),
    "deep": (b"\x80\x02" + b"]" * 9_999 + b"a" * 9_998 + b".", "recursion"),
    "deep key": (b"})" + b"\x85" * 5_000 + b"Ns.", "a key that is no plain data"),
    "shared key": (
        b"})" + b"".join(b"2\x86" for _ in range(60)) + b"Ns.",
        "a key that is no plain data",
    ),
    "shared key in memo": (
        b"}" + b")" + b"".join(b"q%ch%c\x86" % (n, n) for n in range(1, 9)) + b"Ns.",
        "a key that is no plain data",
    ),
    "deep key of a set": (b"\x8f()" + b"\x85" * 99 + b"\x90.", "a key that is no plain data"),
    "deep key of set()": (
        b"\x80\x02cbuiltins\nset\n](" + b")" + b"\x85" * 99 + b"e\x85R.",
        "a key that is no plain data",
    ),
    "long key": (b"}(" + b"K\x01" * 9 + b"tNs.", "a key that is no plain data"),
    "frozen sets": (b"\x80\x04(K\x01\x91.", "has the opcode FROZENSET"),
    "deep name": (
        b"\x80\x04)" + b"\x85" * 99 + b"\x8c\x01a\x93.",
        "requires str|asks for",
    ),
    "a number of megabytes": (
        b"\x80\x02\x8b\0\0\x10\0" + bytes(1 << 20) + b".",
        "has the opcode LONG4",
    ),
    "rows of nothing": (
        b"\x80\x02cnumpy.core.multiarray\n_reconstruct\n)R(K\x01\x8a\x05\0\0\0\0\x01K\0\x86"
        b"cnumpy\ndtype\nX\x02\x00\x00\x00f8\x85R\x89C\x00tb.",
        "more rows than numbers",
    ),
    "rows of rows of nothing": (
        b"\x80\x02cnumpy.core.multiarray\n_reconstruct\n)R(K\x01(M\xe8\x03M\xe8\x03M\xe8\x03K\0t"
        b"cnumpy\ndtype\nX\x02\x00\x00\x00f8\x85R\x89C\x00tb.",
        "more rows than numbers",
    ),
    "tuple of itself": (b"]q\x00h\x00\x85q\x01a0h\x01.", "a tuple that holds itself"),
    "empty": (b"", "cut short"),
    "no end": (b"\x80\x02}", "cut short"),
    "no pickle": (b"PK\x03\x04", "cut short"),
}
"""By name, what is refused and with which words."""

_BIG = b"\x8a\x09" + bytes(8) + b"\x01"
BOMBS = {
    "sets": b"](" + b"\x8f" * 4_000_000 + b"e.",
    "dictionaries": b"](" + b"}" * 4_000_000 + b"e.",
    "lists": b"](" + b"]" * 4_000_000 + b"e.",
    "marks": b"(" * 20_000_000 + b".",
    "texts": b"](" + b"\x8c\x02ab" * 4_000_000 + b"e.",
    "floats": b"](" + b"G" * 9 * 2_000_000 + b"e.",
    "big numbers": b"](" + _BIG * 9_999 + b"e.",
    "deep key": b"})" + b"\x85" * 2_000_000 + b"Ns.",
}
"""By name, what would take a hundred times more memory than it has bytes."""

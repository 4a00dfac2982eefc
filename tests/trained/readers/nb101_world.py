"""Small NAS-Bench-101 files, in the official format, made without the code under test."""

import base64
import functools
import hashlib
import json
import struct
from pathlib import Path

from landscape.errors import ArchitectureError
from landscape.spaces import ProductSpace


class Cells(ProductSpace):
    """A space whose architectures are hashes, as those of NAS-Bench-101."""

    def __init__(self):
        super().__init__([10], name="nb101")
        self.hashes = [hashlib.md5(bytes([cell])).hexdigest() for cell in range(10)]

    def _parse(self, architecture):
        if architecture not in self.hashes:
            raise ArchitectureError(f"{architecture!r} is no cell")
        return self.hashes.index(architecture)


SPACE = Cells()


def varint(value: int) -> bytes:
    digits = b""
    while value > 0x7F:
        digits += bytes([value & 0x7F | 0x80])
        value >>= 7
    return digits + bytes([value])


def evaluation(epoch, seconds, train, val, test, checkpoint="") -> bytes:
    numbers = (epoch, seconds, train, val, test)
    message = b"".join(
        varint(n << 3 | 1) + struct.pack("<d", value) for n, value in enumerate(numbers, 1)
    )
    text = checkpoint.encode()
    return message + (varint(6 << 3 | 2) + varint(len(text)) + text if text else b"")


def metrics(evaluations: list[bytes], params: int, total_time: float = 99.5) -> bytes:
    inner = b"".join(varint(1 << 3 | 2) + varint(len(one)) + one for one in evaluations)
    total = varint(3 << 3 | 1) + struct.pack("<d", total_time)
    return inner + varint(2 << 3) + varint(params) + total


def run(cell: int, schedule: int, number: int) -> list[bytes]:
    """Return the three evaluations of one run; every value says whose it is."""
    base = cell / 10 + schedule / 10_000 + number / 100_000
    return [
        evaluation(0.0, 1.5, 0.1, 0.1, 0.1),
        evaluation(schedule / 2, 50 + number, base / 2, base / 4, base / 8, "/model/1"),
        evaluation(float(schedule), 100 + number, base, base / 2, base / 4, "/model/2"),
    ]


def record(cell: int, schedule: int, number: int) -> bytes:
    message = metrics(run(cell, schedule, number), 2_694_282 + cell)
    row = [
        SPACE.hashes[cell],
        schedule,
        "0100100110",
        "input,conv3x3-bn-relu,output",
        base64.b64encode(message).decode(),
    ]
    return json.dumps(row).encode()


@functools.cache
def bitwise_crc(content: bytes) -> int:
    crc = 0xFFFFFFFF
    for byte in content:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def masked(content: bytes) -> bytes:
    crc = bitwise_crc(content)
    return struct.pack("<I", ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF)


def framed(content: bytes) -> bytes:
    length = struct.pack("<Q", len(content))
    return length + masked(length) + content + masked(content)


def write(path: Path, records: list[bytes]) -> Path:
    path.write_bytes(b"".join(map(framed, records)))
    return path


FULL = [
    (cell, schedule, n) for cell in (3, 7, 0) for schedule in (4, 12, 36, 108) for n in range(3)
]

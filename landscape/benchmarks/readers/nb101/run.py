"""One training run of NAS-Bench-101, as a record of its file tells it.

A record is a JSON list: hash of the cell, epochs trained, adjacency matrix, operations, and the
measurements as a Protocol Buffers message in base 64 (``nasbench/api.py`` and
``nasbench/lib/model_metrics.proto`` of https://github.com/google-research/nasbench).
"""

from __future__ import annotations

import base64
import itertools
import json
import re
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from landscape.errors import DataError
from landscape.reason import reason, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["SCHEDULES", "Evaluation", "Run", "fields", "read_run"]

SCHEDULES = (4, 12, 36, 108)
"""Numbers of epochs that cells were trained for, each from the start."""

_EVALUATIONS, _PARAMS = 1, 2
_EPOCH, _SECONDS, _TRAIN, _VAL, _TEST = 1, 2, 3, 4, 5
_NEEDED = (_EPOCH, _SECONDS, _TRAIN, _VAL, _TEST)
# How an evaluation is usually written: tag and value of these five, in their order.
_USUAL = struct.Struct("<" + "Bd" * len(_NEEDED))
_TAGS = tuple(number << 3 | 1 for number in _NEEDED)


class Evaluation(NamedTuple):
    """Epochs trained, seconds spent on training them, and accuracies between 0 and 1."""

    epoch: float
    seconds: float
    train: float
    val: float
    test: float


@dataclass(frozen=True)
class Run:
    """One training run.

    Attributes
    ----------
    module_hash
        Hash of the cell, 32 hexadecimal digits.
    schedule
        How many epochs it was meant to have.
    params
        Trainable parameters of the network.
    evaluations
        At the start, half-way and at the end.
    """

    module_hash: str
    schedule: int
    params: int
    evaluations: tuple[Evaluation, ...]


def read_run(record: bytes, where: str) -> Run:
    """Return what a record says.

    Raises
    ------
    DataError
        If it says anything else.
    """
    try:
        module_hash, schedule, _, _, message = json.loads(record)
        if not re.fullmatch("[0-9a-f]{32}", module_hash) or schedule not in SCHEDULES:
            raise ValueError(f"cell {shown(module_hash)} trained for {shown(schedule)} epochs")
        return _run(module_hash, schedule, base64.b64decode(message, validate=True))
    except (ValueError, TypeError, RecursionError) as error:
        raise DataError(
            f"{where} is no record of NAS-Bench-101 ({reason(error)}): expected [hash, epochs, "
            "matrix, operations, measurements]; get the published file"
        ) from error


def _run(module_hash: str, schedule: int, message: bytes) -> Run:
    evaluations: list[Evaluation] = []
    params = None
    for number, value in fields(message):
        if number == _EVALUATIONS and isinstance(value, bytes):
            evaluations.append(_evaluation(value))
        elif number == _PARAMS and isinstance(value, int):
            params = value
    if params is None or not evaluations:
        raise ValueError("measurements without parameters or evaluations")
    epochs = [evaluation.epoch for evaluation in evaluations]
    # Said so that it is false of what is no number, too.
    if not (_ascend(epochs) and 0 <= epochs[0] <= epochs[-1] < schedule + 0.5):
        raise ValueError(f"evaluations after {shown(epochs)} epochs of {schedule}")
    return Run(module_hash, schedule, params, tuple(evaluations))


def _ascend(epochs: list[float]) -> bool:
    return all(before < after for before, after in itertools.pairwise(epochs))


def _evaluation(message: bytes) -> Evaluation:
    if len(message) == _USUAL.size:
        parts = _USUAL.unpack(message)
        if parts[::2] == _TAGS:
            return Evaluation(*parts[1::2])
    told = dict(fields(message))
    values = [told.get(number) for number in _NEEDED]
    if not all(isinstance(value, float) for value in values):
        raise ValueError("an evaluation that is not complete")
    return Evaluation(*values)  # type: ignore[arg-type]


_DOUBLE = struct.Struct("<d")
_MOST_DIGITS = 10
_VARINT, _FIXED_64, _BYTES, _FIXED_32 = 0, 1, 2, 5


def fields(message: bytes) -> Iterator[tuple[int, int | float | bytes]]:
    """Yield number and value of each field of a message of Protocol Buffers.

    Source: https://protobuf.dev/programming-guides/encoding, as far as small messages need it.

    A varint is an int (not negative), what has 8 bytes a float, everything else its bytes: text,
    messages inside, and what has 4.

    Raises
    ------
    ValueError
        If the message is cut short, or is none.
    """
    at = 0
    while at < len(message):
        tag, at = _varint(message, at)
        kind = tag & 7
        value: int | float | bytes
        if kind == _VARINT:
            value, at = _varint(message, at)
        elif kind == _FIXED_64:
            value, at = _DOUBLE.unpack(_take(message, at, 8))[0], at + 8
        elif kind in (_BYTES, _FIXED_32):
            length, at = _varint(message, at) if kind == _BYTES else (4, at)
            value, at = _take(message, at, length), at + length
        else:
            raise ValueError(f"a field of wire type {kind} at byte {at}")
        yield tag >> 3, value


def _varint(message: bytes, at: int) -> tuple[int, int]:
    """Return the number whose digits to base 128 begin at `at`, and where they end."""
    if at < len(message) and message[at] < 0x80:  # as most are
        return message[at], at + 1
    value = 0
    for place, digit in enumerate(message[at : at + _MOST_DIGITS]):
        value |= (digit & 0x7F) << 7 * place
        if digit < 0x80:
            return value, at + place + 1
    raise ValueError(f"a number at byte {at} that does not end")


def _take(message: bytes, at: int, length: int) -> bytes:
    if at + length > len(message):
        raise ValueError(f"{length} bytes at byte {at} of {len(message)}")
    return message[at : at + length]

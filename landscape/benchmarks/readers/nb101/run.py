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
from typing import NamedTuple

from landscape.benchmarks.readers.nb101.protobuf import fields
from landscape.errors import DataError
from landscape.reason import reason, shown

__all__ = ["SCHEDULES", "Evaluation", "Run", "read_run"]

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

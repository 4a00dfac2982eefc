"""The options under which networks are scored."""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, SupportsIndex

from landscape.datasets import Dataset, get_dataset
from landscape.errors import OptionError
from landscape.names import find_name

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["INITIALISATIONS", "PRECISIONS", "Settings"]

INITIALISATIONS = ("shared", "independent")
"""One weight a place in the skeleton for all architectures, or one for each of them."""

PRECISIONS = ("single", "double")
"""Floating-point numbers of 32 or 64 bits."""


@dataclass(frozen=True)
class Settings:
    """How untrained networks are initialised and evaluated.

    Attributes
    ----------
    dataset
        ``cifar10``, ``cifar100`` or ``ImageNet16-120``: image size and number of classes. Or a
        `Dataset` of your own.
    data
        Where the images come from that some metrics need: None for the dataset's own files,
        ``noise`` for random ones, or an ``.npz`` file.
    data_dir
        Folder to look for the dataset's files in before any other.
    batch_size
        Images in the one batch that every architecture sees.
    seed
        Picks the random weights; a whole number, at least 0.
    repeats
        How many initialisations the scores are averaged over.
    init
        ``shared``: one weight a place in the skeleton, the same for all architectures;
        ``independent``: every network draws its own, which architectures
        that build the same one share.
    precision
        ``single``, or ``double`` to tell what rounding does to a score: a ReLU whose input is
        almost zero may open or close by it, and gradients change by more than a rounding.
    device
        ``auto`` (CUDA if there is one), ``cpu``, ``cuda`` or ``cuda:N``.
    at_once
        Architectures evaluated at once; None follows the free memory.

    Raises
    ------
    UnknownNameError
        If there is no such dataset, initialisation or precision.
    OptionError
        If a number or the device is outside what is possible.
    """

    dataset: str | Dataset = "cifar10"
    data: str | Path | None = None
    data_dir: Path | None = None
    batch_size: int = 32
    seed: int = 0
    repeats: int = 1
    init: str = "shared"
    precision: str = "single"
    device: str = "auto"
    at_once: int | None = None

    def __post_init__(self) -> None:
        _check_task(self.task)
        if isinstance(self.dataset, str):
            object.__setattr__(self, "dataset", self.task.name)
        for name, least in (("seed", 0), ("repeats", 1), ("batch_size", 2), ("at_once", 1)):
            value = getattr(self, name)
            if value is not None or name != "at_once":
                object.__setattr__(self, name, _whole(name, value, least))
        object.__setattr__(self, "device", self.device.lower())
        if not re.fullmatch(r"auto|cpu|cuda(:\d+)?", self.device):
            raise OptionError(f"unknown device {self.device!r}: expected auto, cpu, cuda or cuda:N")
        for title, name, known in (
            ("initialisation", "init", INITIALISATIONS),
            ("precision", "precision", PRECISIONS),
        ):
            object.__setattr__(self, name, find_name(title, getattr(self, name), known))

    @property
    def task(self) -> Dataset:
        """The dataset itself."""
        return self.dataset if isinstance(self.dataset, Dataset) else get_dataset(self.dataset)


def _check_task(task: Dataset) -> None:
    if task.classes < 2 or task.size < 4 or task.size % 4:
        raise OptionError(
            f"dataset {task.name!r} has {task.classes} classes and {task.size}×{task.size} pixels: "
            "expected two classes or more, and a size divisible by 4"
        )


def _whole(name: str, value: object, least: int) -> int:
    """Return a whole number of any type, numpy's included, as an int."""
    if isinstance(value, SupportsIndex) and not isinstance(value, bool):
        number = operator.index(value)
        if number >= least:
            return number
    raise OptionError(f"{name} {value!r}: expected a whole number, at least {least}")

"""The options under which networks are scored."""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass
from typing import SupportsIndex

from landscape.datasets import Dataset, get_dataset
from landscape.errors import OptionError

__all__ = ["INITIALISATIONS", "Settings"]

INITIALISATIONS = ("shared", "independent")
"""One weight a place in the skeleton for all architectures, or one for each of them."""


@dataclass(frozen=True)
class Settings:
    """How untrained networks are initialised and evaluated.

    Attributes
    ----------
    dataset
        ``cifar10``, ``cifar100`` or ``ImageNet16-120``: image size and number of classes.
    seed
        Picks the random weights; a whole number, at least 0.
    repeats
        How many initialisations the scores are averaged over.
    init
        ``shared``: one weight a place in the skeleton, the same for all architectures;
        ``independent``: every architecture draws its own.
    device
        ``auto`` (CUDA if there is one), ``cpu``, ``cuda`` or ``cuda:N``.
    batch
        Architectures evaluated at once; None follows the free memory.

    Raises
    ------
    UnknownNameError
        If there is no such dataset.
    OptionError
        If a number or a name is outside what is possible.
    """

    dataset: str = "cifar10"
    seed: int = 0
    repeats: int = 1
    init: str = "shared"
    device: str = "auto"
    batch: int | None = None

    def __post_init__(self) -> None:
        get_dataset(self.dataset)
        for name, least in (("seed", 0), ("repeats", 1), ("batch", 1)):
            value = getattr(self, name)
            if value is not None or name != "batch":
                object.__setattr__(self, name, _whole(name, value, least))
        if not re.fullmatch(r"auto|cpu|cuda(:\d+)?", self.device):
            raise OptionError(f"unknown device {self.device!r}: expected auto, cpu, cuda or cuda:N")
        if self.init not in INITIALISATIONS:
            names = " or ".join(INITIALISATIONS)
            raise OptionError(f"initialisation {self.init!r}: expected {names}")

    @property
    def task(self) -> Dataset:
        """The dataset itself."""
        return get_dataset(self.dataset)


def _whole(name: str, value: object, least: int) -> int:
    """Return a whole number of any type, numpy's included, as an int."""
    if isinstance(value, SupportsIndex) and not isinstance(value, bool):
        number = operator.index(value)
        if number >= least:
            return number
    raise OptionError(f"{name} {value!r}: expected a whole number, at least {least}")

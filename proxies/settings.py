"""The options under which networks are scored."""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, SupportsIndex

from landscape.datasets import BUILT_IN, DATASETS, NOISE, Dataset, get_dataset, noise_like
from landscape.errors import OptionError
from landscape.options.base import path_of
from landscape.options.shared import ScoringOptions
from landscape.registry import find_name, match_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from proxies.proxy import Proxy

__all__ = ["INITIALISATIONS", "PRECISIONS", "Settings", "scored_on", "scoring_settings"]

INITIALISATIONS = ("shared", "independent")
"""One weight a place in the skeleton for all architectures, or one for each of them."""

PRECISIONS = ("single", "double")
"""Floating-point numbers of 32 or 64 bits."""


@dataclass(frozen=True)
class Settings(ScoringOptions):
    """How untrained networks are initialised and evaluated.

    Attributes
    ----------
    dataset
        ``cifar10``, ``cifar100`` or ``ImageNet16-120``: image size and number of classes. Or a
        `Dataset` of your own.

    The others are those of `landscape.options.shared.ScoringOptions`. With ``init="shared"`` there
    is one weight a place in the skeleton, the same for all architectures; ``independent`` networks
    draw their own. ``precision="double"`` tells what rounding does to a score: a ReLU whose input
    is almost zero may open or close by it, and gradients change by more than a rounding.

    Raises
    ------
    UnknownNameError
        If there is no such dataset, initialisation or precision.
    OptionError
        If a number or the device is outside what is possible.

    Examples
    --------
    >>> from proxies import Settings
    >>> settings = Settings("CIFAR-100", seed=3)
    >>> settings.dataset, settings.task.classes, settings.init, settings.repeats
    ('cifar100', 100, 'shared', 1)
    """

    dataset: str | Dataset = "cifar10"

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


def scored_on(settings: Settings, proxies: Iterable[Proxy]) -> str:
    """Return what scores are of: a dataset, or noise of its size where they read such images."""
    is_noise = settings.data == NOISE and any(proxy.needs_data for proxy in proxies)
    return noise_like(settings.task) if is_noise else settings.task.name


def scoring_settings(dataset: str | None, data: str | Path | None = None, **how: Any) -> Settings:
    """Return the settings that options stand for.

    Parameters
    ----------
    dataset
        Name of a dataset; None for the task that the file `data` poses, or else the default.
    data
        ``noise``, ``built-in``, the path of a file with images, or None for the dataset's own
        files.
    how
        The other fields of `Settings`.

    Raises
    ------
    UnknownNameError, OptionError
        See `Settings`.
    DataMissingError, DataError
        If `data` poses the task, and cannot be read.
    """
    source: str | Path | None = None
    if data is not None:
        source = match_name(str(data), [NOISE, BUILT_IN]) or path_of(data)
    if dataset is None and isinstance(source, Path):
        from proxies.images import npz_dataset

        return Settings(npz_dataset(source), data=source, **how)
    return Settings(dataset or next(iter(DATASETS)), data=source, **how)

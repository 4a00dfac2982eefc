"""How the scores of a table of our own were made, and what of it is worth telling."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from landscape.datasets import DATASETS, noise_like
from landscape.options.shared import ScoringOptions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from landscape.disk.canonical import JSON

__all__ = ["BUILT_IN", "NOISE", "dataset_of", "flattened", "non_default"]

NOISE = "noise"
"""What stands for random images, in place of a file."""

BUILT_IN = "built-in"
"""What stands for scores of our own that travel with the package, in place of images."""

_WORDS = {"batch_size": "batch", "init": "", "precision": "", "seed": "seed", "repeats": "repeats"}


def non_default(how: Mapping[str, Any]) -> list[str]:
    """Return what of some settings is not as by default, as parts of a folder's name.

    Settings that are not among `how` change nothing.

    >>> non_default({"seed": 3, "batch_size": 32})
    ['seed3']
    """
    default = {field.name: field.default for field in fields(ScoringOptions)}
    return [
        f"{word}{how[name]}"
        for name, word in _WORDS.items()
        if name in how and how[name] != default[name]
    ]


def flattened(made: Mapping[str, JSON]) -> dict[str, JSON]:
    """Return everything that scores were made with, through copies and sums of ranks."""
    return dict(_leaves(made))


def _leaves(made: JSON) -> Iterator[tuple[str, JSON]]:
    if isinstance(made, Mapping):
        yield from made.items()
        yield from _leaves(made.get("made"))
        members = made.get("members")
        for settings in members.values() if isinstance(members, Mapping) else ():
            yield from _leaves(settings)


def dataset_of(made: Mapping[str, JSON]) -> str | None:
    """Return what scores were made with: a dataset, or noise of its size; None if neither."""
    how = flattened(made)
    dataset = how.get("dataset")
    if not isinstance(dataset, str):
        return None
    return noise_like(DATASETS[dataset]) if how.get("data") == NOISE else dataset

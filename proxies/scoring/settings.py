"""From options to the settings that networks are scored under."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from landscape.datasets import DATASETS, noise_like
from landscape.names import match_name
from proxies.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from landscape.disk.canonical import JSON
    from proxies import Proxy

__all__ = ["dataset_of", "flattened", "scored_on", "scoring_settings", "unusual"]

NOISE = "noise"
_WORDS = {"batch_size": "batch", "init": "", "precision": "", "seed": "seed", "repeats": "repeats"}


def scored_on(settings: Settings, proxies: Iterable[Proxy]) -> str:
    """Return what scores are of: a dataset, or noise of its size where they read such images."""
    is_noise = settings.data == NOISE and any(proxy.needs_data for proxy in proxies)
    return noise_like(settings.task) if is_noise else settings.task.name


def scoring_settings(dataset: str | None, data: str | None, **how: Any) -> Settings:
    """Return the settings that options stand for.

    Parameters
    ----------
    dataset
        Name of a dataset; None for the task that the file `data` poses, or else the default.
    data
        ``noise``, the path of a file with images, or None for the dataset's own files.
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
        source = NOISE if match_name(data, [NOISE]) else Path(data).expanduser()
    if dataset is None and isinstance(source, Path):
        from proxies.images import npz_dataset

        return Settings(npz_dataset(source), data=source, **how)
    return Settings(dataset or next(iter(DATASETS)), data=source, **how)


def unusual(how: Mapping[str, Any]) -> list[str]:
    """Return what of some settings is not as by default, as parts of a folder's name.

    Settings that are not among `how` change nothing.
    """
    default = Settings()
    return [
        f"{word}{how[name]}"
        for name, word in _WORDS.items()
        if name in how and how[name] != getattr(default, name)
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

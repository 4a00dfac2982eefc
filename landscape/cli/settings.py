"""From options to the settings that networks are scored under."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from landscape.datasets import DATASETS, noise_like
from landscape.names import match_name
from proxies.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from proxies import Proxy

__all__ = ["scored_on", "scoring_settings"]

_NOISE = "noise"


def scored_on(settings: Settings, proxies: Iterable[Proxy]) -> str:
    """Return what scores are of: a dataset, or noise of its size where they read such images."""
    is_noise = settings.data == _NOISE and any(proxy.needs_data for proxy in proxies)
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
        source = _NOISE if match_name(data, [_NOISE]) else Path(data).expanduser()
    if dataset is None and isinstance(source, Path):
        from proxies.images import npz_dataset

        return Settings(npz_dataset(source), data=source, **how)
    return Settings(dataset or next(iter(DATASETS)), data=source, **how)

"""From options to the settings that networks are scored under."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from landscape.datasets import DATASETS
from proxies.settings import Settings

__all__ = ["scoring_settings"]

_NOISE = "noise"


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
    source = Path(data) if data not in (None, _NOISE) else data
    if dataset is None and isinstance(source, Path):
        from proxies.images import npz_dataset

        return Settings(npz_dataset(source), data=source, **how)
    return Settings(dataset or next(iter(DATASETS)), data=source, **how)

"""What networks of one's own learn from: arrays in a file, or what a function gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from landscape.errors import DataError
from landscape.user_code import failing_named
from proxies.images.npz import INPUTS, TARGETS, array_in, open_npz

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    Pair = tuple[NDArray[Any], NDArray[Any]]

__all__ = ["examples_in", "examples_of", "held_out_in"]

_EXPECTED = (
    "expected a dataset or loader of PyTorch that gives pairs of inputs and targets, or a pair of "
    "arrays"
)


def examples_in(path: Path, prefix: str = "") -> Pair:
    """Return the inputs and targets of a file, which begin with an example a row each.

    Returns
    -------
    inputs, targets
        float32, or int64 where there are whole numbers.

    Raises
    ------
    DataMissingError, DataError
        If there is no such file, or it has no such arrays.
    """
    with open_npz(path) as archive:
        inputs, targets = (array_in(archive, path, f"{prefix}{key}") for key in (INPUTS, TARGETS))
    return _checked(inputs, targets, str(path))


def held_out_in(path: Path) -> Pair | None:
    """Return ``test_inputs`` and ``test_targets`` of a file; None if it has neither."""
    with open_npz(path) as archive:
        names = {f"test_{key}.npy" for key in (INPUTS, TARGETS)} & {*archive.namelist()}
    return examples_in(path, "test_") if names else None


def examples_of(give: Callable[[], Any], name: str) -> Pair:
    """Return all that a user's function gives, in the order in which it does.

    Raises
    ------
    LandscapeError, DataError
        If it fails, or gives something else.
    """
    import torch

    with failing_named(f"{name}()"), torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)  # a loader may shuffle: always alike
        inputs, targets = _all(give(), name)
    return _checked(inputs, targets, f"{name}()")


def _all(data: Any, name: str) -> Pair:
    from torch.utils.data import DataLoader, IterableDataset
    from torch.utils.data import Dataset as TorchDataset

    if isinstance(data, tuple) and len(data) == 2:
        return _array(data[0], name), _array(data[1], name)
    if isinstance(data, DataLoader | IterableDataset):
        pairs = list(data)
    elif isinstance(data, TorchDataset):
        pairs = [data[place] for place in range(len(data))]  # type: ignore[arg-type]
    else:
        raise DataError(f"{name}() returned {type(data).__name__}: {_EXPECTED}")
    if not pairs or not all(isinstance(pair, tuple | list) and len(pair) == 2 for pair in pairs):
        raise DataError(f"{name}() gives no pairs, but {pairs[:1]!r:.60}: {_EXPECTED}")
    columns = zip(*pairs, strict=True)
    join: Any = np.concatenate if isinstance(data, DataLoader) else np.stack  # batches, or each
    inputs, targets = (join([_array(value, name) for value in column]) for column in columns)
    return inputs, targets


def _array(value: Any, name: str) -> NDArray[Any]:
    if isinstance(value, tuple | list) and any(hasattr(each, "shape") for each in value):
        raise DataError(
            f"{name}() gives {len(value)} inputs an example: networks are trained with one here; "
            "put them into one array, and take it apart in the network"
        )
    return np.asarray(value.detach().cpu().numpy() if hasattr(value, "detach") else value)


def _checked(inputs: NDArray[Any], targets: NDArray[Any], source: str) -> Pair:
    for array in (inputs, targets):
        if array.dtype.kind not in "fiub":
            raise DataError(f"{source}: data are {array.dtype}: expected numbers")
    if not inputs.ndim or not targets.ndim or len(inputs) != len(targets):
        raise DataError(
            f"{source}: inputs have the shape {inputs.shape} and targets {targets.shape}: expected "
            "as many of both"
        )
    return _typed(inputs), _typed(targets)


def _typed(array: NDArray[Any]) -> NDArray[Any]:
    return array.astype(np.float32 if array.dtype.kind == "f" else np.int64)

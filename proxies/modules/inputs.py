"""What enters modules: images of a data set, noise of a shape, arrays in a file, a loader."""

from __future__ import annotations

import hashlib
import inspect
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from landscape.datasets import NOISE, Dataset
from landscape.errors import DataError, LandscapeError
from landscape.lazy import load_object
from landscape.reason import reason
from landscape.user_code import without_bound
from proxies.images.draw import draw
from proxies.images.load import load_images, noise
from proxies.images.npz import INPUTS, TARGETS, array_in, has_arrays, open_npz

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from landscape.disk.files import JSON
    from landscape.options.shared import ScoringOptions
    from landscape.spaces import SpaceRecord

__all__ = ["Examples", "few_examples", "module_examples", "module_identity", "module_task"]

_FEW = 4

_EXPECTED = (
    "expected a dataset or loader of PyTorch that gives pairs of inputs and targets, or a pair of "
    "arrays"
)


@dataclass(frozen=True, eq=False)
class Examples:
    """A batch of examples as a module takes them.

    Attributes
    ----------
    inputs
        The inputs of the module, mostly one: each of shape ``(n, ...)``, float32 or whole numbers.
    labels
        The targets, shape ``(n, ...)``: int64 classes, or float32.
    source
        Where they come from, for people and records.
    """

    inputs: tuple[NDArray[Any], ...]
    labels: NDArray[Any]
    source: str

    def __len__(self) -> int:
        return len(self.labels)

    @cached_property
    def digest(self) -> str:
        """Checksum of all arrays: equal batches, equal digests."""
        content = hashlib.sha256()
        for array in (*self.inputs, self.labels):
            kind = "<f4" if array.dtype.kind == "f" else "<i8"
            content.update(repr(array.shape).encode())
            content.update(np.ascontiguousarray(array, dtype=kind).tobytes())
        return content.hexdigest()[:16]


def module_task(record: SpaceRecord, settings: ScoringOptions, task: Dataset) -> Dataset:
    """Return the task that builders are given: classes, and size or shape of an example.

    Parameters
    ----------
    record
        The space's record: its `input` says what enters the modules.
    settings
        Of these ``data``, ``batch_size`` and ``seed``.
    task
        The task that was asked for.

    Raises
    ------
    LandscapeError, DataError
        If the input is a function that fails, or returns something else than data.
    """
    if isinstance(record.input, tuple):
        if _has_file(settings):
            return replace(task, size=record.input[-1], shape=record.input)
        return _noise_task(record, task)
    if record.input is None or _has_file(settings):
        return task
    examples = module_examples(record, settings, task)
    shape = examples.inputs[0].shape[1:]
    return Dataset(
        examples.source,
        examples.source,
        classes=_classes(examples.labels),
        size=shape[-1] if shape else 1,
        shape=tuple(shape),
    )


def module_identity(record: SpaceRecord) -> dict[str, JSON]:
    """Return what tells a space's modules, their data and their loss from others: their code.

    Of each function it is its name and the checksum of the file that it is written in, since
    whatever else it calls is mostly there, too.
    """
    parts = {
        "network": record.network,
        "input": record.input,
        "loss": record.loss,
        "count": record.count,
    }
    return {
        name: list(part) if isinstance(part, tuple) else _code_of(load_object(part))
        for name, part in parts.items()
        if part is not None
    }


def _code_of(function: Any) -> str:
    """Return the name of a function, with a checksum of its code and of what is bound in it."""
    function, bound = without_bound(function)
    try:
        file = inspect.getsourcefile(function)
        code = Path(file).read_bytes() if file else b""
    except (TypeError, OSError):  # typed in, or written in C
        code = b""
    if not code and hasattr(function, "__code__"):
        code = function.__code__.co_code + repr(function.__code__.co_consts).encode()
    name = getattr(function, "__qualname__", type(function).__qualname__)
    return f"{name} {hashlib.sha256(code + bound.encode()).hexdigest()[:12]}"


def few_examples(record: SpaceRecord, settings: ScoringOptions, task: Dataset) -> Examples:
    """Return four examples to try networks on: noise, unless their data say what they are like."""
    few = replace(settings, batch_size=_FEW)
    if not (_has_file(settings) or callable(load_object(record.input))):
        few = replace(few, data=NOISE)
    return module_examples(record, few, task)


def module_examples(record: SpaceRecord, settings: ScoringOptions, task: Dataset) -> Examples:
    """Return the batch of examples that modules of a space are scored on.

    Parameters
    ----------
    record, settings, task
        See `module_task`.

    Raises
    ------
    DataMissingError, DataError
        If there are no data, or not enough of them, or they are of another shape.
    LandscapeError
        If the space's own function for data fails.
    """
    count, seed, shape = settings.batch_size, settings.seed, record.input
    if isinstance(settings.data, Path) and has_arrays(settings.data):
        return _checked(_of_file(settings.data, count, seed), shape)
    if shape is None:
        images = load_images(
            task,
            data=settings.data,
            count=count,
            seed=seed,
            data_dir=settings.data_dir,
        )
        return Examples((images.pixels,), images.labels, images.source)
    if isinstance(shape, tuple):
        if isinstance(settings.data, Path):
            images = load_images(task, data=settings.data, count=count, seed=seed, data_dir=None)
            return _checked(Examples((images.pixels,), images.labels, images.source), shape)
        random = noise(_noise_task(record, task), count, seed)
        return Examples((random.pixels,), random.labels, random.source)
    return _of_function(load_object(shape), count, seed)


def _noise_task(record: SpaceRecord, task: Dataset) -> Dataset:
    """Return the task of noise of a shape: its classes are the space's, or those asked for."""
    shape = record.input
    return replace(
        task,
        name=NOISE,
        title=f"noise of shape {'×'.join(map(str, shape))}",
        classes=record.classes or task.classes,
        size=shape[-1],
        shape=shape,
    )


def _has_file(settings: ScoringOptions) -> bool:
    return isinstance(settings.data, Path)


def _classes(targets: NDArray[Any]) -> int:
    """Return the number of classes; of other targets, how many numbers there are of each."""
    if targets.dtype.kind in "iu":
        return int(targets.max()) + 1
    return int(np.prod(targets.shape[1:]))


def _checked(examples: Examples, shape: object) -> Examples:
    found = examples.inputs[0].shape[1:]
    if isinstance(shape, tuple) and found != shape:
        raise DataError(
            f"{examples.source}: examples have the shape {found}: expected {shape}, which the "
            "space's networks take"
        )
    return examples


def _of_file(path: Path, count: int, seed: int) -> Examples:
    with open_npz(path) as archive:
        inputs, targets = (array_in(archive, path, key) for key in (INPUTS, TARGETS))
    if not inputs.ndim or not targets.ndim or len(inputs) != len(targets):
        raise DataError(
            f"{path}: inputs have the shape {inputs.shape} and targets {targets.shape}: expected "
            "as many of both"
        )
    chosen = draw(len(targets), count, seed, path.name)
    return _examples([inputs[chosen]], targets[chosen], path.name)


@lru_cache(maxsize=4)  # plans, tries and scorers ask for the same
def _of_function(give: Any, count: int, seed: int) -> Examples:
    """Return examples from what a user's function returns."""
    import torch

    name = getattr(give, "__name__", type(give).__name__)
    if not callable(give):
        raise LandscapeError(f"the input of the space is {give!r}: expected a shape or a function")
    try:
        with torch.random.fork_rng(devices=[]):  # a loader may shuffle
            torch.manual_seed(seed)
            pairs = list(_pairs(give(), count, seed, name))
    except LandscapeError:
        raise
    except Exception as error:  # a stranger's
        raise LandscapeError(
            f"{name}() gave no data ({reason(error)}): {_EXPECTED}; -vv shows where it failed"
        ) from error
    inputs = [np.concatenate(parts) for parts in zip(*(one for one, _ in pairs), strict=True)]
    targets = np.concatenate([target for _, target in pairs])
    if len(targets) < count:
        raise DataError(
            f"{name}() gives {len(targets):,} examples, the batch needs {count:,}: bring more, or "
            "make the batch smaller with --batch-size"
        )
    return _examples([each[:count] for each in inputs], targets[:count], name)


_Batch = tuple[list["NDArray[Any]"], "NDArray[Any]"]


def _pairs(data: Any, count: int, seed: int, name: str) -> Iterator[_Batch]:
    """Yield batches of inputs and targets, until there are enough."""
    from torch.utils.data import DataLoader, IterableDataset
    from torch.utils.data import Dataset as TorchDataset

    if isinstance(data, tuple) and len(data) == 2:
        inputs, targets = _arrays(data[0]), _array(data[1])
        chosen = draw(len(targets), count, seed, name)
        yield [each[chosen] for each in inputs], targets[chosen]
    elif isinstance(data, TorchDataset) and not isinstance(data, IterableDataset):
        for position in draw(len(data), count, seed, name).tolist():  # type: ignore[arg-type]
            yield _alone(data[position])
    elif isinstance(data, DataLoader | IterableDataset):
        yield from _until(data, count, is_batch=isinstance(data, DataLoader))
    else:
        raise DataError(f"{name}() returned {type(data).__name__}: {_EXPECTED}")


def _until(data: Iterable[Any], count: int, *, is_batch: bool) -> Iterator[_Batch]:
    found = 0
    for item in data:
        one = (_arrays(item[0]), _array(item[1])) if is_batch else _alone(item)
        yield one
        found += len(one[1])
        if found >= count:
            return


def _alone(item: Any) -> _Batch:
    """Return one example as a batch."""
    return [each[None] for each in _arrays(item[0])], _array(item[1])[None]


def _arrays(value: Any) -> list[NDArray[Any]]:
    return [_array(each) for each in value] if isinstance(value, list | tuple) else [_array(value)]


def _array(value: Any) -> NDArray[Any]:
    return np.asarray(value.detach().cpu().numpy() if hasattr(value, "detach") else value)


def _examples(inputs: list[NDArray[Any]], targets: NDArray[Any], source: str) -> Examples:
    """Return arrays in the types that networks take."""
    for array in (*inputs, targets):
        if array.dtype.kind not in "fiub":
            raise DataError(f"{source}: data are {array.dtype}: expected numbers")
    return Examples(tuple(map(_typed, inputs)), _typed(targets), source)


def _typed(array: NDArray[Any]) -> NDArray[Any]:
    return array.astype(np.float32 if array.dtype.kind == "f" else np.int64)

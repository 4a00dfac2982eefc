"""What NAS-Bench-201 and NATS-Bench store of one architecture, checked entry by entry.

A *state* is what their API made of its objects with ``state_dict()``: the training runs of one
architecture with one schedule, a dictionary of dictionaries. The API takes one back without a
question, attributes of its own included; so only what is checked here is handed to it.

Source: ``ArchResults`` and ``ResultsCount`` of ``nats_bench/api_utils.py`` (version 1.8).
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

from landscape.benchmarks.readers.checks import entry, expect, number, numbers
from landscape.benchmarks.readers.nats.splits import SPLITS
from landscape.errors import DataError
from landscape.reason import shown

__all__ = ["State", "Times", "checked_state"]

_LONGEST = 1000  # epochs
_MOST = 1 << 32  # seed


@dataclass(frozen=True)
class Times:
    """How long a training run took, in seconds.

    Attributes
    ----------
    train
        Of each epoch, in their order; empty if unknown.
    evaluations
        By set of images, of each evaluation, by epoch from 0.
    """

    train: list[float]
    evaluations: dict[str, dict[int, float]]


@dataclass(frozen=True)
class State:
    """The training runs of one architecture with one schedule.

    Attributes
    ----------
    plain
        As the API takes it, without times: it adds up all earlier epochs at each question.
    times
        By dataset and seed.
    epochs
        Epochs (from 0) an accuracy is there for, by dataset, seed and set of images.
    """

    plain: dict[str, Any]
    times: dict[tuple[str, int], Times]
    epochs: dict[tuple[str, int], dict[str, list[int]]]


def checked_state(state: object, index: int, architecture: str, where: str) -> State:
    """Return a state with everything in it known to be what it should be.

    Parameters
    ----------
    state
        Plain data.
    index, architecture
        The benchmark's number of the architecture, and its text: those of the state must agree.
    where
        Which state it is, for messages.

    Raises
    ------
    DataError
        If an entry is missing, of another kind, or of another architecture.
    """
    state = expect(dict, state, where)
    found = state.get("arch_index"), state.get("arch_str")
    if not all(map(isinstance, found, (int, str))) or found != (index, architecture):
        raise DataError(
            f"{where} is of architecture {shown(found[0])} ({shown(found[1], 120)}): "
            f"expected {index} ({shown(architecture, 120)}); get the published file"
        )
    results = entry(state, "all_results", dict, where)
    seeds = {
        dataset: _seeds(dataset, values, f"'dataset_seed' of {where}")
        for dataset, values in entry(state, "dataset_seed", dict, where).items()
    }
    checked = State({}, {}, {})
    runs = {}
    for run in [(dataset, seed) for dataset in seeds for seed in seeds[dataset]]:
        place = f"{run[0]} run {run[1]} of {where}"
        result = entry(results, run, dict, where)
        runs[run] = _plain_run(result, place)
        checked.times[run] = _times(result, place)
        checked.epochs[run] = _epochs(runs[run], run[0], place)
    checked.plain.update(
        arch_index=index, arch_str=architecture, all_results=runs, dataset_seed=seeds
    )
    return checked


def _seeds(dataset: object, seeds: object, where: str) -> list[int]:
    if dataset not in SPLITS:
        raise DataError(f"{where} names {shown(dataset)}: expected one of {', '.join(SPLITS)}")
    seeds = expect(list, seeds, where)
    are_whole = {*map(type, seeds)} == {int} and max(map(abs, seeds)) < _MOST
    if not are_whole or len({*seeds}) < len(seeds):
        raise DataError(f"{where} gives {dataset} the seeds {shown(seeds)}: expected whole numbers")
    return seeds


def _plain_run(result: dict[Any, Any], where: str) -> dict[str, Any]:
    """Return what ``ResultsCount`` takes for one run."""
    epochs = entry(result, "epochs", int, where)
    if not 1 <= epochs <= _LONGEST:
        raise DataError(f"{where} has {shown(epochs)} epochs: expected 1 to {_LONGEST}")
    latency = result.get("latency")
    return {
        "epochs": epochs,
        "params": number(result.get("params"), f"'params' of {where}"),
        "flop": number(result.get("flop"), f"'flop' of {where}"),
        "latency": None
        if latency is None
        else numbers(expect(list, latency, where), where) or None,
        "train_acc1es": _by_epoch(result, "train_acc1es", epochs, where),
        "train_losses": _by_epoch(result, "train_losses", epochs, where),
        "train_times": None,
        "eval_names": _texts(result, "eval_names", where),
        "eval_acc1es": _by_name(result, "eval_acc1es", where),
        "eval_losses": _by_name(result, "eval_losses", where),
        "eval_times": {},
    }


def _texts(result: dict[Any, Any], key: str, where: str) -> list[str]:
    texts = entry(result, key, list, where)
    if not {str}.issuperset(map(type, texts)):
        raise DataError(f"{key!r} of {where} is {shown(texts)}: expected texts")
    return sorted(texts)


def _by_epoch(result: dict[Any, Any], key: str, epochs: int, where: str) -> dict[int, float]:
    values = entry(result, key, dict, where)
    if {*values} != {*range(epochs)}:
        raise DataError(
            f"{key!r} of {where} has {len(values)} epochs: expected {epochs}, from 0 on; "
            "get the published file"
        )
    return dict(zip(values, numbers(values.values(), f"{key!r} of {where}"), strict=True))


def _by_name(result: dict[Any, Any], key: str, where: str) -> dict[str, float]:
    values = entry(result, key, dict, where)
    if not {str}.issuperset(map(type, values)):
        raise DataError(f"{key!r} of {where} has keys that are no text: get the published file")
    return dict(zip(values, numbers(values.values(), f"{key!r} of {where}"), strict=True))


def _epochs(run: dict[str, Any], dataset: str, where: str) -> dict[str, list[int]]:
    """Return the epochs of each set; it has been evaluated on no other sets than expected."""
    if run["eval_acc1es"].keys() != run["eval_losses"].keys():
        raise DataError(f"{where} has not one loss an accuracy: get the published file")
    by_name = _split(run["eval_acc1es"], where)
    known = SPLITS[dataset]
    for name, values in by_name.items():
        if name not in known or max(values) >= run["epochs"]:
            raise DataError(
                f"{where} has an evaluation on {shown(name)} at epoch {max(values)}: expected "
                f"{', '.join(known)} and epochs 0 to {run['epochs'] - 1}; get the published file"
            )
    return {name: sorted(values) for name, values in by_name.items()}


def _times(result: dict[Any, Any], where: str) -> Times:
    train: dict[int, float] = {}
    if result.get("train_times") is not None:
        train = _by_epoch(result, "train_times", result["epochs"], where)
    evaluations: dict[str, dict[int, float]] = {}
    if result.get("eval_times") is not None:
        evaluations = _split(_by_name(result, "eval_times", where), where)
    return Times([train[epoch] for epoch in range(len(train))], evaluations)


def _split(values: dict[str, float], where: str) -> dict[str, dict[int, float]]:
    """Return values by set and epoch, which are in their keys."""
    found: dict[str, dict[int, float]] = {}
    for key, value in values.items():
        name, epoch = _set_and_epoch(key)
        if epoch is None:
            raise DataError(f"{where} has an evaluation {shown(key)}: expected like 'x-valid@11'")
        found.setdefault(name, {})[epoch] = value
    return found


@functools.lru_cache(maxsize=1 << 12)
def _set_and_epoch(key: str) -> tuple[str, int | None]:
    name, _, epoch = key.partition("@")
    return name, int(epoch) if epoch.isdecimal() and len(epoch) <= 4 else None

"""The curves of one architecture of NAS-Bench-201 or NATS-Bench, as their own API tells them."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from landscape.benchmarks.readers.nats.splits import SPLITS
from landscape.benchmarks.record import Curve
from landscape.errors import DataError
from landscape.reason import reason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from landscape.benchmarks.readers.nats.state import State, Times

__all__ = ["curves"]

_MILLION = 1e6

_Place: TypeAlias = tuple[str, str, str]  # dataset, schedule, run


def curves(state: State, hp: str, where: str) -> Iterator[Curve]:
    """Yield everything that is known of an architecture trained with one schedule.

    Accuracies in percent; losses; times in seconds; parameters and FLOPs as numbers (the
    benchmark counts both in millions). A time that is the same for all epochs of a run is one
    value: ``train_epoch_seconds``, ``val_seconds`` ...

    Parameters
    ----------
    state
        The runs.
    hp
        The schedule.
    where
        Which architecture it is, for messages.

    Raises
    ------
    DataError
        If the API cannot make sense of it.
    """
    # Loaded when needed: the API is for two benchmarks alone.
    api = import_module("nats_bench.api_utils")
    architecture = api.ArchResults.create_from_state_dict(state.plain)
    try:
        for dataset in architecture.get_dataset_names():
            yield from _costs(architecture, dataset, hp)
            for seed in architecture.get_dataset_seeds(dataset):
                run, key = architecture.query(dataset, seed), (dataset, seed)
                place = dataset, hp, str(seed)
                yield from _learned(run, state.epochs[key], place)
                yield from _timed(state.times[key], place)
                if run.get_latency() > 0:
                    yield Curve("latency", np.array([run.get_latency()]), None, *place)
    except (KeyError, ValueError, ArithmeticError) as error:
        raise DataError(
            f"{where} is not what nats_bench expects ({type(error).__name__}: {reason(error)}): "
            "get the published file"
        ) from error


def _costs(architecture: Any, dataset: str, hp: str) -> Iterator[Curve]:
    """Yield sizes of the network: the API knows which run to believe where they contradict."""
    try:
        costs = architecture.get_compute_costs(dataset)
    except ValueError:
        return  # they do contradict, and the run that the API believes is not there
    yield Curve("params", np.array([round(costs["params"] * _MILLION)], float), None, dataset, hp)
    yield Curve("flops", np.array([round(costs["flops"] * _MILLION)], float), None, dataset, hp)


def _learned(run: Any, epochs: dict[str, list[int]], place: _Place) -> Iterator[Curve]:
    """Yield accuracies and losses."""
    told = [run.get_train(epoch) for epoch in range(run.get_total_epoch())]
    yield from _pair("train", told, place)
    for name, prefix in SPLITS[place[0]].items():
        if name in epochs:
            told = [run.get_eval(name, epoch) for epoch in epochs[name]]
            yield from _pair(prefix, told, place)


def _pair(prefix: str, told: list[dict[str, Any]], place: _Place) -> Iterator[Curve]:
    epochs = np.array([one["iepoch"] for one in told]) + 1
    for suffix, key in (("acc", "accuracy"), ("loss", "loss")):
        yield Curve(f"{prefix}_{suffix}", np.array([one[key] for one in told]), epochs, *place)


def _timed(times: Times, place: _Place) -> Iterator[Curve]:
    """Yield times, as one value where all epochs have the same."""
    if len({*times.train}) == 1:
        yield Curve("train_epoch_seconds", np.array(times.train[:1]), None, *place)
    elif times.train:
        so_far = np.cumsum(times.train)
        yield Curve("train_seconds", so_far, np.arange(len(so_far)) + 1, *place)
    for name, prefix in SPLITS[place[0]].items():
        by_epoch = times.evaluations.get(name, {})
        epochs = sorted(by_epoch)
        seconds = np.array([by_epoch[epoch] for epoch in epochs])
        if len({*by_epoch.values()}) == 1:
            yield Curve(f"{prefix}_seconds", seconds[:1], None, *place)
        elif epochs:
            yield Curve(f"{prefix}_seconds", seconds, np.array(epochs) + 1, *place)

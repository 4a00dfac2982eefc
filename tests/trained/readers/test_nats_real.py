"""Original records of NATS-Bench: every number is the one that the official API gives."""

import random

import numpy as np
import pytest

from landscape.benchmarks.readers.nats.reader import read_nats
from landscape.benchmarks.readers.nats.splits import EXAMPLES
from landscape.spaces import NB201, SSS

SPACES = {"tss": NB201, "sss": SSS}
NAMES = {"train": "train", "val": "valid", "test": "test", "valtest": "valtest"}
INDICES = (0, 11, 284)


@pytest.fixture(scope="module", params=SPACES)
def both(request, data_dir):
    """Our records by the benchmark's number, and the API."""
    nats_bench = pytest.importorskip("nats_bench")
    folder = next((data_dir / "nats_fixture").glob(f"NATS-{request.param}-*-simple"))
    reader = read_nats(folder, SPACES[request.param](), partial=True)
    api = nats_bench.create(str(folder), request.param, fast_mode=True, verbose=False)
    return reader, dict(zip(INDICES, reader.records(), strict=True)), api


def table(record):
    """Return the curves of a record by metric, dataset, schedule and run."""
    found = {(c.metric, c.dataset, c.hp, c.run): c for c in record.curves}
    assert len(found) == len(record.curves)
    return found


def test_numbers_of_the_architectures(both):
    reader, records, api = both
    for index, record in records.items():
        assert record.configuration == reader.space.parse(api.arch(index))


def test_every_number_of_every_epoch(both):
    _, records, api = both
    for index, record in records.items():
        curves, seen = table(record), set()
        for hp in schedules(api):
            for dataset in EXAMPLES:
                archs = api.query_meta_info_by_index(index, hp)
                for seed in archs.get_dataset_seeds(dataset):
                    seen |= compare_run(api, curves, index, dataset, hp, seed)
        others = {key for key in curves if key[0] not in ("params", "flops", "latency")}
        assert seen == others  # nothing is made up


def compare_run(api, curves, index, dataset, hp, seed):
    """Compare all that the API says of one run; return what was compared."""
    place, seen = (dataset, hp, str(seed)), set()
    n_epochs = api.query_meta_info_by_index(index, hp).get_total_epoch(dataset)
    for epoch in range(n_epochs):
        try:
            info = api.get_more_info(index, dataset, iepoch=epoch, hp=hp, is_random=seed)
        except KeyError:  # the API wants a validation accuracy for cifar10-valid
            pytest.fail(f"{index} {place} has no epoch {epoch}")
        for ours, theirs in NAMES.items():
            for kind, long in (("acc", "accuracy"), ("loss", "loss")):
                key = (f"{ours}_{kind}", *place)
                value = at(curves.get(key), epoch)
                assert value == info.get(f"{theirs}-{long}"), (key, epoch)
                seen |= {key} if value is not None else set()
            spent = info.get(f"{theirs}-per-time")
            key = ("train_epoch_seconds" if ours == "train" else f"{ours}_seconds", *place)
            if spent is not None:
                assert curves[key].values.tolist() == pytest.approx([spent], rel=1e-12)
                seen.add(key)
    return seen


def schedules(api):
    """Return the schedules, which the API knows once it has read a record."""
    api.query_meta_info_by_index(0, "12")
    return sorted(api.avaliable_hps)


def at(curve, epoch):
    """Return the value of a curve after an epoch counted from 0; None if there is none."""
    places = np.flatnonzero(curve.epochs == epoch + 1) if curve else []
    return curve.values[places[0]] if len(places) else None


def test_means_over_the_runs(both):
    _, records, api = both
    for index, record in records.items():
        curves = table(record)
        for hp in schedules(api):
            for dataset in EXAMPLES:
                info = api.get_more_info(index, dataset, hp=hp, is_random=False)
                for ours, theirs in NAMES.items():
                    if f"{theirs}-accuracy" not in info:
                        continue
                    last = [
                        curve.values[-1]
                        for (metric, *place, _), curve in curves.items()
                        if metric == f"{ours}_acc" and place == [dataset, hp]
                    ]
                    assert np.mean(last) == pytest.approx(info[f"{theirs}-accuracy"], rel=1e-14)


def test_costs(both):
    _, records, api = both
    for index, record in records.items():
        curves = table(record)
        for hp in schedules(api):
            for dataset in EXAMPLES:
                costs = api.get_cost_info(index, dataset, hp)
                params, flops = (curves[m, dataset, hp, ""] for m in ("params", "flops"))
                assert params.values[0] == pytest.approx(costs["params"] * 1e6, abs=1e-6)
                assert flops.values[0] == pytest.approx(costs["flops"] * 1e6, abs=1e-6)
                latencies = [
                    curve.values[0]
                    for (metric, *place, _), curve in curves.items()
                    if metric == "latency" and place == [dataset, hp]
                ]
                assert np.mean(latencies) == pytest.approx(api.get_latency(index, dataset, hp))


def test_accuracies_lie_on_the_lattice_of_their_resolution(both):
    reader, records, _ = both
    for record in records.values():
        for curve in record.curves:
            if curve.metric.endswith("_acc"):
                step = reader.meaning(curve.dataset, curve.metric).resolution
                steps = curve.values / step
                assert np.abs(steps - np.round(steps)).max() < 1e-4


def test_nothing_is_printed_and_nothing_random(both, capsys):
    reader, _, _ = both
    before = random.getstate()
    list(reader.records(start=1))
    assert random.getstate() == before
    assert capsys.readouterr() == ("", "")

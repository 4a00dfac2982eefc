"""How long a run takes is known after a tenth of it: runs whose seconds were recorded, replayed.

``recorded_seconds.csv`` has the seconds of one core for each batch of three runs: SynFlow of all
of NAS-Bench-201, NASWOT of every 140th architecture of the size space, and all metrics of every
105th network of NAS-Bench-201 (what only counts is left out: it takes no time). They were taken
in a random order, so that other work on the machine looks like noise, and not like a slope.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
import torch

from landscape import get_space
from landscape.arrays import evenly
from landscape.disk.work_folder import Parts
from landscape.reporter import Pace
from landscape.scores import resumable_scoring
from proxies import Scorer, Settings, cost, get_dataset, get_proxy
from proxies.cost import Costs
from proxies.networks.layers import networks_of
from proxies.passes import TRACE
from search.training import build_network

RECORDED = Path(__file__).with_name("recorded_seconds.csv")
IN_IMAGES = ("snip", "zen", "logsynflow", "synflow")
"""Metrics that read each pass that takes time in a run of all."""

RUNS = {
    "synflow of nb201": ("nb201", ("synflow",)),
    "nwot of sss": ("sss", ("nwot",)),
    "all of nb201": ("nb201", IN_IMAGES),
}
PASSES = {
    "linear_flow": "synflow",
    "trace": "snip",
    "zen_flow": "zen",
    "linear_gradient": "logsynflow",
}


def recorded(run):
    """Return pass → configuration → seconds, a batch's shared equally by its architectures."""
    space, seconds = get_space(RUNS[run][0]), defaultdict(dict)
    networks = np.unique(space.canonical(np.arange(space.size, dtype=space.dtype)))
    with RECORDED.open() as file:
        for row in csv.DictReader(file):
            if row["run"] == run:
                first = int(np.searchsorted(networks, int(row["first"])))
                for number in networks[first : first + int(row["count"])].tolist():
                    seconds[row["pass"]][number] = float(row["seconds"]) / int(row["count"])
    return seconds


class Replay:
    """A run whose batches take the seconds that were recorded, by a clock of its own.

    The seconds are what comes out as scores: so the clock goes on when they are taken, whatever
    thread is how far ahead.
    """

    def __init__(self, run, monkeypatch, folder, *, sizes_known=True):
        name, metrics = RUNS[run]
        space, self.seconds = get_space(name), recorded(run)
        only = np.unique([n for each in self.seconds.values() for n in each])
        settings = Settings(data="noise", device="cpu")
        self.scorer = Scorer(space, [*map(get_proxy, metrics)], settings, only)
        if not sizes_known:
            self.scorer.__dict__["_costs"] = None
        self.monkeypatch, self.folder = monkeypatch, folder

    def evaluate(self, contexts, job, indices):
        (name,) = job.keys
        seconds = self.seconds[get_proxy(name).reads.run.__name__.strip("_")]
        return {name: (indices, np.array([seconds[number] for number in indices.tolist()]))}

    def told(self, *, by_cost=True, size=None):
        """Return seconds and the time left then, whenever it is told."""
        now, chunks, put = [0.0], self.scorer.chunks(size), Parts.put

        def take(parts, key, numbers, seconds):
            now[0] += seconds.sum()
            put(parts, key, numbers, seconds)

        costs = self.scorer.costs(chunks) if by_cost else None
        told = []
        with self.monkeypatch.context() as patched:
            patched.setattr(Scorer, "_evaluate", lambda scorer, *given: self.evaluate(*given))
            patched.setattr(Parts, "put", take)
            with resumable_scoring(self.folder, settings={}, chunks=chunks, costs=costs) as scoring:
                pace = Pace(scoring.n_total, 0, "networks", lambda: now[0])

                def update(n_scored):
                    pace.take(n_scored, scoring.share if by_cost else None)
                    told.append((now[0], pace.seconds_left))

                scoring.run_in_parts(self.scorer.score, update)
        return told


def error(told, after):
    """Return the relative error of the time left after a share of the time."""
    whole = told[-1][0]
    now, left = next((now, left) for now, left in told if now >= after * whole)
    return left / (whole - now) - 1


@pytest.mark.parametrize("run", RUNS)
def test_the_time_left_is_right_after_a_tenth_of_the_work(run, monkeypatch, tmp_path):
    told = Replay(run, monkeypatch, tmp_path).told()
    for after in (0.1, 0.2, 0.4, 0.6, 0.8):
        assert abs(error(told, after)) < 0.2, after


def test_the_mean_rate_alone_is_wrong_where_heavy_networks_come_last(monkeypatch, tmp_path):
    told = Replay("nwot of sss", monkeypatch, tmp_path).told(by_cost=False)
    for after in (0.1, 0.2, 0.4, 0.6):
        assert error(told, after) < -0.5, after


def test_the_rate_is_a_fair_guess_where_nobody_knows_sizes(monkeypatch, tmp_path):
    told = Replay("nwot of sss", monkeypatch, tmp_path, sizes_known=False).told(size=4)
    for after in (0.1, 0.2, 0.4, 0.6, 0.8):
        assert abs(error(told, after)) < 0.2, after


def convolved(network):
    """Return the output of each convolution of a network, with the layer, for one image."""
    seen = []
    for layer in network.modules():
        if isinstance(layer, torch.nn.Conv2d):
            layer.register_forward_hook(lambda layer, given, out: seen.append((layer, out)))
    with torch.no_grad():
        network.eval()(torch.zeros(1, 3, 32, 32))
    return seen


@pytest.mark.parametrize(
    ("space", "architectures"),
    [("nb201", [11718, 3906, 0]), ("sss", [32767, 1234])],  # none that pools
)
def test_sizes_are_those_of_real_networks(space, architectures):
    space, task = get_space(space), get_dataset("cifar10")
    costs = Costs(space, networks_of(space), task, 1)
    counted = costs._sizes(np.array(architectures, dtype=space.dtype))
    for row, number in enumerate(architectures):
        network = build_network(space, number, task)
        classifier = network.places["classifier"]
        multiplications = classifier.weight.numel() + classifier.bias.numel()
        values = 0
        for layer, out in convolved(network):
            multiplications += out.numel() * layer.weight[0].numel()
            values += out.numel()
        assert counted.multiplications[row] == multiplications
        assert counted.values[row] == values


def test_networks_cost_the_same_however_they_are_asked_for():
    space = get_space("sss")
    costs = Costs(space, networks_of(space), get_dataset("cifar10"), 32)
    numbers = np.array([32767, 0, 5, 5, 1234])
    alone = [costs.of(TRACE, np.array([number])).item() for number in numbers]
    assert costs.of(TRACE, numbers).tolist() == pytest.approx(alone)
    groups = [numbers[:2], numbers[2:]]
    expected = [2 * sum(alone[:2]), 2 * sum(alone[2:])]
    assert costs.of_each({TRACE: 2}, groups).tolist() == pytest.approx(expected)


def test_some_of_very_many_networks_stand_for_all(monkeypatch):
    space = get_space("sss")
    costs = Costs(space, networks_of(space), get_dataset("cifar10"), 32)
    groups = np.array_split(np.arange(space.size), 16)
    whole = costs.of_each({TRACE: 1}, groups)
    monkeypatch.setattr(cost, "_MOST_COUNTED", 2000)
    assert costs.of_each({TRACE: 1}, groups) == pytest.approx(whole, rel=0.05)


@pytest.mark.parametrize("count", [0, 1, 2, 18, 148])
def test_every_beginning_is_spread_over_the_whole(count):
    order = evenly(count)
    assert sorted(order) == [*range(count)]
    for length in range(8, count):
        assert abs(np.mean(order[:length]) - (count - 1) / 2) < 0.2 * count

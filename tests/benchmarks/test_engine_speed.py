"""What it costs to have others do the work, and what it brings.

``pytest tests/benchmarks/test_engine_speed.py --benchmark-only``

A machine that has other work tells little by the clock. So the processor seconds of all processes
are counted, too, and how long workers had nothing to do.
"""

from __future__ import annotations

import os
import time
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import psutil
import pytest

from landscape.disk.work_folder import Parts
from landscape.engines import dask
from landscape.engines.local import Local
from landscape.spaces import NB201
from proxies import Scorer, Settings, get_proxy

SPACE = NB201()
WORK = {"synflow": 4096, "nwot": 240}
"""Networks that take some 20 seconds of one core, in chunks as large as by default."""


@dataclass
class Taken:
    """What a run took: seconds of the clock, of processors, and of workers that did chunks."""

    clock: float
    processor: float
    at_work: float
    load: float

    @property
    def quiet(self):
        """How much of the clock a single thread had a processor; 1 on a quiet machine."""
        return self.processor / self.clock


@contextmanager
def timed(taken):
    """Add up what all processes of ours take, and the seconds in which workers did chunks."""
    me, seconds = psutil.Process(), []
    pace = dask._Run._pace

    def counted(self, count, spent):
        seconds.append(spent)
        pace(self, count, spent)

    def processor():
        family = [me, *me.children(recursive=True)]
        return sum(sum(process.cpu_times()[:2]) for process in family)

    dask._Run._pace = counted
    start, before = time.perf_counter(), processor()
    try:
        yield
    finally:
        dask._Run._pace = pace
        clock = time.perf_counter() - start
        taken.append(Taken(clock, processor() - before, sum(seconds), os.getloadavg()[0]))


def score(name, engine):
    drawn = np.random.default_rng(0).choice(SPACE.size, WORK[name], replace=False)
    settings = Settings(device="cpu", data="noise")
    scorer = Scorer(SPACE, [get_proxy(name)], settings, only=drawn, engine=engine)
    pieces = [(chunk, Parts()) for chunk in scorer.chunks()]
    scorer.score_all(pieces, lambda number, columns: None)


@pytest.mark.parametrize("name", WORK)
def test_workers_beside_one_thread(benchmark, name):
    taken = {"thread": [], "one worker": [], "two workers": []}
    with dask.Dask(workers=1, device="cpu") as one, dask.Dask(workers=2, device="cpu") as two:
        engines = {"thread": Local(["cpu"]), "one worker": one, "two workers": two}
        for engine in engines.values():  # loads PyTorch, draws weights
            score(name, engine)

        def in_turns():
            for kind, engine in engines.items():
                with timed(taken[kind]):
                    score(name, engine)

        benchmark.pedantic(in_turns, rounds=2)
    best = {kind: min(runs, key=lambda run: run.clock) for kind, runs in taken.items()}
    thread, single, double = best.values()
    benchmark.extra_info |= {
        "seconds": {kind: round(run.clock, 2) for kind, run in best.items()},
        "processor seconds": {kind: round(run.processor, 2) for kind, run in best.items()},
        "processors that a thread had": round(thread.quiet, 2),
        "load": round(max(run.load for run in best.values()), 1),
        "clock, one worker / two": round(single.clock / double.clock, 2),
        "clock, one worker / a thread": round(single.clock / thread.clock, 3),
        "processor, one worker / a thread": round(single.processor / thread.processor, 3),
        "share of time workers wait, one": round(1 - single.at_work / single.clock, 3),
        "share of time workers wait, two": round(1 - double.at_work / double.clock / 2, 3),
    }
    print(benchmark.extra_info)

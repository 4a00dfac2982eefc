"""What happens to workers and schedulers of a Dask cluster, and how it is told."""

from __future__ import annotations

import gc
import os
import pickle
import signal
from itertools import count

import numpy as np
import pytest

from landscape import get_space, load_plugin
from landscape.engines import dask_cluster
from landscape.engines.dask import Dask
from landscape.engines.dask_local import LocalWorkers, local_places
from landscape.engines.local import Local as Threads
from landscape.errors import DataError, DataMissingError, LandscapeError, OptionError
from landscape.spaces import SPACES, ProductSpace, SpaceRecord
from proxies import PROXIES, Proxy, Scorer, Settings, get_proxy, register
from tests.engines.works import Deadly, Failing, Local, Places, Roots, Unready, full

LACKING = "import sys; sys.modules['landscape'] = None"
OTHER = "import landscape; landscape.__version__ = '0.0.9'"


def seen(engine, work, chunks):
    found = {}
    engine.run(work, chunks, found.__setitem__)
    return found


# -- workers ------------------------------------------------------------------------------------


def test_what_a_killed_worker_did_is_done_again(cluster, tmp_path, caplog):
    found = seen(cluster, Deadly(tmp_path, {2: 1, 5: 3}), range(8))
    assert found == {number: -number for number in range(8)}
    done = {n: len((tmp_path / str(n)).read_text()) for n in (2, 5)}
    assert done[2] >= 2  # again, too, where its worker died before its row was handed over
    assert done[5] == 4
    assert "a worker died while it did number 5: it is done again" in caplog.text


def test_a_chunk_that_kills_every_worker_is_named_and_the_others_are_kept(cluster, tmp_path):
    found = {}
    with pytest.raises(LandscapeError, match=r"4 workers died while they did number 3: .* memory"):
        cluster.run(Deadly(tmp_path, {3: 99}), range(6), found.__setitem__)
    assert len((tmp_path / "3").read_text()) == 4
    assert set(found) <= {0, 1, 2, 4, 5}
    assert {0, 1} <= set(found)


@pytest.mark.parametrize(
    ("which", "told"),
    [
        (2, r"worker tcp://.* on .* is out of memory: start fewer workers there"),
        (3, r"worker tcp://.* failed \(.*No space left on device: '/somewhere'\): repair it"),
    ],
)
def test_a_worker_without_memory_or_disk_is_one_line(cluster, which, told):
    found = {}
    with pytest.raises(LandscapeError, match=told):
        cluster.run(Failing(which), count(), found.__setitem__)
    assert {0, 1, 2} <= set(found)


@pytest.mark.parametrize(
    ("which", "told"),
    [
        (0, r"worker tcp://.* on .*: chunk 3 is damaged"),
        (2, r"worker tcp://.* on .* is out of memory: start fewer workers there"),
        (3, r"worker tcp://.* failed \(.*No space left on device: '/somewhere'\): repair it"),
    ],
)
def test_a_worker_that_cannot_begin_is_named(cluster, which, told):
    with pytest.raises(LandscapeError, match=told) as raised:
        seen(cluster, Unready(which), [1])
    assert "works.py" in raised.value.__notes__[0]


def test_a_worker_that_cannot_answer_is_named(cluster):
    with pytest.raises(LandscapeError, match=r"worker tcp://.* failed \(.*No space left"):
        cluster.ask(full)


def test_an_error_says_where_it_was_raised(cluster):
    with pytest.raises(ValueError, match="strange") as raised:
        seen(cluster, Failing(1), range(5))
    assert "works.py" in raised.value.__notes__[0]


def test_work_that_only_this_process_has_is_refused(cluster):
    with pytest.raises(OptionError, match=r"cannot be sent to workers .*: define what it is made"):
        seen(cluster, Local(), [1])


def test_what_the_running_program_defines_is_refused():
    kind = type("Own", (Roots,), {"__module__": "__main__"})
    with pytest.raises(OptionError, match="Own is defined in the running program, and workers do"):
        dask_cluster._pickled(kind())


# -- networks -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def some():
    return np.unique(get_space("nb201").sample(np.random.default_rng(2), 5))


def scored(some, names, engine=None, **how):
    how = {"device": "cpu", "data": "noise", "batch_size": 4} | how
    space, proxies = get_space("nb201"), [get_proxy(name) for name in names]
    columns = Scorer(space, proxies, Settings("ImageNet16-120", **how), engine=engine).score(some)
    return {name: column.tobytes() for name, column in columns.items()}


MANY = {"names": ("params", "synflow", "nwot"), "init": "independent", "repeats": 2}


@pytest.fixture(scope="module")
def alone(some):
    """The scores that one thread gives."""
    return scored(some, engine=Threads(["cpu"]), **MANY)


def test_scores_are_those_of_one_thread_to_the_last_bit(engine, some, alone):
    assert scored(some, engine=engine, **MANY) == alone


def test_files_that_were_loaded_reach_the_workers(cluster, some, tmp_path):
    file = tmp_path / "own.py"
    file.write_text(
        "from landscape.scores import Metric\n"
        "from proxies import Proxy, get_proxy, register\n"
        "params = get_proxy('params')\n"
        "register(Proxy(Metric('halves'), 'parameters / 2', params.reads,\n"
        "               lambda trace: params.score(trace) / 2, is_random=False))\n"
    )
    load_plugin(file)
    try:
        here = scored(some, ["halves"])
        file.write_text("raise SystemExit('nobody is to load this')\n")
        assert scored(some, ["halves"], cluster) == here
    finally:
        PROXIES.remove("halves")


def test_what_a_program_registered_is_refused_with_the_way_out(cluster, some):
    params = get_proxy("params")
    own = Proxy(params.metric.__class__("mine"), "own", params.reads, lambda trace: 0)
    register(own)
    SPACES.register(SpaceRecord("coins", lambda: ProductSpace([2], name="coins")))
    try:
        with pytest.raises(OptionError, match="metric 'mine' was registered by this program"):
            scored(some, ["mine"], cluster)
    finally:
        PROXIES.remove("mine")
        SPACES.remove("coins")


# -- clusters of the user -----------------------------------------------------------------------


def test_a_scheduler_that_is_killed_ends_the_run_in_one_line(scheduler):
    scheduler.add_worker()
    found = {}

    def take(number, rows):
        found[number] = rows
        if len(found) == 3:
            os.kill(scheduler.process.pid, signal.SIGKILL)

    with (
        Dask(str(scheduler.file)) as engine,
        pytest.raises(LandscapeError, match=r"scheduler at tcp://127.* is gone: what is done is"),
    ):
        engine.run(Roots(), count(), take)
    assert len(found) >= 3


def test_workers_may_come_late_and_those_with_a_gpu_are_asked_alone(scheduler, caplog):
    scheduler.add_worker()
    with Dask(str(scheduler.file)) as engine:
        assert engine.count(Places()) == 1
        with_gpu = scheduler.add_worker("--resources", "GPU=1", "--nthreads", "2")
        engine._cluster.client.wait_for_workers(2)
        engine._cluster.look()
        found = seen(engine, Places(), range(6))
        assert {process for process, *_ in found.values()} == {with_gpu.pid}
        assert engine.count(Places()) == 1


@pytest.mark.parametrize(
    ("preload", "told"),
    [
        (LACKING, r"worker tcp://.* has not all of nas-landscape 0.1.0 \(.*landscape.*\): install"),
        (OTHER, r"worker tcp://.* does not fit: nas-landscape is 0.0.9, here it is 0.1.0: install"),
    ],
)
def test_workers_that_lack_something_are_one_line(scheduler, preload, told):
    scheduler.add_worker(preload=preload)
    with Dask(str(scheduler.file)) as engine, pytest.raises(LandscapeError, match=told):
        seen(engine, Roots(), [1])


def test_a_worker_that_comes_late_and_does_not_fit_is_one_line(scheduler):
    first = scheduler.add_worker()
    with Dask(str(scheduler.file)) as engine:
        assert seen(engine, Places(), [1])
        os.kill(first.pid, signal.SIGKILL)
        scheduler.add_worker(preload=OTHER)
        with pytest.raises(LandscapeError, match=r"worker tcp.*nas-landscape is 0.0.9, here it is"):
            seen(engine, Roots(), [1])


@pytest.mark.parametrize(
    ("text", "error", "told"),
    [
        (None, DataMissingError, "no scheduler file .*expected what dask scheduler --scheduler-fi"),
        ("{}", DataError, "is not the file of a scheduler"),
        ("scheduler", DataError, "is not the file of a scheduler"),
    ],
)
def test_a_file_that_is_none_of_a_scheduler_is_one_line(tmp_path, text, error, told):
    file = tmp_path / "scheduler.json"
    if text is not None:
        file.write_text(text)
    with Dask(str(file)) as engine, pytest.raises(error, match=told):
        engine.run(Roots(), [1], lambda number, rows: None)


@pytest.mark.parametrize(
    "address", ["127.0.0.1:1", "here://x", "tcp://127.0.0.1", "tls://127.0.0.1:1"]
)
def test_an_address_where_nobody_answers_is_one_line(monkeypatch, address):
    monkeypatch.setattr(dask_cluster, "_SECONDS_TO_CONNECT", 0.2)
    with (
        Dask(address) as engine,
        pytest.raises(LandscapeError, match=rf"no Dask scheduler answers at {address} \("),
    ):
        engine.ask(os.getpid)
    gc.collect()  # what is left of the connection does not complain: warnings are errors


# -- workers of this machine --------------------------------------------------------------------


def test_each_gpu_has_a_worker_of_its_own(monkeypatch):
    import torch

    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "5,7")
    assert local_places(None, "auto") == ["5", "7"]
    assert local_places(3, "cuda") == ["5", "7", "5"]
    assert local_places(None, "cuda:1") == [None]
    assert local_places(3, "cpu") == [None] * 3
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 0)
    assert set(local_places(None, "auto")) == {None}


def test_a_worker_that_does_not_start_is_not_waited_for(monkeypatch, caplog):
    start = LocalWorkers._start

    def started(self, number, gpu):
        process = start(self, number, gpu)
        if number == 1:
            os.killpg(process.pid, signal.SIGKILL)
        return process

    monkeypatch.setattr(LocalWorkers, "_start", started)
    with Dask(workers=2, device="cpu") as engine:
        assert engine.count(Roots()) == 1
    assert "1 of 2 workers on this machine ended as they were started (" in caplog.text


def test_there_is_at_least_one_worker():
    with pytest.raises(OptionError, match="--workers 0: expected at least 1"):
        Dask(workers=0)


def test_work_is_sent_once_for_many_runs(cluster, some):
    work = Scorer(get_space("nb201"), [get_proxy("params")], Settings(device="cpu")).work
    names = {cluster._cluster.deliver(work) for _ in range(2)}
    assert len(names) == 1
    assert pickle.loads(pickle.dumps(work)).name is not None

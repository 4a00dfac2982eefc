"""Parts of a scoring leave what a single run does, to the last bit, whatever happens to them."""

import os
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from landscape.disk import work_folder
from landscape.disk.work_folder import discard, other_work
from landscape.errors import DataError, LandscapeError, OptionError, OutputError
from landscape.scores import resumable_scoring
from landscape.scores.shards import Shard, scoring_shard, shared_work
from tests.scores.killable import ABOUT, CHUNKS, WORK

SCRIPT = Path(__file__).with_name("killable.py")


def begun(folder, shard, *moment):
    """Begin a shard in a process of its own."""
    return subprocess.Popen(
        [sys.executable, str(SCRIPT), str(folder / "out"), *moment],
        env=os.environ | {"SHARD": shard},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def run(folder, shard, *moment):
    with begun(folder, shard, *moment) as process:
        _, told = process.communicate(timeout=60)
        return process.returncode, told


def score(indices):
    return {"sin": np.sin(indices), "none": np.where(indices % 3, np.nan, -np.inf)}


def here(folder, shard, *, about=ABOUT, **work):
    """Score a shard in this process."""
    with scoring_shard(folder, Shard.parse(shard), **(WORK | work), about=about) as scoring:
        scoring.run(score)
        return scoring


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


@pytest.fixture(scope="module")
def single(tmp_path_factory):
    with resumable_scoring(tmp_path_factory.mktemp("single"), **WORK) as scoring:
        scoring.run(score)
        return scoring.result()


def assert_is(shared, single):
    assert shared.lacking == []
    indices, columns = shared.result()
    assert indices.tolist() == single[0].tolist()
    assert {n: c.tobytes() for n, c in columns.items()} == {
        n: c.tobytes() for n, c in single[1].items()
    }


@pytest.mark.parametrize("n_chunks", [0, 1, 7, 10])
@pytest.mark.parametrize("n", [1, 2, 3, 10, 40])
def test_shards_have_every_chunk_once_and_as_many_each(n, n_chunks):
    parts = [Shard(n, i + 1).positions(n_chunks) for i in range(n)]
    assert sorted(p for part in parts for p in part) == list(range(n_chunks))
    assert max(map(len, parts)) - min(map(len, parts)) <= 1


@pytest.mark.parametrize("text", ["5/4", "0/3", "a/b", "1", "", "1/2/3", "-1/2", "1/0", "1.5/2"])
def test_what_is_no_shard_is_one_line(text):
    with pytest.raises(OptionError, match="expected i/n, the i-th of n parts, such as 1/4"):
        Shard.parse(text)


@pytest.mark.parametrize("n", [1, 3, 12])
def test_the_union_is_a_single_run_bit_by_bit(out, single, n):
    for i in reversed(range(n)):
        here(out, f"{i + 1}/{n}")
    (shared,) = shared_work(out)
    assert_is(shared, single)
    assert len(shared.shards) == len(shared.begun) == n
    assert shared.at_work == {}


def test_killed_shards_go_on_and_end_as_a_single_run(tmp_path, out, single):
    assert run(tmp_path, "1/2", "before replacing", "6")[0] == -signal.SIGKILL
    assert run(tmp_path, "2/2", "writing", "7")[0] == -signal.SIGKILL
    (shared,) = shared_work(out)
    assert 0 < len(shared.lacking) < len(CHUNKS)
    assert run(tmp_path, "1/2") == (0, "")
    assert run(tmp_path, "2/2") == (0, "")
    assert_is(shared_work(out)[0], single)
    n_scored = len((tmp_path / "scored").read_text().splitlines())
    assert n_scored <= len(CHUNKS) + 2  # a chunk is lost each


@pytest.fixture
def at_work(tmp_path):
    """The second of two shards in a process of its own, which has scored a chunk."""
    with begun(tmp_path, "2/2", "waiting", "2") as process:
        assert process.stdout.readline() == "waiting\n"
        yield process
        process.kill()


def test_a_shard_at_work_is_left_alone(tmp_path, out, single, at_work):
    who = rf"\(.*process {at_work.pid} on "
    with pytest.raises(LandscapeError, match=rf"shard 2/2 in \S+ is at work already {who}"):
        here(out, "2/2")
    with pytest.raises(LandscapeError, match=r"--shard 1/3: shard 2/2 is at work .* one of 2"):
        here(out, "1/3")
    with (
        pytest.raises(LandscapeError, match=rf"shards are at work in \S+ {who}"),
        resumable_scoring(out, **WORK),
    ):
        pass
    here(out, "1/2")  # beside it
    # Nor does a scoring of something else clear it away, or a process that has all of it.
    other = {"settings": {"seed": 1}, "chunks": CHUNKS}
    with resumable_scoring(out, **other) as scoring:
        scoring.run(score)
    (shared,) = shared_work(out)
    discard(shared.work)
    assert list(shared.at_work) == [Shard(2, 2)]
    at_work.communicate("\n")
    assert at_work.returncode == 0
    assert_is(shared_work(out)[0], single)


def test_a_shard_that_has_only_begun_is_left_alone(out):
    with scoring_shard(out, Shard(2, 1), **WORK, about=ABOUT):
        assert [path.name for path in other_work(out)] == [shared_work(out)[0].work.name]
    assert other_work(out) == []  # and is cleared away when it has ended without a chunk


def test_the_work_is_shared_out_anew_when_nobody_is_at_it(out, single):
    here(out, "1/2")
    with scoring_shard(out, Shard.parse("2/3"), **WORK, about=ABOUT) as scoring:
        assert scoring.pending == [1, 7]  # 4 is there
        scoring.run(score)
    (shared,) = shared_work(out)
    assert [str(shard) for shard in shared.shards] == ["1/3", "2/3", "3/3"]
    here(out, "1/3")
    here(out, "3/3")
    assert_is(shared_work(out)[0], single)


def test_a_plain_run_goes_on_from_shards_and_clears_them_away(out, single):
    here(out, "2/2")
    with resumable_scoring(out, **WORK) as scoring:
        assert len(scoring.pending) == 5
        scoring.run(score)
        found = scoring.result()
    assert found[1]["sin"].tobytes() == single[1]["sin"].tobytes()
    assert os.listdir(out) == [".lock"]


@pytest.mark.parametrize(
    ("about", "told"),
    [
        ({"columns": {"sin": {"seed": 1}, "none": {"seed": 0}}}, r"sin.seed = 0, .* = 1 is asked"),
        ({"columns": {"sin": {"seed": 0}}}, "metrics = none, sin, and metrics = sin is asked"),
        (ABOUT | {"device": "cuda"}, r'device = not set, and device = "cuda" is asked for'),
        (ABOUT, "configurations = these, and configurations = others is"),
    ],
)
def test_a_shard_whose_settings_differ_is_refused_and_the_first_is_named(out, about, told):
    here(out, "1/2")
    before = sorted(out.rglob("*"))
    with pytest.raises(DataError, match=rf"{told}.*choose another --out, or delete \S+unfinished"):
        here(out, "2/2", about=about, settings={"seed": 1})
    assert sorted(out.rglob("*")) == before


def test_shards_of_other_columns_may_lie_beside(out):
    here(out, "1/1")
    here(out, "1/1", about={"columns": {"cos": {}}}, settings={"seed": 1})
    assert sorted(shared.title for shared in shared_work(out)) == ["cos", "none, sin"]


def test_a_damaged_chunk_is_told_and_scored_again(out, single, caplog):
    here(out, "1/2")
    here(out, "2/2")
    (shared,) = shared_work(out)
    (shared.work / "000003.chunk").write_bytes(b"half")
    damaged = shared_work(out)[0]
    assert damaged.lacking == [3]
    assert "000003.chunk is damaged, cut short" in str(damaged.damaged[3])
    here(out, "2/2")
    assert "scoring 4 configurations again" in caplog.text
    assert_is(shared_work(out)[0], single)


def test_a_chunk_in_the_place_of_another_is_none(out):
    here(out, "1/1")
    (shared,) = shared_work(out)
    shutil.copy(shared.work / "000002.chunk", shared.work / "000003.chunk")
    assert shared.lacking == [3]


@contextmanager
def full_disk(monkeypatch, name):
    """Leave no room for files whose names have something in them."""
    write = work_folder.write_bytes

    def full(path, content, **how):
        if name in path.name:
            raise OutputError(f"cannot write {path} (No space left on device): make room")
        write(path, content, **how)

    with monkeypatch.context() as patch:
        patch.setattr(work_folder, "write_bytes", full)
        yield


@pytest.mark.parametrize("name", ["settings", "layout", "shards.json", "told", "000004"])
def test_a_full_disk_is_one_line_and_loses_nothing(out, single, monkeypatch, name):
    with full_disk(monkeypatch, name), pytest.raises(OutputError, match="No space left"):
        here(out, "1/1")
    assert not list(out.rglob("*.claim-*"))
    scoring = here(out, "1/1")
    assert scoring.pending == []
    assert_is(shared_work(out)[0], single)


def test_who_has_lost_its_claim_writes_nothing_more(out):
    with scoring_shard(out, Shard(1, 1), **WORK, about=ABOUT) as scoring:
        scoring.save(0, score(CHUNKS[0]))
        next(out.rglob("*.claim-*")).unlink()
        scoring._may_save.__self__.renew()
        with pytest.raises(LandscapeError, match="was taken over or its claim deleted"):
            scoring.save(1, score(CHUNKS[1]))
    assert shared_work(out)[0].lacking == list(range(1, 10))


def test_no_shard_takes_a_lock(out, monkeypatch):
    def refuse(*arguments):
        raise NotImplementedError

    monkeypatch.setattr("filelock.FileLock.acquire", refuse)
    here(out, "1/1")
    assert not (out / ".lock").exists()

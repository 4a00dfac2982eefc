"""Who works on what is told by files: who lives keeps it, and who has died has nothing."""

import json
import os
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import asdict, replace

import pytest

from landscape.disk import claims
from landscape.disk.claims import STALE, Claim, Owner, claimed, living
from landscape.errors import LandscapeError, OutputError

HOLD = """
import pathlib, sys
from landscape.disk.claims import claimed
from landscape.errors import LandscapeError
sys.stdin.readline()
try:
    with claimed(pathlib.Path(sys.argv[1]), "it"):
        print("mine", flush=True)
        sys.stdin.readline()
except LandscapeError as error:
    print(error, flush=True)
"""


def holder(path):
    """Return a process that claims a path when it is told a line, and lets go at the next."""
    return subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
    )  # fmt: skip


def say(process):
    process.stdin.write("\n")
    process.stdin.flush()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "shard-1-of-2"


@pytest.fixture
def other(path):
    """Another process that has the claim."""
    with holder(path) as process:
        say(process)
        assert process.stdout.readline() == "mine\n"
        yield process
        process.kill()


def left(path, owner, *, age=0.0, number=1):
    """Leave the claim of somebody, last renewed some seconds ago."""
    file = path.with_name(f"{path.name}.claim-{number}")
    file.write_text(json.dumps(asdict(owner)) if isinstance(owner, Owner) else owner)
    os.utime(file, (time.time() - age,) * 2)
    return file


ELSEWHERE = replace(Owner.here(), host="node7", machine="another boot", process=4321)


def test_who_lives_keeps_the_claim(path, other):
    told = rf"shard 1/2 is at work already \(process {other.pid} on .*\): wait until that has ended"
    with pytest.raises(LandscapeError, match=told), claimed(path, "shard 1/2"):
        pass
    assert list(living(path.parent)) == ["shard-1-of-2"]
    with claimed(path.with_name("shard-2-of-2"), "shard 2/2"):
        assert len(living(path.parent)) == 2
    assert other.poll() is None


def test_the_claim_of_a_killed_process_of_this_machine_is_free_at_once(path, other):
    other.kill()
    other.wait()
    assert living(path.parent) == {}
    with claimed(path, "it") as claim:
        claim.check()
    assert list(path.parent.iterdir()) == []


def test_a_number_that_another_process_has_by_now_is_no_life(path):
    left(path, replace(Owner.here(), began="1"))
    with claimed(path, "it"):
        pass


def test_another_machine_keeps_it_until_it_is_silent_for_long(path):
    left(path, ELSEWHERE, age=STALE - 60)
    with pytest.raises(LandscapeError, match="process 4321 on node7"), claimed(path, "it"):
        pass
    left(path, ELSEWHERE, age=STALE + 60)
    with claimed(path, "it"):
        pass


def test_a_machine_of_the_same_name_is_another_one(path):
    left(path, replace(ELSEWHERE, host=Owner.here().host, process=2**22 + 1))
    assert list(living(path.parent)) == ["shard-1-of-2"]


@pytest.mark.parametrize("content", ["", "{", "[]", '{"name": 1}'])
def test_a_claim_that_is_being_written_is_one(path, content):
    left(path, content)
    with (
        pytest.raises(LandscapeError, match=r"at work already \(another process\)"),
        claimed(path, "it"),
    ):
        pass
    left(path, content, age=STALE + 60)
    with claimed(path, "it"):
        pass


def test_time_is_that_of_the_files(path, monkeypatch):
    monkeypatch.setattr(claims.time, "time", lambda: 0.0)  # a clock that is wrong by decades
    left(path, ELSEWHERE)
    os.utime(path.with_name(f"{path.name}.claim-1"))
    assert list(living(path.parent)) == ["shard-1-of-2"]


def test_a_sign_of_life_is_given_every_few_seconds(path, monkeypatch):
    monkeypatch.setattr(claims, "BEAT", 0.01)
    with claimed(path, "it") as claim:
        file = next(path.parent.glob("*.claim-1"))
        os.utime(file, (0, 0))
        deadline = time.monotonic() + 10
        while file.stat().st_mtime == 0 and time.monotonic() < deadline:
            time.sleep(0.01)
        assert file.stat().st_mtime > 0
        claim.check()


def test_who_was_suspended_is_told_who_took_over(path):
    claim = Claim(left(path, ELSEWHERE, age=STALE + 60), "shard 1/2")
    with claimed(path, "shard 1/2") as now:
        claim.renew()
        with pytest.raises(
            LandscapeError, match=rf"shard 1/2 was taken over by process {os.getpid()} on "
        ):
            claim.check()
        claim.give_up()
        now.renew()
        now.check()  # it has still its own


def test_a_deleted_claim_is_lost(path):
    with claimed(path, "it") as claim:
        next(path.parent.glob("*.claim-*")).unlink()
        claim.renew()
        with pytest.raises(LandscapeError, match="or its claim deleted"):
            claim.check()


def test_of_many_that_find_a_dead_one_only_one_takes_over(path):
    left(path, replace(Owner.here(), began="1"))
    with ExitStack() as stack:
        several = [stack.enter_context(holder(path)) for _ in range(4)]
        for process in several:
            say(process)
        said = [process.stdout.readline() for process in several]
        for process in several:
            process.stdin.close()
    assert said.count("mine\n") == 1
    assert sum("it is at work already (" in line for line in said) == 3
    assert list(path.parent.iterdir()) == []


def test_a_full_disk_leaves_no_claim(path, monkeypatch):
    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="No space left on device"), claimed(path, "it"):
        pass
    assert list(path.parent.iterdir()) == []

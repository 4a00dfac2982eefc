"""A scoring run in a process of its own, for tests that kill it.

Usage: python killable.py FOLDER [MOMENT COUNT]. The process kills itself at the COUNT-th MOMENT.
With SHARD in the environment it scores that part only.
"""

import os
import shutil
import signal
import sys
from pathlib import Path

import numpy as np

from landscape.scores import ScoreTable, resumable_scoring, write_scores
from landscape.scores.shards import Shard, scoring_shard
from landscape.spaces import ProductSpace

SPACE = ProductSpace([5, 8], name="toy")
CHUNKS = np.array_split(np.arange(SPACE.size), 10)
WORK = {"settings": {"seed": 0}, "chunks": CHUNKS}
ABOUT = {"columns": {"sin": {"seed": 0}, "none": {"seed": 0}}}


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def at_count(count, deadly, harmless):
    """Return `harmless`, but for call number `count`, which is `deadly`."""
    calls = iter(range(1, 1000))
    return lambda *args: deadly(*args) if next(calls) == count else harmless(*args)


def score(indices):
    with (folder.parent / "scored").open("a") as file:
        file.write("chunk\n")
    return {"sin": np.sin(indices), "none": np.where(indices % 3, np.nan, -np.inf)}


def waiting(indices, score=score):
    print("waiting", flush=True)
    sys.stdin.read()
    return score(indices)


def half_written(descriptor):
    os.ftruncate(descriptor, os.fstat(descriptor).st_size // 2)
    die()


def after_replace(source, target, replace=os.replace):
    replace(source, target)
    die()


def half_removed(work):
    next(Path(work).iterdir()).unlink()
    die()


def arm(moment, count):
    global score
    if moment == "scoring":
        score = at_count(count, lambda indices: die(), score)
    elif moment == "writing":
        os.fsync = at_count(count, half_written, os.fsync)
    elif moment == "before replacing":
        os.replace = at_count(count, lambda source, target: die(), os.replace)
    elif moment == "after replacing":
        os.replace = at_count(count, after_replace, os.replace)
    elif moment == "removing":
        shutil.rmtree = at_count(count, half_removed, shutil.rmtree)
    elif moment == "waiting":
        score = at_count(count, waiting, score)
    else:
        raise ValueError(moment)


def whole(folder):
    with resumable_scoring(folder, **WORK) as scoring:
        scoring.run(score)
        indices, columns = scoring.result()
        full = {name: np.empty(SPACE.size) for name in columns}
        for name, scores in columns.items():
            full[name][indices] = scores
        write_scores(folder / "scores.parquet", ScoreTable("toy", full), SPACE)


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    if sys.argv[2:]:
        arm(sys.argv[2], int(sys.argv[3]))
    if "SHARD" in os.environ:
        with scoring_shard(folder, Shard.parse(os.environ["SHARD"]), **WORK, about=ABOUT) as part:
            part.run(score)
    else:
        whole(folder)

"""Commands that are killed, and files whose bits are flipped, again and again.

Usage: python attacked.py SCENARIO FOLDER SEED ROUNDS. What it finds wrong it prints, line by line.

Each command runs in a fork of a process in which everything is loaded, so that many can be tried.
It is killed at its N-th step of writing (SIGKILL, as by the system when memory runs out), and run
again; in every second round after one bit was flipped in one of the files that are kept.
"""

from __future__ import annotations

import importlib
import json
import os
import random
import shutil
import signal
import sys
import traceback
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import torch

from landscape.cli import main
from landscape.spaces import get_space

SPACE = get_space("transnas101-micro")
HERE = ("--space", SPACE.name)
TRAIN = ("search", "local-search", "--space", "sss", "--train", "--data", "../digits.npz")
SCENARIOS = {
    "table": ("build", *HERE, "--scores", "../mine.csv", "--metric", "size", "--out", "run"),
    "score": ("score", "--metrics", "params,flops,l2_norm", "--limit", "1100", "--out", "run"),
    "search": ("search", "best-of", *HERE, "--scores", "../mine.csv", "--proxy", "size",
               "--set", "n=30", "--trials", "250", "--out", "run"),
    "train": (*TRAIN, "--epoch", "2", "--budget", "2", "--trials", "2", "--out", "run"),
    "import": ("data", "import", "table", "../mine.csv", *HERE, "--data-dir", "run"),
}  # fmt: skip
LOADED = (
    *("landscape.cli.app", "viz.runs.search", "proxies", "search.training"),
    *("viz.screen.html_page", "viz.paper.network"),
)
STEPS = ("fsync", "replace", "unlink", "mkdir", "rmdir")
SECONDS = 60


def prepare(folder):
    """Write what the commands read, and load what they load, once for all forks."""
    for name in LOADED:
        importlib.import_module(name)
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"arch": [SPACE.format(i) for i in range(SPACE.size)]})
    frame = frame.assign(size=rng.normal(size=SPACE.size), test_acc=rng.normal(size=SPACE.size))
    frame.to_csv(folder / "mine.csv", index=False)
    images = rng.integers(256, size=(60, 3, 8, 8), dtype=np.uint8)
    np.savez(folder / "digits.npz", images=images, labels=np.arange(60) % 5)


def forked(arguments, cwd, fatal=None):
    """Run a command in a fork; return how it ended and what it said."""
    child = os.fork()
    if not child:
        run_here(arguments, cwd, fatal)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), (cwd / "said").read_text()


def run_here(arguments, cwd, fatal):
    os.chdir(cwd)
    signal.alarm(SECONDS)  # whoever hangs is told by it
    told = os.open("said", os.O_CREAT | os.O_TRUNC | os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(told, stream)
    arm(fatal)
    sys.argv = ["landscape", *arguments]
    try:
        main()
    except SystemExit as error:
        sys.stdout.flush()
        os._exit(error.code or 0)
    except BaseException:
        traceback.print_exc()
    os._exit(99)


def arm(fatal):
    """Let the process die in place of the `fatal`-th step of writing."""
    count = 0

    def counted(step):
        def do(*args, **options):
            nonlocal count
            count += 1
            if count == fatal:
                os.kill(os.getpid(), signal.SIGKILL)
            return step(*args, **options)

        return do

    for name in STEPS:
        setattr(os, name, counted(getattr(os, name)))


def content(path):
    """Return what has to be the same in a file, whoever made it and when."""
    if path.suffix == ".parquet":
        table = pq.read_table(path)
        timed = [name for name in table.column_names if "seconds" in name]
        return table.drop_columns(timed).replace_schema_metadata(None)
    if path.suffix == ".pt":
        read = torch.load(path, weights_only=True)
        weights = {name: value.tolist() for name, value in read["network"].items()}
        history = [{**epoch, "seconds": 0} for epoch in read["history"]]
        return weights, history, read["test_acc"]
    if path.name == "history.csv":
        return pd.read_csv(path).drop(columns="seconds").to_csv()
    if path.name == "summary.json":
        return untimed(json.loads(path.read_text()))
    return path.read_bytes()


_LEFT = (".html", ".png", ".csv")
"""What nobody goes on from: pictures, and tables for people."""

_TIMED = ("timings", "scores", "proxy_seconds", "train_seconds")
"""What a summary has of the clock."""


def untimed(value):
    if not isinstance(value, dict):
        return value
    return {name: untimed(item) for name, item in value.items() if name not in _TIMED}


def contents(folder):
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): content(path) for path in files if path.name != ".lock"}


def difference(found, expected):
    if found.keys() != expected.keys():
        return f"files {sorted(found.keys() ^ expected.keys())}"
    for name, wanted in expected.items():
        same = found[name].equals(wanted) if hasattr(wanted, "equals") else found[name] == wanted
        if not same:
            return f"another {name}"
    return ""


def is_one_line(code, said):
    """Tell whether a command refused to go on as it should."""
    last = said.rstrip("\n").split("\n")[-1]
    return code in (1, 2) and last.startswith("landscape: ") and "Traceback" not in said


def flip(folder, rng):
    """Flip a bit of a random file that is kept; return which."""
    files = [
        p
        for p in sorted(folder.rglob("*"))
        if p.is_file() and p.stat().st_size and p.suffix not in _LEFT
    ]
    if not files:
        return "nothing to flip"
    path = rng.choice(files)
    changed = bytearray(path.read_bytes())
    bit = rng.randrange(8 * len(changed))
    changed[bit // 8] ^= 1 << bit % 8
    path.write_bytes(changed)
    return f"{path.relative_to(folder)} bit {bit}"


def attack(name, folder, seed, rounds):
    """Return in how many rounds something went wrong."""
    rng, cwd = random.Random(seed), folder / "here"
    prepare(folder)
    cwd.mkdir()
    code, said = forked(SCENARIOS[name], cwd)
    assert code == 0, said
    expected = contents(cwd / "run")
    return sum(not survived(name, cwd, expected, rng, number) for number in range(rounds))


def survived(name, cwd, expected, rng, number):
    """Kill a command some times, damage a file in odd rounds, and see what the next run leaves."""
    shutil.rmtree(cwd / "run", ignore_errors=True)
    done, code = [], -signal.SIGKILL
    while rng.random() < 0.8 and code == -signal.SIGKILL:
        fatal = rng.randint(1, rng.choice([12, 40]))
        code, _ = forked(SCENARIOS[name], cwd, fatal)
        done.append(f"kill at {fatal}: {code}")
    if number % 2:
        done.append(flip(cwd / "run", rng))
    code, said = forked(SCENARIOS[name], cwd)
    if number % 2 and is_one_line(code, said):
        print("refused", done[-1], said.splitlines()[-1], file=sys.stderr)
        return True
    found = difference(contents(cwd / "run"), expected) if code == 0 else f"exit {code}"
    if found or "Traceback" in said:
        print(f"{name} {number}: {found} after {done}: {said[-600:]!r}")
    return not found and "Traceback" not in said


if __name__ == "__main__":
    sys.exit(attack(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])) != 0)

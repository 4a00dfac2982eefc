"""The command as users run it, and runs that several tests look at."""

from __future__ import annotations

import pickle
import re
import signal
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pytest
from filelock import FileLock

from landscape.spaces import NB201
from tests.cli.command import UNHARMED, Finished, landscape, on_terminal, signalled
from tests.parallel import shared_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TINY = ("--data", "tiny.npz", "--out", "run")
"""A sixteenth of the work."""

SAMPLE = ("score", "--metrics", "synflow", *TINY, "--sample", 1500, "--seed", 3)
"""Random weights in some dozen small chunks."""


STOPS = ((signal.SIGKILL, 12), (signal.SIGKILL, 20), (signal.SIGINT, 12))
"""Signals, and the batches of networks at which they arrive."""


@pytest.fixture(scope="session")
def nb201() -> NB201:
    return NB201()


@pytest.fixture(scope="session")
def once(tmp_path_factory) -> Callable[[str, Callable[[Path], Finished]], Finished]:
    """Return what makes a run in a folder, once for all processes that run tests side by side."""
    place = shared_folder(tmp_path_factory)

    def made(name: str, make: Callable[[Path], Finished]) -> Finished:
        here, kept = place / name, place / f"{name}.pickle"
        with FileLock(place / f"{name}.lock"):
            if not kept.exists():
                here.mkdir(exist_ok=True)
                kept.write_bytes(pickle.dumps(make(here)))
        return pickle.loads(kept.read_bytes())

    return made


@pytest.fixture(scope="session")
def params_run(once) -> Finished:
    """The cheapest run there is; do not change its folder."""
    return once(
        "params",
        lambda here: landscape("build", "--space", "nb201", "--metric", "params", cwd=here),
    )


@pytest.fixture(scope="session")
def synflow_run(once) -> Finished:
    """A run of random weights; do not change its folder."""
    return once("synflow", _score_tiny_images)


def _score_tiny_images(here: Path) -> Finished:
    _write_tiny_images(here)
    return landscape("build", "--metric", "synflow", *TINY, cwd=here)


def _write_tiny_images(here: Path) -> None:
    images = np.zeros((3, 3, 8, 8), np.uint8)
    np.savez(here / "tiny.npz", images=images, labels=np.arange(3))


@dataclass(frozen=True)
class Story:
    """A run that was stopped three times, and one that was not."""

    killed: Finished
    killed_again: Finished
    interrupted: Finished
    finished: Finished
    kept: list[int]
    """Number of chunks on disk after each stop."""
    whole: Finished

    @property
    def n_total(self) -> int:
        """Number of networks that are evaluated."""
        return int(re.search(r"takes ([\d,]+) networks", self.whole.stderr)[1].replace(",", ""))


@pytest.fixture(scope="session")
def story(tmp_path_factory) -> Story:
    """The same run killed early, killed late, interrupted, brought to its end on a terminal."""
    here, elsewhere = (tmp_path_factory.mktemp(name) for name in ("story", "whole"))
    _write_tiny_images(here)
    _write_tiny_images(elsewhere)
    runs, kept = [], []
    for sent, batch in STOPS:
        runs.append(signalled(sent, batch, *SAMPLE, cwd=here))
        kept.append(len(list(here.glob("run/unfinished-*/*.chunk"))))
    finished = on_terminal(*SAMPLE, cwd=here, command=UNHARMED)
    whole = landscape(*SAMPLE, cwd=elsewhere, command=UNHARMED)
    return Story(*runs, finished=finished, kept=kept, whole=whole)


@pytest.fixture(scope="session")
def rugged_scores(nb201) -> np.ndarray:
    """Scores with some dozens of optima: a slope with noise on it."""
    codes = nb201.decode(np.arange(nb201.size))
    slope = np.array([0.0, 1.5, 2.0, 3.0, 1.0])[codes].sum(axis=1)
    return (slope + np.random.default_rng(1).normal(size=nb201.size)).round(3)


@pytest.fixture(scope="session")
def rugged_table(nb201, rugged_scores, tmp_path_factory):
    """The same as CSV."""
    path = tmp_path_factory.mktemp("tables") / "rugged.csv"
    rows = [f"{nb201.format(i)},{score}" for i, score in enumerate(rugged_scores.tolist())]
    path.write_text("\n".join(["arch,score", *rows]) + "\n")
    return path


@pytest.fixture(scope="session")
def rugged_run(rugged_table, once) -> Finished:
    """A run with a network worth looking at; do not change its folder."""
    build = ("build", "--scores", rugged_table, "--metric", "score", "--out", "run")
    return once("rugged", lambda here: landscape(*build, cwd=here))

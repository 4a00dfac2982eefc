"""The command as users run it, and runs that several tests look at."""

from __future__ import annotations

import signal
from dataclasses import dataclass

import numpy as np
import pytest

from landscape.spaces import NB201
from tests.cli.command import Finished, landscape, on_terminal, signalled

SMALL_IMAGES = ("build", "--metric", "synflow", "--dataset", "ImageNet16-120", "--out", "run")
"""SynFlow of all of nb201 in a quarter of the time."""


@pytest.fixture(scope="session")
def nb201() -> NB201:
    return NB201()


@pytest.fixture(scope="session")
def params_run(tmp_path_factory) -> Finished:
    """The cheapest run there is; do not change its folder."""
    folder = tmp_path_factory.mktemp("params")
    return landscape("build", "--space", "nb201", "--metric", "params", cwd=folder)


@pytest.fixture(scope="session")
def synflow_run(tmp_path_factory) -> Finished:
    """A run of random weights that nothing interrupted; do not change its folder."""
    return landscape(*SMALL_IMAGES, cwd=tmp_path_factory.mktemp("synflow"))


@dataclass(frozen=True)
class Story:
    """A run that was stopped three times."""

    killed: Finished
    killed_again: Finished
    interrupted: Finished
    finished: Finished
    kept: list[int]
    """Number of chunks on disk after each stop."""


@pytest.fixture(scope="session")
def story(tmp_path_factory) -> Story:
    """The same run killed early, killed late, interrupted, brought to its end on a terminal."""
    here = tmp_path_factory.mktemp("story")
    runs, kept = [], []
    for sent, batch in ((signal.SIGKILL, 25), (signal.SIGKILL, 40), (signal.SIGINT, 20)):
        runs.append(signalled(sent, batch, *SMALL_IMAGES, cwd=here))
        kept.append(len(list(here.glob("run/unfinished-*/*.chunk"))))
    return Story(*runs, finished=on_terminal(*SMALL_IMAGES, cwd=here), kept=kept)


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
def rugged_run(rugged_table) -> Finished:
    """A run with a network worth looking at; do not change its folder."""
    return landscape(
        "build", "--scores", rugged_table, "--metric", "score", "--out", "run",
        cwd=rugged_table.parent,
    )  # fmt: skip

"""Runs of a small space that several tests look at; do not change their folders."""

import numpy as np
import pytest

import landscape
from landscape.spaces import Variable

VALLEY = landscape.ProductSpace([Variable("a", ("x", "y", "z")), 4], name="valley")


def own(scores, metric, **options):
    """Return a landscape that was made in Python."""
    return landscape.Landscape(VALLEY, scores, metric=metric, **options)


@pytest.fixture(scope="session")
def valleys(tmp_path_factory):
    """A folder with runs of a score, of another with some missing, and of the same everywhere."""
    here, rng = tmp_path_factory.mktemp("valleys"), np.random.default_rng(0)
    truth = rng.normal(size=VALLEY.size).round(1)
    near = truth + rng.normal(size=VALLEY.size).round(1)
    near[3] = np.nan
    for name, scores in {"near": near, "flat": np.ones(12), "truth": truth}.items():
        landscape.save(own(scores, name), here / name, pictures=False, graphml=False)
    return here


def files(folder):
    """Return name → content of the files in a folder, without locks."""
    return {p.name: p.read_bytes() for p in folder.iterdir() if not p.name.startswith(".")}

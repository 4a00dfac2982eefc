"""Networks built as modules have the scores of the batched engine, in every metric."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from landscape.spaces import NB201, SSS
from proxies import PROXIES, Scorer, Settings
from tests.proxies.conftest import KINDS
from tests.proxies.modules.plainly import SPACES, as_modules

HOW = {
    **{"data": "noise", "batch_size": 4, "device": "cpu"},
    **{"precision": "double", "seed": 3},
}
CELLS = ("longest chain", "dead operations", "no path", "one skip")
WIDTHS = ("8:16:24:8:16",)


def numbers(name):
    if name == "nb201":
        return np.unique([NB201().parse(KINDS[kind]) for kind in CELLS])
    return np.unique([SSS().parse(text) for text in WIDTHS])


@cache
def both(name):
    """Return scores of the engine, and of modules: of all metrics."""
    base, build = SPACES[name]
    settings, proxies = Settings("ImageNet16-120", **HOW), list(PROXIES.values())
    engine = Scorer(base(), proxies, settings).score(numbers(name))
    with as_modules(base, build) as space:
        return engine, Scorer(space, proxies, settings).score(numbers(name))


@pytest.mark.parametrize("name", SPACES)
@pytest.mark.parametrize("metric", PROXIES)
def test_modules_have_the_scores_of_the_engine(name, metric):
    engine, modules = both(name)
    np.testing.assert_allclose(modules[metric], engine[metric], rtol=1e-6, atol=1e-12)

"""Numbers and figures do not depend on how numpy is set, and leave sources of chance alone."""

from __future__ import annotations

import numpy as np
import pytest

from landscape import Landscape, ProductSpace
from landscape.comparison import compare
from landscape.comparison.stability import stability_of
from tests.surroundings import NUMPY, seen
from viz import Entry, mlon_figure, optima_chart

SPACE = ProductSpace([3] * 4)


def landscapes():
    """Fitness from the smallest floats to the largest, and none at all."""
    rng = np.random.default_rng(0)
    wide = np.exp(rng.normal(size=SPACE.size) * 200)
    wide[::7], wide[3] = -np.inf, np.nan
    return Landscape(SPACE, wide), Landscape(SPACE, rng.normal(size=SPACE.size))


def told():
    one, other = landscapes()
    figure = mlon_figure(one.monotonic(), layout="fitness")
    chart = optima_chart([Entry(one, "one"), Entry(other, "other")])
    compared = compare(one, other, resamples=10)
    return [
        one.summary(), dict(one.profile()), one.optima_table().to_csv(), figure.positions.tolist(),
        compared.to_json(), stability_of([one, other]).spearman.tolist(),
        chart.table.render(".csv"),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def expected():
    return [repr(each) for each in told()]


@pytest.mark.parametrize("name", NUMPY)
def test_nothing_depends_on_it(name, expected):
    with NUMPY[name]():
        before = seen()
        found = told()
        assert seen() == before
    assert [repr(each) for each in found] == expected

"""A warm-up's proxy chooses whom evolution starts from, and never what it ends with."""

import numpy as np
import pytest

from landscape import ProductSpace
from search import area, lookup, rea_warm_up, run


@pytest.mark.parametrize("search", [rea_warm_up, area])
def test_a_proxy_of_large_values_does_not_outdo_a_metric_that_is_only_named(search):
    accuracy = np.arange(64.0)
    table = lookup({"proxy": 1000 + accuracy[::-1], "acc": accuracy})
    guided = search(
        ProductSpace([2] * 6), "acc", np.random.default_rng(0), proxy="proxy", warm_up=20
    )
    (result,) = run([guided], table, budget=500)
    assert (result.architecture, result.fitness) == (63, 63.0)

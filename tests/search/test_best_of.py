"""The best of N, of architectures all of whose variables differ if that is asked for."""

from __future__ import annotations

import numpy as np
import pytest

from landscape.errors import OptionError
from landscape.spaces import ProductSpace
from search import Ask, best_of


def drawn(space, n, **settings):
    (asked,) = [next(best_of(space, ["a"], np.random.default_rng(0), n=n, **settings))]
    assert isinstance(asked, Ask)
    return space.decode(np.array(asked.architectures))


def test_distinct_draws_are_uniform_among_those_without_repeats():
    space = ProductSpace([4, 4, 4])
    codes = drawn(space, 2000, distinct=True)
    assert len(codes) == 4 * 3 * 2  # all there are, each charged once
    assert all(len({*code}) == 3 for code in codes.tolist())
    assert any(len({*code}) < 3 for code in drawn(space, 100).tolist())


@pytest.mark.parametrize("shape", [[3, 4], [2, 2, 2]])
def test_a_space_without_such_architectures_is_refused(shape):
    with pytest.raises(OptionError, match="distinct: product has no architectures"):
        best_of(ProductSpace(shape), ["a"], np.random.default_rng(0), distinct=True)

"""Every search keeps what `tests.search.conformance` says."""

from __future__ import annotations

import pytest

from search import ALGORITHMS
from tests.search.conformance import SearchConformance


@pytest.mark.parametrize("name", [algorithm.name for algorithm in ALGORITHMS.here()])
class TestEverySearch(SearchConformance):
    pass

"""Spaces to score: a small one for everything, and the real one for its notations."""

import pytest

from landscape.spaces import NB201, ProductSpace, Space


@pytest.fixture
def space() -> Space:
    return ProductSpace([2, 3], name="toy")


@pytest.fixture(scope="session")
def nb201() -> Space:
    return NB201()

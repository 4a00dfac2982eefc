"""What tests of analyses may ask for."""

from __future__ import annotations

import pytest

from landscape.analysis import ANALYSES


@pytest.fixture
def registry():
    """Forget, in the end, what a test registers."""
    before = set(ANALYSES)
    yield ANALYSES
    for name in set(ANALYSES) - before:
        ANALYSES.remove(name)

"""What tests of spaces share."""

from __future__ import annotations

import pytest

from landscape.spaces.nb101 import NB101


@pytest.fixture(scope="session")
def nb101(tmp_path_factory):
    """NAS-Bench-101, its tables made once a session and already in memory."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LANDSCAPE_CACHE", str(tmp_path_factory.getbasetemp() / "nb101"))
        space = NB101()
        space.neighbours(0)
        space.code(0)
        space.format(0)
    return space

"""What tests of spaces share."""

from __future__ import annotations

import pytest
from filelock import FileLock

from landscape.spaces.nb101 import NB101
from tests.parallel import shared_folder


@pytest.fixture(scope="session")
def nb101(tmp_path_factory):
    """NAS-Bench-101, its tables made once a session and already in memory."""
    folder = shared_folder(tmp_path_factory)
    with pytest.MonkeyPatch.context() as patch, FileLock(folder / "nb101.lock"):
        patch.setenv("LANDSCAPE_CACHE", str(folder / "nb101"))
        space = NB101()
        space.neighbours(0)
        space.code(0)
        space.format(0)
    return space

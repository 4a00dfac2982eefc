"""What every test may ask for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from tests.parallel import one_thread_each

one_thread_each()

# The first example of a test pays for lazy imports, and the machine may be busy.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

_VARIABLE = "LANDSCAPE_TEST_DATA"


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """Folder of real benchmark tables: a test without them is skipped, but never on CI."""
    folder = os.environ.get(_VARIABLE)
    if folder and Path(folder).is_dir():
        return Path(folder).resolve()  # tests run commands in folders of their own
    reason = f"{_VARIABLE} is {folder!r}: expected the folder of benchmark tables"
    if folder or os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)

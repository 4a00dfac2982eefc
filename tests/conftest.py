"""What every test may ask for."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests.absent import absent
from tests.chromium import launched
from tests.parallel import one_thread_each

one_thread_each()

# A shell's background jobs ignore Ctrl-C, and so would the commands that tests interrupt.
signal.signal(signal.SIGINT, signal.default_int_handler)

# The first example of a test pays for lazy imports, and the machine may be busy.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

_VARIABLE = "LANDSCAPE_TEST_DATA"


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """Folder of real benchmark tables: a test without them is skipped, but never on CI."""
    folder = os.environ.get(_VARIABLE)
    if not folder or not Path(folder).is_dir():
        reason = f"{_VARIABLE} is {folder!r}: expected the folder of benchmark tables"
        (pytest.fail if folder else absent)(reason)
    return Path(folder).resolve()  # tests run commands in folders of their own


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium; closed after each module, as its event loop would be in the way of others."""
    with launched() as chromium:
        yield chromium

"""What the processes share that run the tests side by side."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_WORKER = "PYTEST_XDIST_WORKER"


def one_thread_each() -> None:
    """Leave the processors to the processes; to be called before anybody loads PyTorch."""
    if _WORKER in os.environ:
        os.environ.setdefault("OMP_NUM_THREADS", "1")


def shared_folder(factory: pytest.TempPathFactory) -> Path:
    """Return a temporary folder of this session that all its processes see."""
    own = factory.getbasetemp()
    return own.parent if _WORKER in os.environ else own

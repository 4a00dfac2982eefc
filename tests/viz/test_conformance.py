"""Every kind of figure keeps what `tests.viz.conformance` says."""

from __future__ import annotations

import pytest

from tests.viz.conformance import FigureConformance
from viz.figures import FIGURES


@pytest.mark.parametrize("name", [kind.name for kind in FIGURES.here()])
class TestEveryKind(FigureConformance):
    pass

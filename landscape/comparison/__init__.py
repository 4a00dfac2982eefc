"""How one landscape compares with another: what climbing the one means in terms of the other."""

from __future__ import annotations

from landscape.comparison.compare import SECTIONS, compare
from landscape.comparison.comparison import Comparison, comparisons_table, to_latex, to_markdown
from landscape.comparison.overlap import expected_overlap
from landscape.comparison.resampling import resample_runs
from landscape.comparison.uncertainty import Uncertainty
from landscape.comparison.walk import absorbed_share

__all__ = [
    "SECTIONS",
    "Comparison",
    "Uncertainty",
    "absorbed_share",
    "compare",
    "comparisons_table",
    "expected_overlap",
    "resample_runs",
    "to_latex",
    "to_markdown",
]

"""NAS-Bench-101: its distinct cells, and the padded codes that searches walk on."""

from __future__ import annotations

from landscape.spaces.nb101.codes import NB101Codes
from landscape.spaces.nb101.graphs import OPERATIONS
from landscape.spaces.nb101.space import NB101

__all__ = ["NB101", "OPERATIONS", "NB101Codes"]

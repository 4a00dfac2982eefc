"""Numbers that describe a landscape, each with its definition, range, meaning and source."""

from __future__ import annotations

from landscape.analysis.profile import Profile, profile, profiles
from landscape.analysis.registry import ANALYSES, Analysis, Number, analysis
from landscape.analysis.undefined import NotDefinedError, Undefined

__all__ = [
    "ANALYSES",
    "Analysis",
    "NotDefinedError",
    "Number",
    "Profile",
    "Undefined",
    "analysis",
    "profile",
    "profiles",
]

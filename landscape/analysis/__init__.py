"""Numbers that describe a landscape, each with its definition, range, meaning and source."""

from __future__ import annotations

from importlib import import_module

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

# Each registers itself; their order is that of every profile.
for _name in (
    *("distribution", "random_walk", "fitness_distance", "neutrality", "optima", "ruggedness"),
    *("slopes", "epistasis", "basins", "climbs", "access"),
    *("edges", "funnels", "strength", "journeys", "centrality"),
):
    import_module(f"{__name__}.{_name}")

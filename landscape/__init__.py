"""Fitness landscapes and local optima networks of neural architecture search spaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from landscape.lazy import lazily
from landscape.moved import find_moved

if TYPE_CHECKING:
    from landscape import data
    from landscape.analysis import profiles
    from landscape.analysis.analyse import analyse
    from landscape.api.available import available
    from landscape.api.build import build
    from landscape.api.compare import compare
    from landscape.api.dry_run import dry_run
    from landscape.api.info import info
    from landscape.api.load import load
    from landscape.api.reproduce import reproduce
    from landscape.api.sample import sample
    from landscape.api.save import save
    from landscape.api.stability import stability
    from landscape.api.train import train
    from landscape.errors import LandscapeError
    from landscape.graph import LON
    from landscape.graphml import read_graphml, write_graphml
    from landscape.landscape import Landscape
    from landscape.network import Network
    from landscape.plugins import load_plugin
    from landscape.runs.landscape_run import LandscapeRun
    from landscape.runs.uncertainty import uncertainty
    from landscape.scores.table import scores_of, to_fitness
    from landscape.spaces import ProductSpace, Space, Variable, get_space, register_space
    from landscape.spaces.from_table import space_from_table


__version__ = "0.1.0"

__all__ = [
    "LON",
    "Landscape",
    "LandscapeError",
    "LandscapeRun",
    "Network",
    "ProductSpace",
    "Space",
    "Variable",
    "__version__",
    "analyse",
    "available",
    "build",
    "compare",
    "data",
    "dry_run",
    "get_space",
    "info",
    "load",
    "load_plugin",
    "profiles",
    "read_graphml",
    "register_space",
    "reproduce",
    "sample",
    "save",
    "scores_of",
    "space_from_table",
    "stability",
    "to_fitness",
    "train",
    "uncertainty",
    "write_graphml",
]

# Names are loaded when first asked for, so that `import landscape` costs next to nothing.
_HOMES = {
    "LON": "landscape.graph",
    "Landscape": "landscape.landscape",
    "LandscapeError": "landscape.errors",
    "LandscapeRun": "landscape.runs.landscape_run",
    "Network": "landscape.network",
    "ProductSpace": "landscape.spaces",
    "Space": "landscape.spaces",
    "Variable": "landscape.spaces",
    "analyse": "landscape.analysis.analyse",
    "available": "landscape.api.available",
    "build": "landscape.api.build",
    "compare": "landscape.api.compare",
    "data": "landscape.data",
    "dry_run": "landscape.api.dry_run",
    "get_space": "landscape.spaces",
    "info": "landscape.api.info",
    "load": "landscape.api.load",
    "load_plugin": "landscape.plugins",
    "profiles": "landscape.analysis",
    "read_graphml": "landscape.graphml",
    "register_space": "landscape.spaces",
    "reproduce": "landscape.api.reproduce",
    "sample": "landscape.api.sample",
    "save": "landscape.api.save",
    "scores_of": "landscape.scores.table",
    "space_from_table": "landscape.spaces.from_table",
    "stability": "landscape.api.stability",
    "to_fitness": "landscape.scores.table",
    "train": "landscape.api.train",
    "uncertainty": "landscape.runs.uncertainty",
    "write_graphml": "landscape.graphml",
}


_ELSEWHERE = {
    "explore": "viz.explore",
    "figure": "viz.figure",
    "plot": "viz.plot",
    "score": "proxies.score",
    "search": "search.search",
}
"""Command → its function, of those in other packages."""

__getattr__, __dir__ = lazily(__name__, _HOMES, _ELSEWHERE)
find_moved()

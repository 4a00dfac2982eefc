"""Searches as generators: they say what to score and where they go, and a driver runs hundreds.

Examples
--------
>>> import numpy as np
>>> from landscape import get_space
>>> from search import local_search, lookup, run
>>> space = get_space("nb201")
>>> table = {"number": np.arange(15625.0)}
>>> rngs = np.random.default_rng(0).spawn(500)
>>> results = run([local_search(space, "number", r) for r in rngs], lookup(table), budget=200)
>>> {result.architecture for result in results}
{15624}
"""

from __future__ import annotations

from search.driver import Evaluate, lookup, run
from search.local_search import local_search
from search.protocol import Ask, Move, Result, Search, Step
from search.random_search import random_search

__all__ = [
    "Ask",
    "Evaluate",
    "Move",
    "Result",
    "Search",
    "Step",
    "local_search",
    "lookup",
    "random_search",
    "run",
]

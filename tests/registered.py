"""Forget, in the end, what was registered."""

from __future__ import annotations

from contextlib import contextmanager

from landscape.analysis import ANALYSES
from landscape.api.papers import PAPERS
from landscape.benchmarks.sources import BENCHMARKS
from landscape.spaces import SPACES
from proxies import PROXIES
from search import ALGORITHMS
from search.training import RECIPES
from viz.figures import FIGURES

REGISTRIES = (SPACES, PROXIES, ALGORITHMS, FIGURES, BENCHMARKS, ANALYSES, PAPERS, RECIPES)


@contextmanager
def forgotten(*registries):
    """Forget at the end what was added to registries, by default to all."""
    before = [(registry, set(registry)) for registry in registries or REGISTRIES]
    try:
        yield
    finally:
        for registry, names in before:
            for name in set(registry) - names:
                registry.remove(name)

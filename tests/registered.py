"""Forget, in the end, what was registered, and which files were loaded."""

from __future__ import annotations

from contextlib import contextmanager

from landscape import plugins
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
    """Forget at the end what was added to registries, by default to all, and files."""
    files = dict(plugins._FILES)
    before = [(registry, set(registry)) for registry in registries or REGISTRIES]
    try:
        yield
    finally:
        for registry, names in before:
            for name in set(registry) - names:
                registry.remove(name)
        for place in set(plugins._FILES) - set(files):
            del plugins._FILES[place]  # workers would be given it

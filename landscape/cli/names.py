"""Names that options take: what stands for them in a help text, and who knows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = ["listed", "names_in"]


def listed(text: str) -> str:
    """Return a help text with the names that it lists in place of ``{metrics}`` and so on."""
    for place, names in _NAMES.items():
        if place in text:
            text = text.replace(place, ", ".join(names()))
    return text


def names_in(text: str, begun: str) -> list[str]:
    """Return the names that a help text lists and that begin so.

    Of names with commas between them the last one is completed.
    """
    before, comma, last = begun.rpartition(",")
    known = (name for place, names in _NAMES.items() if place in text for name in names())
    return [before + comma + name for name in known if name.startswith(last)]


def _metrics() -> Iterable[str]:
    from proxies.proxy import metric_names

    return metric_names()


def _spaces() -> Iterable[str]:
    from landscape.spaces import SPACES

    return SPACES


def _datasets() -> Iterable[str]:
    from landscape.datasets import DATASETS

    return DATASETS


def _downloads() -> Iterable[str]:
    from proxies.images import sources

    return (name for name, source in sources.SOURCES.items() if source.archive)


def _benchmarks() -> Iterable[str]:
    from landscape.benchmarks.sources import BENCHMARKS

    return BENCHMARKS


def _algorithms() -> Iterable[str]:
    from search.algorithms.registry import ALGORITHMS

    return ALGORITHMS


def _settings() -> Iterable[str]:
    from search.algorithms.registry import ALGORITHMS

    return dict.fromkeys(f"{name}=" for one in ALGORITHMS.values() for name in one.settings)


def _figures() -> Iterable[str]:
    from viz.figures import FIGURES

    return FIGURES


def _papers() -> Iterable[str]:
    from landscape.api.papers.registry import PAPERS

    return PAPERS


def _topics() -> Iterable[str]:
    from landscape.options.list import TOPICS

    return TOPICS


def _initialisations() -> Iterable[str]:
    from proxies.plan import INITIALISATIONS

    return INITIALISATIONS


def _precisions() -> Iterable[str]:
    from proxies.plan import PRECISIONS

    return PRECISIONS


def _devices() -> Iterable[str]:
    return "auto", "cpu", "cuda"  # not cuda:N, which only PyTorch, slow to import, could count


def _layouts() -> Iterable[str]:
    from viz.layout.positions import LAYOUTS

    return LAYOUTS


_NAMES: dict[str, Callable[[], Iterable[str]]] = {
    "{metrics}": _metrics,
    "{spaces}": _spaces,
    "{datasets}": _datasets,
    "{downloads}": _downloads,
    "{benchmarks}": _benchmarks,
    "{algorithms}": _algorithms,
    "{settings}": _settings,
    "{figures}": _figures,
    "{papers}": _papers,
    "{topics}": _topics,
    "{initialisations}": _initialisations,
    "{precisions}": _precisions,
    "{devices}": _devices,
    "{layouts}": _layouts,
}
"""What stands for names in a help text → who knows them."""

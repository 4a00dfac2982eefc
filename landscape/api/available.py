"""`landscape.available`: what there is to choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from landscape.catalogue import Catalogue
from landscape.errors import LandscapeError
from landscape.options.base import takes
from landscape.options.list import TOPICS, ListOptions
from landscape.registry import find_name
from landscape.reporter import warn

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from landscape.catalogue import Cell
    from landscape.registry import Registry
    from landscape.spaces import Space

__all__ = ["available"]


@takes(ListOptions)
def available(options: ListOptions) -> Catalogue:
    """List what there is to choose from: metrics, spaces, searches and so on.

    Returns
    -------
    Catalogue
        One row each; its `table` returns a DataFrame.

    Raises
    ------
    UnknownNameError
        If there is no such topic.

    Examples
    --------
    >>> import landscape
    >>> landscape.available("datasets").table()["name"].tolist()
    ['cifar10', 'cifar100', 'ImageNet16-120']
    >>> "metrics" in landscape.available().table()["topic"].tolist()
    True
    """
    if options.topic is None:
        return Catalogue("topics", ("topic", "what is told"), tuple(TOPICS.items()))
    return _LISTS[find_name("topic", options.topic, TOPICS)]()


def _told(registry: Registry[Any], names: Iterable[str], found: Catalogue) -> Catalogue:
    """Return rows about things of these names; where plugins brought some, with which one."""
    plugins = [registry.plugin_of(name) for name in names]
    if not any(plugins):
        return found
    first, *others = found.header
    whose = [plugin.name if plugin else None for plugin in plugins]
    rows = tuple((row[0], of, *row[1:]) for row, of in zip(found.rows, whose, strict=True))
    return Catalogue(found.title, (first, "from", *others), rows, found.numbers)


def _metrics() -> Catalogue:
    """Return every metric; variants of another come last."""
    from proxies import PROXIES
    from proxies.proxy import metric_names

    header = ("name", "better", "unit", "needs data", "source", "formula")
    names = metric_names()
    return _told(PROXIES, names, Catalogue("metrics", header, tuple(map(_metric, names))))


def _metric(name: str) -> tuple[Cell, ...]:
    from landscape.scores.rank import RANK, RANK_FORMULA, RANK_MEMBERS
    from proxies import PROXIES

    if name == RANK.name:
        needs_data = any(PROXIES[member].needs_data for member in RANK_MEMBERS)
        metric, formula = RANK, f"{RANK_FORMULA}: {', '.join(RANK_MEMBERS)}"
    else:
        proxy = PROXIES[name]
        metric, formula, needs_data = proxy.metric, proxy.formula, proxy.needs_data
    better = "lower" if metric.minimize else "higher"
    return name, better, metric.unit or None, needs_data, metric.source or None, formula


def _spaces() -> Catalogue:
    from landscape.spaces import SPACES

    spaces = list(_made(SPACES))
    rows = tuple((s.name, s.title, s.size, ", ".join(s.notations)) for s in spaces)
    header = ("name", "title", "configurations", "notations")
    names = [space.name for space in spaces]
    return _told(SPACES, names, Catalogue("spaces", header, rows, ("configurations",)))


def _made(spaces: Registry[Any]) -> Iterator[Space]:
    """Make every space; of a plugin's that cannot be made it is said."""
    from landscape.spaces import get_space

    for name in spaces:
        try:
            yield get_space(name)
        except LandscapeError as error:
            if spaces.plugin_of(name) is None:
                raise
            warn(str(error))


def _datasets() -> Catalogue:
    from landscape.datasets import DATASETS

    rows = tuple((d.name, d.title, d.classes, f"{d.size}×{d.size}") for d in DATASETS.values())
    return Catalogue("datasets", ("name", "title", "classes", "pixels"), rows, ("classes",))


def _analyses() -> Catalogue:
    """Return every number of a profile: its analysis, range and definition."""
    from landscape.analysis import ANALYSES

    rows = tuple(
        (key, one.name, number.range, number.source or one.source or None, number.definition)
        for one in ANALYSES.values()
        for key, number in one.numbers.items()
    )
    header = ("number", "analysis", "range", "source", "definition")
    return _told(ANALYSES, [str(row[1]) for row in rows], Catalogue("numbers", header, rows))


def _algorithms() -> Catalogue:
    """Return every search: what guides it, whether it ends, settings and source."""
    from search.algorithms.registry import ALGORITHMS

    rows = tuple(
        (
            one.name,
            one.title,
            ", ".join(filter(None, (*one.proxies, one.trains and f"training ({one.trains})"))),
            "by itself" if one.ends else "by budget",
            " ".join(f"{name}={_written(value)}" for name, value in one.settings.items()) or None,
            one.source,
        )
        for one in ALGORITHMS.values()
    )
    header = ("name", "title", "guided by", "ends", "settings", "source")
    return _told(ALGORITHMS, ALGORITHMS, Catalogue("searches", header, rows))


def _written(value: object) -> str:
    names = {True: "yes", False: "no", None: "auto"}
    return names[value] if value is None or isinstance(value, bool) else str(value)


def _figures() -> Catalogue:
    """Return every kind of figure: what it is of, its options, and where it is from."""
    from viz.figures import FIGURES

    rows = tuple(
        (
            kind.name,
            kind.title,
            kind.needs,
            " ".join(f"--{option}" for option in kind.takes) or None,
            kind.source or None,
        )
        for kind in FIGURES.values()
    )
    header = ("name", "shows", "of", "options", "source")
    return _told(FIGURES, FIGURES, Catalogue("kinds of figures", header, rows))


def _papers() -> Catalogue:
    """Return every paper that can be made again: its figures and tables, and where it is from."""
    from landscape.api.papers.registry import PAPERS

    rows = tuple(
        (one.name, one.title, " ".join(part.name for part in one.in_order()), one.citation)
        for one in PAPERS.values()
    )
    header = ("name", "title", "figures and tables", "source")
    return _told(PAPERS, PAPERS, Catalogue("papers", header, rows))


def _recipes() -> Catalogue:
    from search.training.recipe import RECIPES

    rows = tuple((one.name, one.source or None) for one in RECIPES.values())
    return _told(RECIPES, RECIPES, Catalogue("recipes", ("name", "source"), rows))


_LISTS = {
    "metrics": _metrics,
    "spaces": _spaces,
    "algorithms": _algorithms,
    "analyses": _analyses,
    "figures": _figures,
    "papers": _papers,
    "recipes": _recipes,
    "datasets": _datasets,
}
"""Topic → what lists it; what only one of them needs is loaded by it."""

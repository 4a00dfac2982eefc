"""``landscape list``: what there is to choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from landscape.analysis import ANALYSES
from landscape.cli.console import show_columns
from landscape.datasets import DATASETS
from landscape.scores.rank import RANK, RANK_FORMULA, RANK_MEMBERS
from landscape.spaces import SPACES, get_space
from proxies import PROXIES
from proxies.scoring.request import metric_names

if TYPE_CHECKING:
    from collections.abc import Iterable

    from landscape.registry import Registry

__all__ = [
    "list_algorithms",
    "list_analyses",
    "list_datasets",
    "list_figures",
    "list_metrics",
    "list_spaces",
]


def list_metrics() -> None:
    """Print every metric, one a line; variants of another come last."""
    header = ("name", "better", "unit", "needs data", "source", "formula")
    names = metric_names()
    _show(PROXIES, names, header, [_metric(name) for name in names])


def list_spaces() -> None:
    """Print every space, one a line."""
    spaces = [get_space(name) for name in SPACES]
    rows = [[s.name, s.title, f"{s.size:,}", ", ".join(s.notations)] for s in spaces]
    header = ("name", "title", "configurations", "notations")
    _show(SPACES, SPACES, header, rows, "configurations")


def list_datasets() -> None:
    """Print every dataset, one a line."""
    rows = [[d.name, d.title, str(d.classes), f"{d.size}×{d.size}"] for d in DATASETS.values()]
    show_columns(("name", "title", "classes", "pixels"), rows, "classes")


def list_analyses() -> None:
    """Print every number of a profile, one a line: its analysis, range and definition."""
    rows = [
        [key, known.name, number.range, number.source or known.source or "-", number.definition]
        for known in ANALYSES.values()
        for key, number in known.numbers.items()
    ]
    header = ("number", "analysis", "range", "source", "definition")
    _show(ANALYSES, [row[1] for row in rows], header, rows)


def list_algorithms() -> None:
    """Print every search, one a line: what guides it, whether it ends, settings and source."""
    from search.algorithms.registry import ALGORITHMS

    rows = [
        [
            known.name,
            known.title,
            ", ".join(
                filter(None, (*known.proxies, known.trains and f"training ({known.trains})"))
            ),
            "by itself" if known.ends else "by budget",
            " ".join(f"{name}={_written(value)}" for name, value in known.settings.items()) or "-",
            known.source,
        ]
        for known in ALGORITHMS.values()
    ]
    header = ("name", "title", "guided by", "ends", "settings", "source")
    _show(ALGORITHMS, ALGORITHMS, header, rows)


def list_figures() -> None:
    """Print every kind of figure, one a line: what it is of, its options, and where it is from."""
    from viz.figures import FIGURES

    rows = [
        [
            kind.name,
            kind.title,
            kind.needs,
            " ".join(f"--{option}" for option in kind.takes) or "-",
            kind.source or "-",
        ]
        for kind in FIGURES.values()
    ]
    _show(FIGURES, FIGURES, ("name", "shows", "of", "options", "source"), rows)


def _show(
    registry: Registry[Any],
    names: Iterable[str],
    header: tuple[str, ...],
    rows: list[list[str]],
    numbers: str = "",
) -> None:
    """Print rows about things of these names; where plugins brought some, say which one."""
    plugins = [registry.plugin_of(name) for name in names]
    if any(plugins):
        header = (header[0], "from", *header[1:])
        whose = [plugin.name if plugin else "-" for plugin in plugins]
        rows = [[row[0], of, *row[1:]] for row, of in zip(rows, whose, strict=True)]
    show_columns(header, rows, numbers)


def _written(value: object) -> str:
    names = {True: "yes", False: "no", None: "auto"}
    return names[value] if value is None or isinstance(value, bool) else str(value)


def _metric(name: str) -> list[str]:
    if name == RANK.name:
        needs_data = any(PROXIES[member].needs_data for member in RANK_MEMBERS)
        metric, formula = RANK, f"{RANK_FORMULA}: {', '.join(RANK_MEMBERS)}"
    else:
        proxy = PROXIES[name]
        metric, formula, needs_data = proxy.metric, proxy.formula, proxy.needs_data
    better = "lower" if metric.minimize else "higher"
    needs = "yes" if needs_data else "no"
    return [name, better, metric.unit or "-", needs, metric.source or "-", formula]

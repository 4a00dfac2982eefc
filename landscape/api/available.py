"""``landscape list``: what there is to choose from."""

from __future__ import annotations

from landscape.analysis import ANALYSES
from landscape.cli.console import show_columns
from landscape.datasets import DATASETS
from landscape.scores.rank import RANK, RANK_FORMULA, RANK_MEMBERS
from landscape.spaces import SPACES, get_space
from proxies import PROXIES
from proxies.scoring.request import metric_names

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
    show_columns(header, [_metric(name) for name in metric_names()])


def list_spaces() -> None:
    """Print every space, one a line."""
    spaces = [get_space(name) for name in SPACES]
    rows = [[s.name, s.title, f"{s.size:,}", ", ".join(s.notations)] for s in spaces]
    show_columns(("name", "title", "configurations", "notations"), rows, "configurations")


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
    show_columns(("number", "analysis", "range", "source", "definition"), rows)


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
    show_columns(("name", "title", "guided by", "ends", "settings", "source"), rows)


def list_figures() -> None:
    """Print every kind of figure, one a line: what it is of, its options, and where it is from."""
    from viz.figures import figure_kinds

    rows = [
        [
            kind.name,
            kind.title,
            kind.needs,
            " ".join(f"--{option}" for option in kind.takes) or "-",
            kind.source or "-",
        ]
        for kind in figure_kinds()
    ]
    show_columns(("name", "shows", "of", "options", "source"), rows)


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

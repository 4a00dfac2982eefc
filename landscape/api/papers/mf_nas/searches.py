"""Figures 4 and 8, and Tables 2, 3, 7, 8 and 9: searches, and what they find."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from landscape.api.papers.mf_nas.paper import DATASETS, MF_NAS, PROXIES, TRAINED
from landscape.api.papers.mf_nas.runs import (
    BUDGETS,
    EPOCHS,
    mf_nas_run,
    printed_cell,
    test_accuracy,
    why_guided,
    why_searched,
    why_staged,
)
from landscape.api.papers.report import Cell, Figure, Row, Table, printed_as
from landscape.datasets import BUILT_IN
from landscape.errors import LandscapeError
from landscape.published import published_table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from landscape.api.papers.context import Context
    from landscape.arrays import FloatArray
    from landscape.published import Printed, PublishedRow
    from search.runs.saved import SearchRun

__all__ = ["repeated"]

_MF_NAS_ROWS = {
    "MF-NAS (Synflow)": "synflow",
    "MF-NAS (FLOPS)": "flops",
    "MF-NAS (Params)": "params",
}
_OPTIMAL = "Optimal (in the benchmark)"


@dataclass(frozen=True)
class _Search:
    """A search of Table 2: its options, and what limits it.

    Attributes
    ----------
    algorithm, options
        As `search.search` takes them.
    budget
        None for the seconds of the dataset; ``epochs`` for as many epochs as these are;
        ``scores`` for as many scores as FreeREA has.
    rungs
        Whether the better networks are trained on.
    """

    algorithm: str
    options: dict[str, Any] = field(default_factory=dict)
    budget: str | None = None
    rungs: bool = False


_SEARCHES = {
    "Random search": _Search("random-search"),
    "Local search": _Search("local-search"),
    "SH": _Search("successive-halving", rungs=True),
    "REA": _Search("rea"),
    "REA+W": _Search("rea-w", {"proxy": ["synflow"], "data": BUILT_IN}, "epochs"),
    "REINFORCE": _Search("reinforce"),
    "BOHB": _Search("bohb", rungs=True),
    "NASWOT": _Search("best-of", {"proxy": ["nwot"], "data": BUILT_IN}, "1000"),
    "FreeREA": _Search("freerea", {"data": BUILT_IN}, "scores"),
}
"""What the paper calls a search → ours."""

_KNOWN = {*_SEARCHES, *_MF_NAS_ROWS, _OPTIMAL}
"""Names of the rows that we have numbers of our own for."""

_FREEREA = {"cifar10": 271, "cifar100": 294, "ImageNet16-120": 312}
"""Architectures that FreeREA scores in its 45 seconds.

By the mean seconds of NASWOT and LogSynFlow an architecture in its authors' own files,
NiccoloCavagnero/FreeREA, cached_metrics/nats: 0.166, 0.153 and 0.144.
"""

_SAID = (
    "FreeREA may score as many architectures as take 45 seconds by its authors' own timing; REA+W "
    "may train as many epochs as its networks take in the seconds of the others.",
)


def _named(row: str) -> str:
    """Return the name of a search in a row that says whose it is, too.

    >>> _named("Random Search"), _named("REA (Real et al., 2019)"), _named("MF-NAS (Params)")
    ('Random search', 'REA', 'MF-NAS (Params)')
    """
    return re.sub(r" \([^()]*\d{4}\w?\)$", "", row).replace(" Search", " search")


def _searched(context: Context, name: str, dataset: str) -> SearchRun:
    """Return the search of a name."""
    if name in _MF_NAS_ROWS:
        return mf_nas_run(context, _MF_NAS_ROWS[name], dataset)
    search = _SEARCHES[name]
    budget = search.budget or BUDGETS[dataset]
    if search.budget == "scores":
        budget = str(_FREEREA[dataset])
    if search.budget == "epochs":
        budget = _in_epochs(context, search, dataset)
    rungs = {"rungs": context.rungs(dataset)} if search.rungs else {}
    return context.search(
        search.algorithm, dataset=dataset, budget=budget, **search.options, **rungs
    )


def _in_epochs(context: Context, search: _Search, dataset: str) -> str:
    """Return the seconds of a dataset as epochs of the networks that a search trains.

    Its proxies are not timed, so that it cannot be told seconds.
    """
    tried = context.search(search.algorithm, dataset=dataset, budget=EPOCHS, **search.options)
    an_epoch = tried.trials["train_seconds"].sum() / tried.trials["epochs"].sum()
    return f"{round(float(BUDGETS[dataset].removesuffix('s')) / an_epoch)}e"


def _accuracy(context: Context, table: str, row: str, dataset: str) -> Cell:
    """Return the cell of a search, or of the best there is, beside what a table prints."""
    name, there = _named(row), printed_cell(table, row, f"{dataset} test_acc")
    if name == _OPTIMAL:
        return context.cell(lambda: [test_accuracy(context, dataset).max()], **there)
    cell = context.cell(lambda: _searched(context, name, dataset).trials["test_acc"], **there)
    if cell.ours is None:
        return cell
    return cell.explained(_why(context, table, name, dataset))


def _why(context: Context, table: str, name: str, dataset: str) -> Callable[[Cell], str]:
    """Return what explains the difference of a search."""
    if name in _MF_NAS_ROWS:
        return why_staged(context, _MF_NAS_ROWS[name], dataset)
    guides = {"FreeREA": ("nwot", "logsynflow"), "NASWOT": ("nwot",)}
    if name in guides:
        return why_guided(context, guides[name], dataset)
    rows = {_named(row.name): row for row in published_table("mf-nas", "table7").rows}
    run = _searched(context, name, dataset)
    if table != "table7":
        other = printed_cell("table7", rows[name].name, f"{dataset} test_acc")
        return why_searched(context, run, dataset, other)
    why = why_searched(context, run, dataset, {})
    if name == "REA" or rows[name].cells != rows["REA"].cells:
        return why
    return lambda cell: f"the paper prints the numbers of REA in this row; {why(cell)}"


def _rows(context: Context, table: str) -> list[Row]:
    """Return the rows of a table of accuracies on NAS-Bench-201, those of others as quoted."""
    return [
        Row(
            row.name,
            tuple(_or_quoted(context, table, row.name, dataset) for dataset in DATASETS),
            ours=_named(row.name) in _KNOWN,
        )
        for row in published_table("mf-nas", table).rows
    ]


def _or_quoted(context: Context, table: str, row: str, dataset: str) -> Cell:
    if _named(row) in _KNOWN:
        return _accuracy(context, table, row, dataset)
    return Cell(**printed_cell(table, row, f"{dataset} test_acc"))


def _seconds(context: Context, row: str, dataset: str) -> Cell:
    """Return what a search of Table 7 costs; ours is of training, and of proxies that were timed.

    Nothing is said of ours where nothing was timed.
    """
    there, name = printed_cell("table7", row, f"{dataset} seconds"), _named(row)
    if name not in _KNOWN or name == _OPTIMAL:
        return Cell(**there)
    cell = context.cell(lambda: _spent(context, name, dataset), **{**there, "digits": 0})
    return cell if cell.ours else Cell(**there)


def _spent(context: Context, name: str, dataset: str) -> FloatArray:
    trials = _searched(context, name, dataset).trials
    seconds = trials["train_seconds"].to_numpy() + trials["proxy_seconds"].to_numpy()
    return np.array([seconds.mean()])


@MF_NAS.part("table2", "Table 2", "Test accuracy of the best architectures found on NAS-Bench-201.")
def table_2(context: Context) -> Table:
    return Table(("algorithm", *DATASETS.values()), tuple(_rows(context, "table2")), _SAID)


@MF_NAS.part(
    "table7", "Table 7", "Test accuracy on NAS-Bench-201 beside methods without shared weights."
)
def table_7(context: Context) -> Table:
    accuracies = _rows(context, "table7")
    rows = [
        Row(
            row.label,
            tuple(
                cell
                for dataset, accuracy in zip(DATASETS, row.cells, strict=True)
                for cell in (_seconds(context, row.labels[0], dataset), accuracy)
            ),
            row.ours,
        )
        for row in accuracies
    ]
    columns = (f"{title}{what}" for title in DATASETS.values() for what in (" (s)", ""))
    return Table(("algorithm", *columns), tuple(rows), (*_SAID, *repeated()))


def repeated() -> list[str]:
    """Return which rows of Table 7 have the same numbers throughout: that is no coincidence."""
    by_numbers: dict[tuple[Printed, ...], list[str]] = {}
    for row in published_table("mf-nas", "table7").rows:
        by_numbers.setdefault(row.cells, []).append(row.name)
    alike = (rows for rows in by_numbers.values() if len(rows) > 1 and rows[0] not in _MF_NAS_ROWS)
    return [f"The paper prints the same numbers for {', '.join(rows)}." for rows in alike]


@MF_NAS.part(
    "table8", "Table 8", "Test accuracy on NAS-Bench-201 beside methods with shared weights."
)
def table_8(context: Context) -> Table:
    return Table(("algorithm", *DATASETS.values()), tuple(_rows(context, "table8")))


_SPACES = {
    "nb101": {"space": "nb101", "dataset": "cifar10", "budget": "20000s"},
    "nbasr": {"space": "nbasr", "budget": "300e"},
}
"""Column of Table 3 → what its searches are asked for."""


def _elsewhere(context: Context, name: str, space: str) -> Any:
    """Return what a search of Table 3 reports of its trials."""
    asked = dict(_SPACES[space])
    if name in _MF_NAS_ROWS:
        asked |= {"budget": "368e"} if space == "nb101" else {}
        proxy = _MF_NAS_ROWS[name]
        run = context.search("mf-nas", proxy=[proxy], **asked, **context.scores_of(proxy))
    else:
        search = _SEARCHES[name]
        run = context.search(search.algorithm, **asked, **search.options)
    return run.trials["test_acc" if space == "nb101" else "test_per"]


def _other_space(context: Context, there: Printed, row: str, space: str) -> Cell:
    """Return the cell of a search on another space."""
    name, printed = _named(row), printed_as(there)
    if name == _OPTIMAL:
        return context.cell(lambda: _best_elsewhere(context, space), **printed).explained(
            lambda cell: (
                f"no architecture has a better mean of its training runs than {cell.ours_text}"
            )
        )
    return context.cell(lambda: _elsewhere(context, name, space), **printed)


def _best_elsewhere(context: Context, space: str) -> FloatArray:
    """Return the best there is on another space: of test accuracy, or of the error rate."""
    metric, dataset = ("test_acc", "cifar10") if space == "nb101" else ("test_per", "timit")
    found = context.landscape(metric, dataset, space=space).landscape
    best = np.array([np.nanmax(found.fitness)])
    return -best if found.minimize else best


@MF_NAS.part(
    "table3",
    "Table 3",
    "Test accuracy on NAS-Bench-101, and phoneme error rate on NAS-Bench-ASR.",
)
def table_3(context: Context) -> Table:
    rows = [
        Row(
            row.name,
            tuple(
                _other_space(context, printed, row.name, space)
                for space, printed in zip(_SPACES, row.cells, strict=True)
            ),
        )
        for row in published_table("mf-nas", "table3").rows
    ]
    return Table(("algorithm", "NAS-Bench-101", "NAS-Bench-ASR"), tuple(rows))


@MF_NAS.part("table9", "Table 9", "Test accuracy on NAS-Bench-101 beside other methods.")
def table_9(context: Context) -> Table:
    rows = [_of_table_9(context, row) for row in published_table("mf-nas", "table9").rows]
    notes = (
        "MF-NAS† trains 16 networks for 36 epochs and the better 8 for 108: 1,152 epochs in all.",
    )
    return Table(("algorithm", "accuracy", "published cost"), tuple(rows), notes)


def _of_table_9(context: Context, row: PublishedRow) -> Row:
    there, cost = row.cells
    said, ours = Cell(text=cost.text), _named(row.name) in _KNOWN
    if row.name.startswith("MF-NAS†"):
        return Row(row.name, (context.cell(lambda: _dagger(context), **printed_as(there)), said))
    if not ours:
        return Row(row.name, (Cell.quoting(there), said), ours=False)
    return Row(row.name, (_other_space(context, there, row.name, "nb101"), said))


def _dagger(context: Context) -> Any:
    run = context.search(
        "mf-nas",
        space="nb101",
        dataset="cifar10",
        proxy=["params"],
        rungs="36,108",
        budget="1152e",
        settings={"k": 16},
    )
    return run.trials["test_acc"]


_TRENDS = "Mean test accuracy over 5,000 evaluations of local search on each metric, on {}."


def _trends(context: Context, datasets: Sequence[str]) -> Figure:
    """Return the average course of local searches on each metric."""
    import viz

    found, missing = [], {}
    for dataset in datasets:
        for name, title in {**PROXIES, **TRAINED}.items():
            guide: dict[str, Any] = {"metric": name}
            if name in PROXIES:
                guide = {"proxy": [name], **context.scores_of(name)}
            try:
                run = context.search("local-search", dataset=dataset, budget="5000", **guide)
            except LandscapeError as error:
                missing[f"{title} on {dataset}"] = str(error)
            else:
                found.append(context.named(run, title))
    best = tuple(context.landscape("test_acc", dataset) for dataset in datasets)
    return Figure(viz.figure("trends", tuple(found), quality=best), missing=missing)


@MF_NAS.part("fig4", "Figure 4", _TRENDS.format("CIFAR-10"))
def figure_4(context: Context) -> Figure:
    return _trends(context, ["cifar10"])


@MF_NAS.part("fig8", "Figure 8", _TRENDS.format("CIFAR-100 and ImageNet16-120"))
def figure_8(context: Context) -> Figure:
    return _trends(context, ["cifar100", "ImageNet16-120"])

"""Figures 4 and 8, and Tables 2, 3, 7, 8 and 9: searches, and what they find."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from landscape.api.papers.mf_nas.paper import DATASETS, MF_NAS, PROXIES, TRAINED
from landscape.api.papers.mf_nas.runs import (
    BUDGETS,
    mf_nas_run,
    printed_cell,
    test_accuracy,
    why_guided,
    why_searched,
    why_staged,
)
from landscape.api.papers.published import printed, published_rows
from landscape.api.papers.report import Cell, Figure, Row, Table
from landscape.errors import LandscapeError
from landscape.sources.provenance import BUILT_IN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from landscape.api.papers.context import Context
    from search.runs.saved import SearchRun

__all__: list[str] = []

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
        None for the seconds of the dataset; ``epochs`` for as many epochs as local search has in
        these.
    """

    algorithm: str
    options: dict[str, Any] = field(default_factory=dict)
    budget: str | None = None


_SEARCHES = {
    "Random search": _Search("random-search"),
    "Local search": _Search("local-search"),
    "SH (Jamieson & Talwalkar, 2016)": _Search("successive-halving"),
    "REA (Real et al., 2019)": _Search("rea"),
    "REA+W (Abdelfattah et al., 2021)": _Search("rea-w", {"proxy": ["synflow"]}, "epochs"),
    "FreeREA (Cavagnero et al., 2023)": _Search("freerea", {}, "scores"),
}
"""Row of Table 2 → our search."""

_OTHER_NAMES = {"Random Search": "Random search", "Local Search": "Local search"}
"""What Table 7 calls rows of Table 2."""

_FREEREA = {"cifar10": 271, "cifar100": 294, "ImageNet16-120": 312}
"""Architectures that FreeREA scores in its 45 seconds.

By the mean seconds of NASWOT and LogSynFlow an architecture in its authors' own files,
NiccoloCavagnero/FreeREA, cached_metrics/nats: 0.166, 0.153 and 0.144.
"""

_SAID = (
    "FreeREA may score as many architectures as take 45 seconds by its authors' own timing; REA+W "
    "may train as many epochs as REA has in its seconds.",
)


def _searched(context: Context, row: str, dataset: str) -> SearchRun:
    """Return the search of a row of Table 2."""
    if row in _MF_NAS_ROWS:
        return mf_nas_run(context, _MF_NAS_ROWS[row], dataset)
    search = _SEARCHES[row]
    budget, options = BUDGETS[dataset], dict(search.options)
    if search.budget == "scores":
        budget = str(_FREEREA[dataset])
        options["data"] = BUILT_IN
    if search.budget == "epochs":
        spent = _searched(context, "REA (Real et al., 2019)", dataset).trials["epochs"]
        budget = f"{round(float(spent.mean()))}e"
        options["data"] = BUILT_IN
    if search.algorithm == "successive-halving":
        options["rungs"] = context.rungs(dataset)
    return context.search(search.algorithm, dataset=dataset, budget=budget, **options)


def _accuracy(context: Context, table: str, row: str, dataset: str, column: str) -> Cell:
    """Return the cell of a row of Table 2, or of the same row of another table."""
    of_table_2 = _OTHER_NAMES.get(row, row)
    there = printed_cell(table, row, column)
    if row == _OPTIMAL:
        return context.cell(lambda: [test_accuracy(context, dataset).max()], **there)
    cell = context.cell(lambda: _searched(context, of_table_2, dataset).trials["test_acc"], **there)
    if row in _MF_NAS_ROWS:
        return cell.explained(why_staged(context, _MF_NAS_ROWS[row], dataset))
    if cell.ours is None:
        return cell
    if "FreeREA" in row:
        return cell.explained(why_guided(context, ("nwot", "logsynflow"), dataset))
    other = {} if table == "table7" else _of_table_7(row, dataset)
    return cell.explained(
        why_searched(context, _searched(context, of_table_2, dataset), dataset, other)
    )


def _of_table_7(row: str, dataset: str) -> dict[str, Any]:
    names = {there: here for here, there in _OTHER_NAMES.items()}
    return printed_cell("table7", names.get(row, row), f"{dataset} accuracy")


def _rows(context: Context, table: str, suffix: str = "") -> list[Row]:
    """Return the rows of a table of accuracies on NAS-Bench-201, those of others as quoted."""
    rows = []
    for row in published_rows("mf-nas", table):
        ours = _OTHER_NAMES.get(row, row) in {*_SEARCHES, *_MF_NAS_ROWS, _OPTIMAL}
        cells = tuple(
            _accuracy(context, table, row, dataset, dataset + suffix)
            if ours
            else Cell(**printed_cell(table, row, dataset + suffix))
            for dataset in DATASETS
        )
        rows.append(Row(row, cells, ours))
    return rows


@MF_NAS.part("table2", "Table 2", "Test accuracy of the best architectures found on NAS-Bench-201.")
def table_2(context: Context) -> Table:
    return Table(("algorithm", *DATASETS.values()), tuple(_rows(context, "table2")), _SAID)


@MF_NAS.part(
    "table7", "Table 7", "Test accuracy on NAS-Bench-201 beside methods without shared weights."
)
def table_7(context: Context) -> Table:
    rows = _rows(context, "table7", " accuracy")
    return Table(("algorithm", *DATASETS.values()), tuple(rows), (*_SAID, *_repeated()))


def _repeated() -> list[str]:
    """Return which rows of Table 7 have the same numbers throughout: that is no coincidence."""
    by_numbers: dict[tuple[str, ...], list[str]] = {}
    for row in published_rows("mf-nas", "table7"):
        cells = tuple(
            printed("mf-nas", "table7", row, f"{dataset} accuracy") for dataset in DATASETS
        )
        by_numbers.setdefault(cells, []).append(row)
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


def _elsewhere(context: Context, row: str, space: str) -> Any:
    """Return what a search of Table 3 reports of its trials."""
    asked = dict(_SPACES[space])
    if row in _MF_NAS_ROWS:
        proxy = _MF_NAS_ROWS[row]
        asked |= {"proxy": [proxy]} | ({"budget": "368e"} if space == "nb101" else {})
        run = context.search("mf-nas", **asked)
    else:
        search = _SEARCHES[row]
        run = context.search(search.algorithm, **asked, **search.options)
    reported = "test_acc" if space == "nb101" else "test_per"
    return run.trials[reported]


def _other_space(context: Context, table: str, row: str, column: str, space: str) -> Cell:
    there = printed_cell(table, row, column)
    if row == _OPTIMAL and space == "nb101":
        return context.cell(
            lambda: [
                context.landscape("test_acc", "cifar10", space="nb101").landscape.global_fitness
            ],
            **there,
        ).explained(
            lambda cell: (
                "the mean of the training runs of each architecture is taken, and the best "
                "single run is higher"
            )
        )
    if row == _OPTIMAL:
        return context.cell(lambda: _best_asr(context), **there)
    return context.cell(lambda: _elsewhere(context, row, space), **there)


def _best_asr(context: Context) -> Sequence[float]:
    found = context.landscape("test_per", "timit", space="nbasr").landscape
    return [-found.global_fitness]


@MF_NAS.part(
    "table3",
    "Table 3",
    "Test accuracy on NAS-Bench-101, and phoneme error rate on NAS-Bench-ASR.",
)
def table_3(context: Context) -> Table:
    rows = [
        Row(row, tuple(_other_space(context, "table3", row, space, space) for space in _SPACES))
        for row in published_rows("mf-nas", "table3")
    ]
    return Table(("algorithm", "NAS-Bench-101", "NAS-Bench-ASR"), tuple(rows))


@MF_NAS.part("table9", "Table 9", "Test accuracy on NAS-Bench-101 beside other methods.")
def table_9(context: Context) -> Table:
    rows = [_of_table_9(context, row) for row in published_rows("mf-nas", "table9")]
    notes = (
        "MF-NAS† trains 16 networks for 36 epochs and the better 8 for 108: 1,152 epochs in all.",
    )
    return Table(("algorithm", "accuracy", "published cost"), tuple(rows), notes)


def _of_table_9(context: Context, row: str) -> Row:
    cost = Cell(text=printed("mf-nas", "table9", row, "cost"))
    there = printed_cell("table9", row, "accuracy")
    if row.startswith("MF-NAS†"):
        return Row(row, (context.cell(lambda: _dagger(context), **there), cost))
    ours = row in {*_SEARCHES, *_MF_NAS_ROWS, _OPTIMAL}
    cell = _other_space(context, "table9", row, "accuracy", "nb101") if ours else Cell(**there)
    return Row(row, (cell, cost), ours)


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


def _trends(context: Context, datasets: Sequence[str]) -> Figure:
    """Return the average course of local searches on each metric."""
    import viz

    found, missing = [], {}
    for dataset in datasets:
        for name, title in {**PROXIES, **TRAINED}.items():
            guide = {"metric": name} if name in TRAINED else {"proxy": [name]}
            guide |= {} if name in TRAINED else context.scores_of(name)
            try:
                run = context.search("local-search", dataset=dataset, budget="5000", **guide)
            except LandscapeError as error:
                missing[f"{title} on {dataset}"] = str(error)
            else:
                found.append(context.named(run, title))
    best = [context.landscape("test_acc", dataset) for dataset in datasets]
    return Figure(viz.figure("trends", *found, quality=best), missing=missing)


@MF_NAS.part(
    "fig4", "Figure 4", "Mean test accuracy over 5,000 evaluations of local search on each metric."
)
def figure_4(context: Context) -> Figure:
    return _trends(context, ["cifar10"])


@MF_NAS.part("fig8", "Figure 8", "The same on CIFAR-100 and ImageNet16-120.")
def figure_8(context: Context) -> Figure:
    return _trends(context, ["cifar100", "ImageNet16-120"])

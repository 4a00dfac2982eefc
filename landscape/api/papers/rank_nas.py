"""The paper on rank-based NAS: Figure 3 and its four tables.

Its Figures 1 and 2 are sketches of how NASWOT and noise immunity are computed, and left out.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.stats import kendalltau

from landscape.api.papers.registry import PAPERS, Paper
from landscape.api.papers.report import Cell, Figure, Row, Table, printed_as
from landscape.datasets import BUILT_IN
from landscape.errors import DataMissingError, LandscapeError
from landscape.landscape import Landscape
from landscape.published import published_table
from landscape.runs.labels import whose_numbers
from landscape.scores.rank import RANK_MEMBERS, rank_sum
from landscape.scores.table import to_fitness

if TYPE_CHECKING:
    from collections.abc import Mapping

    from landscape.api.papers.context import Context
    from landscape.arrays import FloatArray, IntArray
    from landscape.published import PublishedRow, PublishedTable
    from search.runs.saved import SearchRun

__all__ = ["RANK_NAS"]

DATASETS = {"cifar10": "CIFAR-10", "cifar100": "CIFAR-100", "ImageNet16-120": "ImageNet16-120"}
"""Name → as the paper calls it."""

RANK_NAS = PAPERS.register(
    Paper(
        "rank-nas",
        "Rank-based Training-Free NAS Algorithm",
        "Hsieh and Tsai, preprint, 2023",
        100,
        ("nb201", "sss", "nb101"),
        scored=tuple(DATASETS),
    )
)

_DRAWN = 1000
"""Architectures of NAS-Bench-201 that the paper looks at."""

_SCORES = {
    "NTK": "ntk",
    "Snip": "snip",
    "Fisher": "fisher",
    "Grasp": "grasp",
    "NASWOT": "nwot",
    "SynFlow": "synflow",
    "LogSynFlow": "logsynflow",
    "Rank (ours)": "rank",
}
"""What Table 1 calls a score → ours."""

_BATCH = "Scores here are of a batch of 32 images, and networks share their initialisation."


# -- Figure 3 and Table 1: scores and accuracy ------------------------------------------------


@RANK_NAS.part(
    "fig3",
    "Figure 3",
    "NASWOT, noise immunity and the sum of their ranks against test accuracy, of 1,000 random "
    "architectures of NAS-Bench-201 on CIFAR-10.",
)
def figure_3(context: Context) -> Figure:
    import viz
    from viz.export import Picture

    try:
        runs = {
            title: context.proxy_landscape(name, "cifar10")
            for title, name in (("NASWOT", "nwot"), ("NI", "ni_na"))
        }
    except LandscapeError as error:
        return Figure(None, missing={"scores on cifar10": str(error)})
    accuracy = context.landscape("test_acc", "cifar10")
    test = accuracy.landscape
    chosen = np.random.default_rng(context.seed).choice(test.space.size, _DRAWN, replace=False)
    drawn = {title: _only(run.landscape.fitness, chosen) for title, run in runs.items()}
    drawn["NI + NASWOT"] = rank_sum(list(drawn.values()), [False, False])
    entries = [
        viz.Entry(Landscape(test.space, scores, metric=title), dataset="cifar10", name=title)
        for title, scores in drawn.items()
    ]
    judge = viz.Entry(test, dataset="cifar10", name="test accuracy (%)")
    chart = viz.scatter_chart(entries, quality={"cifar10": judge}, mark_optima=False)
    whose = whose_numbers([*runs.values(), accuracy])
    return Figure(Picture(replace(chart, notes=(*chart.notes, *whose))), notes=(_BATCH,))


def _only(scores: FloatArray, chosen: IntArray) -> FloatArray:
    """Return scores of some architectures, missing elsewhere."""
    found = np.full(len(scores), np.nan)
    found[chosen] = scores[chosen]
    return found


@RANK_NAS.part(
    "table1", "Table 1", "Kendall's τ of scores of untrained networks with test accuracy."
)
def table_1(context: Context) -> Table:
    printed = published_table("rank-nas", "table1")
    how: dict[str, str] = {}
    rows = [
        Row(row.name, tuple(_kendall(context, row, dataset, how) for dataset in DATASETS))
        for row in printed.rows
    ]
    notes = (
        _BATCH,
        "A score is correlated as it is, so that of NTK, of which less is better, is negative; and "
        "so is that of the rank, whose first is the best.",
        *(f"{DATASETS[dataset]}: {said}" for dataset, said in how.items()),
    )
    return Table(("score", *DATASETS.values()), tuple(rows), notes)


def _kendall(context: Context, row: PublishedRow, dataset: str, how: dict[str, str]) -> Cell:
    """Return τ of one score on one dataset, and note in `how` what it was computed of."""
    there = printed_as(row.cells[list(DATASETS).index(dataset)])
    metric = _SCORES[row.name]
    try:
        columns, how[dataset] = _scores(context, dataset)
        test = context.landscape("test_acc", dataset).landscape.fitness
    except LandscapeError as error:
        return Cell(missing=str(error), **there)
    scores = columns[metric]
    cell = Cell(_tau(scores, test), **there)
    drawn = [_tau(scores[chosen], test[chosen]) for chosen in _draws(context, scores)]
    return cell.explained(lambda cell: _why_tau(cell, float(np.std(drawn))))


def _scores(context: Context, dataset: str) -> tuple[Mapping[str, FloatArray], str]:
    """Return the scores of untrained networks on a dataset, and what they are of.

    Where images are given or at hand, the mean over three initialisations, of 1,000 architectures,
    as in the paper; else what is built in.
    """
    found: tuple[Mapping[str, FloatArray], str] = context.once(
        f"scores of untrained networks on {dataset}", lambda: _scored(context, dataset)
    )
    return found


def _scored(context: Context, dataset: str) -> tuple[Mapping[str, FloatArray], str]:
    import proxies

    names = tuple(sorted({*_SCORES.values(), *RANK_MEMBERS} - {"rank"}))
    given = context.images.get(dataset)
    try:
        table = proxies.score(
            names,
            dataset=dataset,
            data=given,
            sample=_DRAWN,
            seed=context.seed,
            repeats=3,
            data_dir=context.data_dir,
            out=context.folder / f"scores-{dataset}",
        ).scores.set_index("index")
    except DataMissingError:
        built_in = proxies.built_in_scores("nb201", dataset)
        columns = {name: built_in.column(name) for name in names}
        said = "all architectures under seed 0, built in; three seeds need images (--data)"
        return _with_rank(columns), said
    size = context.landscape("test_acc", dataset).landscape.space.size
    columns = {name: _spread(table.index, table[name].to_numpy(float), size) for name in names}
    said = f"{len(table):,} architectures, means over three initialisations"
    return _with_rank(columns), f"{said}, images of {given.name}" if given else said


def _spread(index: Any, scores: FloatArray, size: int) -> FloatArray:
    found = np.full(size, np.nan)
    found[np.asarray(index)] = scores
    return found


def _with_rank(columns: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
    """Return columns with the sum of ranks of which 1 is the best, as the paper has it."""
    best_first = -rank_sum([columns[name] for name in RANK_MEMBERS], [False] * len(RANK_MEMBERS))
    return {**columns, "rank": best_first}


def _tau(scores: FloatArray, test: FloatArray) -> float:
    """Return Kendall's τ-b over architectures with a finite score."""
    known = np.isfinite(scores) & np.isfinite(test)
    return float(kendalltau(scores[known], test[known]).statistic)


def _draws(context: Context, scores: FloatArray) -> list[IntArray]:
    """Return some draws, with replacement, of as many architectures as the paper looks at."""
    rng = np.random.default_rng(context.seed)
    known = np.flatnonzero(np.isfinite(scores))
    return [rng.choice(known, _DRAWN) for _ in range(20)]


def _why_tau(cell: Cell, spread: float) -> str:
    assert cell.difference is not None, "only a difference is explained"
    many = abs(cell.difference) / spread if spread else np.inf
    drawn = f"τ of 1,000 random architectures has a standard deviation of {spread:.3f}"
    if many <= 2:
        return f"{drawn}, and the difference is {many:.1f} of them: another draw explains it"
    return (
        f"{drawn}, and the difference is {many:.1f} of them: the draw does not explain it, what is "
        "left is another batch, initialisation or code of the score"
    )


# -- Tables 2 to 4: searches ------------------------------------------------------------------


@dataclass(frozen=True)
class _Search:
    """A row of ours: its search, and whether that is done on CIFAR-10 for all datasets."""

    algorithm: str
    options: dict[str, Any] = field(default_factory=dict)
    trains: bool = False


_TRAINED = {
    "AREA": _Search("area", {"proxy": ["nwot"], "data": BUILT_IN}, trains=True),
    "REA": _Search("rea", {"settings": {"tournament": 3}}, trains=True),
    "RS": _Search("random-search", trains=True),
    "RL": _Search("reinforce", trains=True),
    "BOHB": _Search("bohb", trains=True),
}
_SIZE = {**_TRAINED, "REA": _Search("rea", trains=True)}
_GUIDED = {
    "NI (N=1000)": _Search("best-of", {"proxy": ["ni_na"]}),
    "NASWOT (N=1000)": _Search("best-of", {"proxy": ["nwot"]}),
    "LogSynFlow (N=1000)": _Search("best-of", {"proxy": ["logsynflow"]}),
    "rk (N=1000)": _Search("best-of"),
    "rank (N=1000)": _Search("best-of"),
    "GA-rk": _Search("ga-rank"),
    "GA-rank": _Search("ga-rank"),
    "SA-rk": _Search("sa-rank"),
    "SA-rank": _Search("sa-rank"),
}
_BUDGET = "12000s"


def _run(context: Context, space: str, name: str, dataset: str) -> SearchRun:
    """Return the search of a row.

    Raises
    ------
    LandscapeError
        If something that it needs is not there.
    """
    if name in _GUIDED:
        search = _GUIDED[name]
        options = dict(search.options)
        if space == "sss" and search.algorithm == "best-of":
            options["settings"] = {"distinct": True}  # as the published code draws there
        return context.search(
            search.algorithm, space=space, dataset=dataset, data=BUILT_IN, **options
        )
    search = (_SIZE if space == "sss" else _TRAINED)[name]
    budget = _BUDGET
    if search.algorithm == "area":  # scores that are built in took no seconds that are known
        spent = _run(context, space, "REA", dataset).trials["epochs"]
        budget = f"{round(float(spent.mean()))}e"
    rungs = {"rungs": context.rungs(dataset, space)} if search.algorithm == "bohb" else {}
    return context.search(
        search.algorithm, space=space, dataset=dataset, budget=budget, **search.options, **rungs
    )


def _reached(context: Context, space: str, name: str, dataset: str, metric: str) -> FloatArray:
    """Return what the networks that a search found have on a dataset, one a trial."""
    # On NAS-Bench-201 searches that train do so on CIFAR-10, and what they find is tested on all.
    trains_once = space == "nb201" and name in _TRAINED
    run = _run(context, space, name, "cifar10" if trains_once else dataset)
    fitness = context.landscape(metric, dataset, space=space).landscape.fitness
    return np.asarray(fitness[run.trials["configuration"].to_numpy()])


def _cell(context: Context, table: PublishedTable, row: PublishedRow, column: str) -> Cell:
    dataset, metric = column.split(" ")
    there = printed_as(table.cell(row.name, column))
    assert table.space is not None, "every table of searches is of one space"
    space = table.space
    cell = context.cell(lambda: _reached(context, space, row.name, dataset, metric), **there)
    return cell.explained(lambda cell: _why(context, space, row.name, dataset))


def _why(context: Context, space: str, name: str, dataset: str) -> str:
    """Return what was measured of a search whose row is another."""
    if name in _GUIDED:
        run = _run(context, space, name, dataset)
        test = context.landscape("test_acc", dataset, space=space).landscape.fitness
        told = []
        for proxy in run.summary["settings"]["proxies"]:
            scores = context.proxy_landscape(proxy, dataset, space=space).landscape.fitness
            told.append(f"{proxy} {_tau(to_fitness(scores, minimize=False), test):.2f}")
        return (
            f"{run.trials['evaluations'].mean():,.0f} architectures were scored a trial, by scores "
            f"of one initialisation; their τ with test accuracy: {', '.join(told)}"
        )
    run = _run(context, space, name, "cifar10")
    epochs = ", ".join(sorted(run.summary["settings"]["trained"], key=int))
    told_of = f"{run.trials['evaluations'].mean():.0f} networks were trained a trial"
    if name == "BOHB":
        return (
            f"{told_of}, compared after {epochs} epochs, too few for its model; the published row "
            "reads epochs 1 to 12, which only the whole file has (landscape data import nats-tss)"
        )
    return f"{told_of}, compared after {epochs} epochs"


def _table(context: Context, key: str, *notes: str) -> Table:
    """Return a table of searches, rows of others as they are quoted."""
    table = published_table("rank-nas", key)
    columns = [name for name in table.columns if name != "seconds"]
    rows = []
    for row in table.rows:
        ours = row.name in _GUIDED or row.name in _TRAINED
        cells = tuple(
            _cell(context, table, row, column)
            if ours
            else Cell.quoting(table.cell(row.name, column))
            for column in columns
        )
        rows.append(Row(row.name, cells, ours))
    quoted = f"The paper takes rows that are not its own from {table.quoted_from}."
    said = {"val_acc": "validation", "test_acc": "test"}
    names = [f"{DATASETS[of]} {said[what]}" for of, what in (name.split(" ") for name in columns)]
    return Table(("method", *names), tuple(rows), (*notes, quoted, *filter(None, [table.note])))


_BY_SCORES = "Searches by scores take those that are built in: a batch of 32 images, seed 0."


@RANK_NAS.part("table2", "Table 2", "Searches on the size space of NATS-Bench.")
def table_2(context: Context) -> Table:
    return _table(
        context,
        "table2",
        _BY_SCORES,
        "The best of 1,000 is of architectures whose channels all differ, as the published code "
        "draws them.",
        "Searches that train do so on each dataset itself.",
    )


@RANK_NAS.part("table3", "Table 3", "Searches on NAS-Bench-201.")
def table_3(context: Context) -> Table:
    return _table(
        context,
        "table3",
        _BY_SCORES,
        "Searches that train do so on CIFAR-10 for 12,000 seconds, by validation accuracy after 12 "
        "epochs, and what they find is tested on all three datasets, as for the published rows.",
        "AREA may train as many epochs as REA has in its seconds.",
    )


@RANK_NAS.part("table4", "Table 4", "Searches on NAS-Bench-101.")
def table_4(context: Context) -> Table:
    return _table(context, "table4", _BY_SCORES)

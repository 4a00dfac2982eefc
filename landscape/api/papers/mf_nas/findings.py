"""The paper's statements on landscapes, with our numbers of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from landscape.api.papers.mf_nas.landscapes import ONE_OPTIMUM
from landscape.api.papers.mf_nas.paper import DATASETS, MF_NAS, PROXIES
from landscape.api.papers.report import Cell, Row, Table
from landscape.errors import LandscapeError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from landscape.api.papers.context import Context
    from landscape.landscape import Landscape

__all__: list[str] = []

_SPARSE, _DENSE = ("nwot", "grasp"), ("jacov", "epe_nas", "plain")
_VIEWS = ("keep", "merge")
_COLUMNS = ("optima", "plateaus", "edges", "funnels", "reach the best (%)")


@dataclass(frozen=True)
class _Numbers:
    """What a landscape has: optima, plateaus, edges of its MLON, funnels, and where they lead.

    Attributes
    ----------
    reach
        Share of the optima from which improving escapes lead to a global optimum, in percent.
    """

    optima: int
    plateaus: int
    edges: int
    funnels: int
    reach: float


def _numbers(landscape: Landscape) -> _Numbers:
    funnels = landscape.funnels
    return _Numbers(
        landscape.n_optima,
        landscape.n_plateau_optima,
        landscape.network("mlon").n_edges,
        len(funnels),
        100 * float(funnels.global_funnel.mean()),
    )


@MF_NAS.part(
    "findings",
    "Findings",
    "What the paper says of landscapes in Section 3, and our numbers: configurations as they are "
    "(keep), and each network once (merge).",
)
def findings(context: Context) -> Table:
    found: dict[tuple[str, str, str], _Numbers] = {}
    rows = [
        Row((PROXIES[metric], title), tuple(_cells(context, metric, dataset, found)))
        for metric in PROXIES
        for dataset, title in DATASETS.items()
    ]
    columns = (f"{what}, {view}" for view in _VIEWS for what in _COLUMNS)
    notes = [note for view in _VIEWS for note in _statements(view, found)]
    return Table(("metric", "dataset", *columns), tuple(rows), tuple(notes))


def _cells(
    context: Context, metric: str, dataset: str, found: dict[tuple[str, str, str], _Numbers]
) -> list[Cell]:
    """Return the numbers of a landscape under both views, and note them in `found`."""
    cells: list[Cell] = []
    for view in _VIEWS:
        try:
            options = {} if view == "keep" else {"duplicates": view}
            run = context.proxy_landscape(metric, dataset, **options)
        except LandscapeError as error:
            cells += [Cell(missing=str(error)), *[Cell()] * (len(_COLUMNS) - 1)]
            continue
        one = found[metric, dataset, view] = _numbers(run.landscape)
        said = 1.0 if dataset in ONE_OPTIMUM.get(metric, ()) else None
        cells += [
            Cell(float(one.optima), digits=0),
            Cell(float(one.plateaus), published=said, digits=0),
            Cell(float(one.edges), digits=0),
            Cell(float(one.funnels), digits=0),
            Cell(one.reach, published=100.0, digits=1),
        ]
    return cells


def _statements(view: str, found: dict[tuple[str, str, str], _Numbers]) -> Iterable[str]:
    """Return a sentence on each statement, under one view."""
    known = {(metric, dataset): one for (metric, dataset, of), one in found.items() if of == view}
    if not known:
        return
    said = [key for key in known if key[1] in ONE_OPTIMUM.get(key[0], ())]
    yield _verdict(
        view,
        "params, flops, and SynFlow on CIFAR-100 and ImageNet16-120 have one optimum",
        said,
        lambda key: known[key].plateaus == 1,
    )
    yield _verdict(
        view,
        "SynFlow on CIFAR-10 has several",
        [key for key in known if key == ("synflow", "cifar10")],
        lambda key: known[key].plateaus > 1,
    )
    yield _verdict(
        view,
        "improving escapes lead from every optimum to the best",
        list(known),
        lambda key: known[key].reach == 100,
        lambda key: f" ({known[key].reach:.1f} %, {known[key].funnels} funnels)",
    )
    for dataset in DATASETS:
        sparse = {m: known[m, dataset].edges for m in _SPARSE if (m, dataset) in known}
        dense = {m: known[m, dataset].edges for m in _DENSE if (m, dataset) in known}
        if sparse and dense:
            holds = "holds" if max(sparse.values()) < min(dense.values()) else "does not hold"
            told = ", ".join(f"{PROXIES[m]} {n:,}" for m, n in {**sparse, **dense}.items())
            yield (
                f"{view}, {DATASETS[dataset]}: that NWOT and GraSP are sparse and Jacov, EPE-NAS "
                f"and Plain dense {holds}, by the edges of their networks: {told}."
            )


def _verdict(
    view: str,
    statement: str,
    of: list[tuple[str, str]],
    holds: Callable[[Any], bool],
    told: Callable[[Any], str] = lambda key: "",
) -> str:
    """Return how far a statement holds of landscapes, and of which it does not."""
    if not of:
        return f"{view}: whether {statement} is not known: nothing it is said of is there."
    against = [key for key in of if not holds(key)]
    named = ", ".join(f"{PROXIES[m]} on {DATASETS[d]}{told((m, d))}" for m, d in against)
    count = f"{len(of) - len(against)} of {len(of)} landscapes that are known"
    return f"{view}: that {statement} holds for {count}" + (f", not for {named}." if named else ".")

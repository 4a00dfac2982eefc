"""Tables 1, 4, 5 and 6, and Figure 5: MF-NAS guided by every proxy, stage by stage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from landscape.api.papers.mf_nas.paper import DATASETS, MF_NAS, PROXIES
from landscape.api.papers.mf_nas.runs import mf_nas_run, pools, printed_cell, why_staged
from landscape.api.papers.report import Cell, Figure, Row, Table
from landscape.errors import LandscapeError

if TYPE_CHECKING:
    from landscape.api.papers.context import Context

__all__: list[str] = []

_OURS = (
    "Scores of our proxies are of one batch of 32 images and one initialisation that all networks "
    "share; the paper takes NAS-Bench-Suite-Zero's."
)
_DEVIATIONS = "The table prints no deviations; where there are some, they are of Table 5."
_FIRST = ("plain", "fisher", "zen", "synflow", "flops", "params")
"""Proxies of Table 1."""


def _row(proxy: str) -> str:
    """Return what Table 5 calls a proxy."""
    return PROXIES[proxy].replace("FLOPs", "FLOPS")


def _result(
    context: Context, proxy: str, dataset: str, printed: dict[str, Any], **how: str
) -> Cell:
    """Return the mean test accuracy of an MF-NAS beside what is printed."""
    cell = context.cell(
        lambda: mf_nas_run(context, proxy, dataset, **how).trials["test_acc"], **printed
    )
    return cell if how else cell.explained(why_staged(context, proxy, dataset))


@MF_NAS.part(
    "table1",
    "Table 1",
    "Test accuracy of MF-NAS with random search (RS) and local search (LS) in the first stage.",
)
def table_1(context: Context) -> Table:
    rows = []
    for dataset, title in DATASETS.items():
        for proxy in _FIRST:
            printed = [
                printed_cell("table1", PROXIES[proxy], f"{dataset} {first}")
                for first in ("random", "local")
            ]
            cells = (
                _result(context, proxy, dataset, printed[0], first="random"),
                _result(context, proxy, dataset, printed[1] | _deviation(proxy, dataset)),
            )
            rows.append(Row((title, PROXIES[proxy]), cells))
    return Table(("dataset", "metric", "RS", "LS"), tuple(rows), (_OURS, _DEVIATIONS))


def _deviation(proxy: str, dataset: str) -> dict[str, Any]:
    """Return the deviation that Table 5 prints of an MF-NAS, as a keyword of `Cell`."""
    printed = printed_cell("table5", _row(proxy), f"{dataset} val_acc")
    return {"published_deviation": printed["published_deviation"]}


@MF_NAS.part(
    "table4",
    "Table 4",
    "Test accuracy of the best of the 32 candidates and of the one that is chosen, and its rank "
    "among them.",
)
def table_4(context: Context) -> Table:
    rows = [
        Row((PROXIES[proxy], title), _chosen(context, proxy, dataset))
        for proxy in PROXIES
        for dataset, title in DATASETS.items()
    ]
    columns = ("metric", "dataset", "best of 32", "chosen", "rank")
    return Table(columns, tuple(rows), (_OURS, _DEVIATIONS, "Rank 1 is the best."))


def _chosen(context: Context, proxy: str, dataset: str) -> tuple[Cell, ...]:
    best, chosen, rank = (
        printed_cell("table4", PROXIES[proxy], f"{dataset} {what}")
        for what in ("best of 32", "chosen", "rank")
    )
    return (
        context.cell(lambda: pools(context, proxy, dataset).best, **best),
        _result(context, proxy, dataset, chosen | _deviation(proxy, dataset)),
        context.cell(lambda: pools(context, proxy, dataset).rank, **rank),
    )


@MF_NAS.part(
    "table5",
    "Table 5",
    "Test accuracy of MF-NAS by what halving compares networks by: validation accuracy or "
    "training loss.",
)
def table_5(context: Context) -> Table:
    rows = [
        Row(
            (PROXIES[proxy], title),
            (
                _result(context, proxy, dataset, _printed(proxy, dataset, "val_acc")),
                _result(
                    context,
                    proxy,
                    dataset,
                    _printed(proxy, dataset, "train_loss"),
                    metric="train_loss",
                ),
            ),
        )
        for proxy in PROXIES
        for dataset, title in DATASETS.items()
    ]
    return Table(("metric", "dataset", "Val Acc", "Train Loss"), tuple(rows), (_OURS,))


def _printed(proxy: str, dataset: str, metric: str) -> dict[str, Any]:
    return printed_cell("table5", _row(proxy), f"{dataset} {metric}")


@MF_NAS.part("table6", "Table 6", "Test accuracy of MF-NAS guided by each proxy.")
def table_6(context: Context) -> Table:
    rows = [
        Row(
            PROXIES[proxy],
            tuple(
                _result(context, proxy, dataset, _printed(proxy, dataset, "val_acc"))
                for dataset in DATASETS
            ),
        )
        for proxy in PROXIES
    ]
    return Table(("metric", *DATASETS.values()), tuple(rows), (_OURS,))


@MF_NAS.part(
    "fig5", "Figure 5", "Mean test accuracy after the first and the second stage of MF-NAS."
)
def figure_5(context: Context) -> Figure:
    import viz

    found, missing = [], {}
    for dataset in DATASETS:
        for proxy in PROXIES:
            try:
                run = mf_nas_run(context, proxy, dataset)
            except LandscapeError as error:
                missing[f"{PROXIES[proxy]} on {dataset}"] = str(error)
            else:
                found.append(context.named(run, PROXIES[proxy]))
    best = tuple(context.landscape("test_acc", dataset) for dataset in DATASETS)
    return Figure(viz.figure("stages", tuple(found), quality=best), (_OURS,), missing)

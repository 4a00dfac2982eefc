"""Figures 1, 2, 3, 6 and 7: landscapes of metrics, what they lead to, and what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from landscape.api.papers.mf_nas.paper import DATASETS, MF_NAS, PROXIES, TRAINED
from landscape.api.papers.report import Cell, Figure, Row, Table
from landscape.datasets import whole_dataset

if TYPE_CHECKING:
    from collections.abc import Iterable

    from landscape.api.papers.context import Context
    from landscape.runs.landscape_run import LandscapeRun

__all__ = ["ONE_OPTIMUM"]

ONE_OPTIMUM = {
    **dict.fromkeys(("params", "flops"), tuple(DATASETS)),
    "synflow": ("cifar100", "ImageNet16-120"),
}
"""Metric → datasets on which the paper says, in Section 3, that it has one optimum."""


_NETWORKS = "Monotonic local optima networks of each metric on {}."


def _asked(datasets: Iterable[str]) -> list[dict[str, Any]]:
    """Return what the 16 landscapes of each dataset are asked for by."""
    proxies: list[dict[str, Any]] = [{"metric": name} for name in PROXIES]
    trained: list[dict[str, Any]] = [{"metric": name, "epoch": 12} for name in TRAINED]
    return [{**one, "dataset": dataset} for dataset in datasets for one in (*proxies, *trained)]


_BATCH = (
    "Scores here are of a batch of 32 images and one initialisation that all networks share; the "
    "published ones (NAS-Bench-Suite-Zero) are of a batch of 64 and an initialisation each."
)


def _quality(context: Context) -> tuple[LandscapeRun, ...]:
    return tuple(context.landscape("test_acc", dataset) for dataset in DATASETS)


def _networks(context: Context, dataset: str) -> Figure:
    import viz

    runs, missing = context.landscapes(_asked([dataset]))
    return Figure(viz.figure("mlon-grid", tuple(runs)), notes=(_BATCH,), missing=missing)


@MF_NAS.part("fig1", "Figure 1", _NETWORKS.format("CIFAR-10"))
def figure_1(context: Context) -> Figure:
    return _networks(context, "cifar10")


@MF_NAS.part("fig6", "Figure 6", _NETWORKS.format("CIFAR-100"))
def figure_6(context: Context) -> Figure:
    return _networks(context, "cifar100")


@MF_NAS.part("fig7", "Figure 7", _NETWORKS.format("ImageNet16-120"))
def figure_7(context: Context) -> Figure:
    return _networks(context, "ImageNet16-120")


@MF_NAS.part("fig2a", "Figure 2a", "Number of local optima of each metric.")
def figure_2a(context: Context) -> Figure:
    return _of_all(context, "optima")


@MF_NAS.part("fig2b", "Figure 2b", "Test accuracy at the global optima of each metric.")
def figure_2b(context: Context) -> Figure:
    return _of_all(context, "accuracy", quality=_quality(context))


@MF_NAS.part("fig2c", "Figure 2c", "Spearman's ρ of each metric with test accuracy.")
def figure_2c(context: Context) -> Figure:
    return _of_all(context, "correlation", quality=_quality(context))


@MF_NAS.part(
    "fig3", "Figure 3", "How many of the best 1 % by test accuracy are among those of each metric."
)
def figure_3(context: Context) -> Figure:
    return _of_all(context, "overlap", quality=_quality(context))


def _of_all(context: Context, kind: str, **how: Any) -> Figure:
    """Return a figure of every metric on every dataset."""
    import viz

    runs, missing = context.landscapes(_asked(DATASETS))
    table = _optima(runs) if kind == "optima" else None
    picture = viz.figure(kind, tuple(runs), **how)
    return Figure(picture, notes=(_BATCH,), missing=missing, table=table)


def _optima(runs: list[LandscapeRun]) -> Table:
    """Return the plateaus of each landscape beside what the text says of some."""
    found = {(run.landscape.metric, whole_dataset(run.summary["dataset"])): run for run in runs}
    datasets = [name for name in DATASETS if any(of == name for _, of in found)]
    rows = [
        Row(metric, tuple(_count(found.get((metric, dataset)), dataset) for dataset in datasets))
        for metric in dict.fromkeys(metric for metric, _ in found)
    ]
    notes = (
        "Numbers of optima are plateaus: sets of equally good neighbours that nothing beside them "
        "is better than. The paper's text gives those of the metrics that it calls uni-modal.",
    )
    return Table(("metric", *(DATASETS[name] for name in datasets)), tuple(rows), notes)


def _count(run: LandscapeRun | None, dataset: str) -> Cell:
    if run is None:
        return Cell()
    landscape = run.landscape
    said = dataset in ONE_OPTIMUM.get(landscape.metric, ())
    return Cell(float(landscape.n_plateau_optima), published=1.0 if said else None, digits=0)

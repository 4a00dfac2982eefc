"""Figures 1, 2, 3, 6 and 7: landscapes of metrics, what they lead to, and what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from landscape.api.papers.mf_nas.paper import DATASETS, MF_NAS, PROXIES
from landscape.api.papers.report import Cell, Figure, Row, Table
from landscape.datasets import whole_dataset

if TYPE_CHECKING:
    from landscape.api.papers.context import Context
    from landscape.runs.landscape_run import LandscapeRun

__all__: list[str] = []

_TRAINED = {
    "val_acc": "Validation accuracy",
    "val_loss": "Validation loss",
    "train_loss": "Training loss",
}
"""Metrics of trained networks, at epoch 12 → as the paper calls them."""

_ONE_OPTIMUM = {
    **dict.fromkeys(("params", "flops"), tuple(DATASETS)),
    "synflow": ("cifar100", "ImageNet16-120"),
}
"""Metric → datasets on which the paper says, in Section 3, that it has one optimum."""


def _asked(datasets: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return what the 16 networks of each dataset are asked for by."""
    proxies = [{"metric": name} for name in PROXIES]
    trained = [{"metric": name, "epoch": 12} for name in _TRAINED]
    return [{**one, "dataset": dataset} for dataset in datasets for one in (*proxies, *trained)]


def _lacking(missing: dict[str, str]) -> tuple[str, ...]:
    """Return what metrics need, those that need the same in one sentence."""
    by_need: dict[str, list[str]] = {}
    for what, need in missing.items():
        by_need.setdefault(need, []).append(what)
    return tuple(f"{', '.join(names)}: {need}" for need, names in by_need.items())


@MF_NAS.part("fig2a", "Figure 2a", "Number of local optima of each metric.")
def figure_2a(context: Context) -> Figure:
    import viz

    runs, missing = context.landscapes(_asked(tuple(DATASETS)))
    return Figure(viz.figure("optima", *runs), missing=_lacking(missing), table=_optima(runs))


def _optima(runs: list[LandscapeRun]) -> Table:
    """Return the plateaus of each landscape beside what the text says of some."""
    found = {
        (run.landscape.metric, whole_dataset(run.summary["dataset"])): run.landscape for run in runs
    }
    rows = [
        Row(metric, tuple(_count(found.get((metric, dataset)), dataset) for dataset in DATASETS))
        for metric in dict.fromkeys(metric for metric, _ in found)
    ]
    notes = (
        "Plateaus: sets of equally good neighbours that nothing beside them is better than. The "
        "paper gives numbers of the metrics that it calls uni-modal only.",
    )
    return Table(("metric", *DATASETS.values()), tuple(rows), notes)


def _count(landscape: Any, dataset: str) -> Cell:
    if landscape is None:
        return Cell()
    said = dataset in _ONE_OPTIMUM.get(landscape.metric, ())
    return Cell(float(landscape.n_plateau_optima), published=1.0 if said else None, digits=0)

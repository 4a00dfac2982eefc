"""What benchmarks measure, under one name each."""

from __future__ import annotations

from dataclasses import replace

from landscape.scores.table import Metric

__all__ = ["TRAINED_METRICS", "trained_metric"]

_SPLITS = {
    "train": "Training",
    "val": "Validation",
    "test": "Test",
    "valtest": "Validation and test",
}

TRAINED_METRICS: dict[str, Metric] = {
    metric.name: metric
    for metric in (
        *(Metric(f"{s}_acc", unit="%", title=f"{title} accuracy") for s, title in _SPLITS.items()),
        *(Metric(f"{s}_loss", minimize=True, title=f"{t} loss") for s, t in _SPLITS.items()),
        Metric("val_per", minimize=True, unit="%", title="Validation phoneme error rate"),
        Metric("test_per", minimize=True, unit="%", title="Test phoneme error rate"),
        Metric("train_seconds", minimize=True, unit="s", title="Training time so far"),
        Metric("train_epoch_seconds", minimize=True, unit="s", title="Training time an epoch"),
        *(
            Metric(f"{s}_seconds", minimize=True, unit="s", title=f"{t} time")
            for s, t in list(_SPLITS.items())[1:]
        ),
        Metric("latency", minimize=True, unit="s", title="Latency of one batch"),
        Metric("params", unit="", title="Parameters"),
        Metric("flops", unit="", title="FLOPs"),
    )
}
"""The metrics of trained networks by name; accuracies are in percent, times in seconds."""


def trained_metric(name: str, n_examples: int | None = None, source: str = "") -> Metric:
    """Return what a benchmark's metric means; one of no known name is to be maximised.

    Parameters
    ----------
    name
        See `TRAINED_METRICS`.
    n_examples
        How many examples one accuracy is the average of: accuracies of a single run lie on
        multiples of ``100 / n_examples`` per cent. None if that is not known.
    source
        The benchmark.
    """
    metric = replace(TRAINED_METRICS.get(name, Metric(name)), source=source)
    if n_examples is None or not name.endswith("_acc"):
        return metric
    return replace(metric, resolution=100 / n_examples)

"""The picture of a training: loss and accuracy, epoch by epoch."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from viz.charts.chart import Chart, Panel
from viz.charts.marks import Line, Rule
from viz.charts.table import Table
from viz.export import save
from viz.look.look import DEFAULT_LOOK

if TYPE_CHECKING:
    from pathlib import Path

    from search.runs.training_run import TrainingRun
    from viz.look.look import Look

__all__ = ["curve_files", "draw_curve", "training_chart"]

_TESTED = "Test images were looked at once, after the last epoch"
_COLUMNS = ("epoch", "train_loss", "val_loss", "train_acc", "val_acc")


def training_chart(run: TrainingRun, *, look: Look = DEFAULT_LOOK) -> Chart:
    """Return the course of a training: a panel of the loss, and one of accuracy if there is one.

    Parameters
    ----------
    run
        A finished training.
    look
        Width, letters and theme.
    """
    tested = run.results["test_acc"]
    note = f"{_TESTED}: {tested:.2f} % of them are right." if math.isfinite(tested) else ""
    kinds = [("loss", "Loss"), ("acc", "Accuracy (%)")]
    kinds = [kind for kind in kinds if np.isfinite(run.history[f"val_{kind[0]}"]).any()] or kinds[
        :1
    ]
    table = run.history[list(_COLUMNS)]
    return Chart(
        tuple(_panel(run, name, label) for name, label in kinds),
        Table(_COLUMNS, tuple(table.itertuples(index=False, name=None)), digits=4),
        title=run.label,
        columns=2,
        notes=(note,) if note else (),
        look=look,
    )


def _panel(run: TrainingRun, name: str, label: str) -> Panel:
    epochs = run.history["epoch"].to_numpy(dtype=np.float64)
    lines: list[Line | Rule] = []
    for slot, (part, said) in enumerate((("train", "training"), ("val", "validation"))):
        values = run.history[f"{part}_{name}"].to_numpy(dtype=np.float64)
        known = np.flatnonzero(np.isfinite(values))
        end = (float(epochs[known[-1]]), float(values[known[-1]])) if len(known) else None
        lines.append(Line(epochs, values, label=said, slot=slot, end=end))
    return Panel(tuple(lines), x_label="Epoch", y_label=label, x_whole=True)


def draw_curve(run: TrainingRun) -> list[Path]:
    """Draw the course of a training as a page and a picture in its folder."""
    chart = training_chart(run)
    return [save(chart, file) for file in curve_files(run.folder)]


def curve_files(folder: Path) -> list[Path]:
    """Return the pictures that a training leaves in its folder."""
    return [folder / "curve.html", folder / "curve.png"]

"""``landscape train``."""

from __future__ import annotations

from landscape.cli.console import show_table
from landscape.options.train import TrainOptions

__all__ = ["train"]


def train(options: TrainOptions) -> None:
    """Train one network, and say what its last epoch and the test showed."""
    from landscape.api.train import train as trained  # what it needs is slow to import

    run = trained(**options.arguments())
    show_table({"training": run.label, **run.in_words(), "results": str(run.folder)})

"""``landscape build``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from landscape.cli.console import show_dry_run, show_shard, show_table
from landscape.options.build import BuildOptions
from landscape.options.shared import DryRunOptions

__all__ = ["build"]


@dataclass(frozen=True)
class _Options(DryRunOptions, BuildOptions):
    """The options of the command: those of the function, and whether anything is done."""


def build(options: _Options) -> None:
    """Score a space, climb from everywhere, and leave a monotonic local optima network."""
    from landscape.api.build import build as built  # what it needs is slow to import
    from landscape.reporter import warn

    if options.dry_run:
        show_dry_run(built, options)
        return
    run = built(**options.asked())
    if options.shard is not None:
        show_shard(run)
        return
    show_table(_screen(run.summary, str(run.folder)))
    if run.summary["caution"]:
        warn(run.summary["caution"])


def _screen(summary: dict[str, Any], folder: str) -> dict[str, str]:
    """Return the lines that end a run."""
    from landscape.numbers import in_words

    of = f", {summary['dataset']}" if summary["dataset"] else ""
    seconds = ", ".join(f"{name} {value:.2f}" for name, value in summary["timings"].items())
    return {
        "landscape": f"{summary['metric']} on {summary['space']}{of}",
        **in_words(summary),
        "seconds": seconds,
        "results": folder,
    }

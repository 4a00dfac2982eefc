"""``landscape sample``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

import landscape
from landscape.cli.console import show_columns, show_dry_run, show_table
from landscape.numbers import counted, number_text
from landscape.options.sample import SampleOptions
from landscape.options.shared import DryRunOptions

if TYPE_CHECKING:
    from landscape.runs.sample_run import SampleRun

__all__ = ["sample"]

_CALIBRATION = ("number", "estimates", "truth", "bias", "spread", "width", "holds")


@dataclass(frozen=True)
class _Options(DryRunOptions, SampleOptions):
    """The options of the command: those of the function, and whether anything is done."""


def sample(options: _Options) -> None:
    """Sample the local optima network of a space of any size, each number with its error."""
    if options.dry_run:
        show_dry_run(landscape.sample, options)
        return
    run = landscape.sample(**options.asked())
    show_table(_screen(run))
    if options.calibrate is not None and run.calibration is not None:
        typer.echo()
        rows = run.calibration.reset_index().itertuples(index=False)
        show_columns(
            _CALIBRATION, [_row(*row) for row in rows], "estimates truth bias spread width holds"
        )


def _row(name: str, n: int, *numbers: float) -> list[str]:
    *others, holds = numbers
    return [name, f"{n:,}", *(f"{number:.4g}" for number in others), f"{holds:.1%}"]


def _screen(run: SampleRun) -> dict[str, str]:
    """Return the lines that end a run."""
    summary = run.summary
    level = f"{summary['level']:.0%}"
    of = f", {summary['dataset']}" if summary["dataset"] else ""
    seen = f"{summary['evaluations']:,} configurations in {counted(summary['climbs'], 'climb')}"
    if "trace" in summary["settings"]:
        walks = counted(summary["n_starts"], "walk")
        seen, of_starts = f"a trace of {walks}, of {summary['climbs']:,} climbs or more", ""
    else:
        of_starts = f", from {counted(summary['n_starts'], 'start')}"
    covered, least = summary["coverage"], summary["n_optima_at_least"]
    nothing = "" if covered["value"] else "; every start found one of its own, which tells little"
    return {
        "sample": f"{summary['metric']} on {summary['space']}{of}",
        "looked at": f"{seen}{of_starts}",
        "optima seen": f"{summary['optima_seen']:,}{_not_left(run)}",
        "edges seen": f"{summary['edges_seen']:,}, of which {summary['mlon_edges_seen']:,} improve",
        "sinks seen": f"{summary['sinks_seen']:,}",
        "best seen": number_text(summary["best_fitness_seen"]),
        "coverage": f"estimated {covered['value']:.1%} of the space lead to optima that were seen "
        f"({level} interval {covered['low']:.1%} to {covered['high']:.1%})",
        "optima there are": f"estimated {_count(least['value'])} or more ({level} "
        f"interval {_count(least['low'])} to {_count(least['high'])}){nothing}",
        "results": str(run.folder),
    }


def _not_left(run: SampleRun) -> str:
    """Return of how many optima a budget left no escape to be climbed."""
    if run.summary["method"] != "snowball" or run.summary["settings"]["escapes"] == 0:
        return ""
    n = int((run.optima["escapes_drawn"] == 0).sum())
    return f"; of {n:,} of them no escape was climbed" if n else ""


def _count(estimated: float) -> str:
    """Return an estimated count; what is too large for it, such as a space, is rounded."""
    return number_text(round(estimated))

"""``landscape search``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from landscape.cli.console import show_dry_run, show_table
from landscape.options.search import SearchOptions
from landscape.options.shared import DryRunOptions

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["search"]


@dataclass(frozen=True)
class _Options(DryRunOptions, SearchOptions):
    """The options of the command: those of the function, and whether anything is done."""


def search(options: _Options) -> None:
    """Search a space many times, and say what the searches found and cost."""
    from landscape.api.search import search as searched  # what it needs is slow to import

    if options.dry_run:
        show_dry_run(searched, options)
        return
    run = searched(**options.asked())
    show_table(_screen(run.summary, run.folder))


def _screen(summary: Mapping[str, Any], folder: Path) -> dict[str, str]:
    """Return the lines that end a run."""
    from landscape.numbers import counted
    from search.driver.record import TEST_METRICS

    of = f", {summary['dataset']}" if summary["dataset"] else ""
    rows = {
        "search": f"{summary['title']} on {summary['space']}{of}",
        "trials": f"{summary['trials']:,}"
        + (f" ({n:,} found nothing)" if (n := summary["found_nothing"]) else ""),
    }
    for name, value in summary["results"].items():
        rows[name] = _spread(value, ".2f" if name in TEST_METRICS else ".6g")
        if value["n"] < summary["trials"]:
            rows[name] += _lacking(summary, name, value["n"])
    for name, value in summary["costs"].items():
        rows[name.replace("_", " ")] = _spread(value, ",.1f")
    for most in summary["most_often"][:1]:
        rows["found most often"] = f"{most['architecture']} ({counted(most['trials'], 'trial')})"
    if "best" in summary:
        best = summary["best"]
        rows["best network"] = f"{best['architecture']} ({counted(best['epochs'], 'epoch')})"
        if best["test_acc"] is None:  # there are no classes
            name, tested = "test loss", f"{best['test_loss']:.6g}"
        else:
            name, tested = "test accuracy", f"{best['test_acc']:.2f} %"
        rows[name] = f"{tested}, {folder / best['checkpoint']}"
    return rows | {"results": str(folder)}


def _lacking(summary: Mapping[str, Any], name: str, n: int) -> str:
    """Return of how many trials a result is known, and where not of all, why."""
    share = f" ({n:,} of {summary['trials']:,} trials"
    known = summary.get("reported_known", {}).get(name)
    if known is None or known["scored"] == known["configurations"]:
        return f"{share})"
    return (
        f"{share}: {known['scored']:,} of {known['configurations']:,} architectures have a {name} "
        f"{known['source']})"
    )


def _spread(value: Mapping[str, Any], style: str) -> str:
    if value["mean"] is None:
        return "-"
    return f"{float(value['mean']):{style}} ± {float(value['std']):{style}}"

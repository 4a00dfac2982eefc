"""``landscape compare`` of searches: the table of algorithms and datasets, and what is chance."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import typer

from landscape.cli.console import show_columns, show_table
from landscape.disk.files import write_bytes, writing
from landscape.disk.lock import locked
from landscape.errors import OptionError
from landscape.reporter import detail
from landscape.runs.labels import given_labels
from search.comparison.comparison import compare_searches
from search.runs.saved import SearchRun

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from search.comparison.comparison import Contest, SearchComparison

__all__ = ["compare_search_runs"]

_FORMAT = 1
_HEADER = ("algorithm", "trials", "result", "behind", "95 % interval", "wins", "p")


def compare_search_runs(
    folders: Sequence[Path],
    *,
    resamples: int,
    seed: int,
    out: Path | None,
    labels: Sequence[str] = (),
) -> None:
    """Compare the searches in folders, each with the best of its dataset.

    Parameters
    ----------
    folders
        That ``landscape search`` left; two or more.
    resamples, seed
        Of the bootstrap.
    out
        Folder for files; None leaves none.
    labels
        What the searches are called; empty for what tells them apart.
    """
    if len({folder.resolve() for folder in folders}) < len(folders):
        listed = ", ".join(map(str, folders))
        raise OptionError(f"a search is given twice among {listed}: name each once")
    names = given_labels(labels, len(folders))
    if out is not None:
        with writing(out):
            out.mkdir(parents=True, exist_ok=True)
    detail(f"comparing {len(folders)} searches")
    runs = [SearchRun(folder, name) for folder, name in zip(folders, names, strict=True)]
    found = compare_searches(runs, resamples=resamples, seed=seed)
    header, rows, _ = found.cells()
    if len(found.contests) > 1:
        show_columns(header, rows, "")
    for contest in found.contests:
        _show(contest)
    if out is not None:
        _write(found, out)
        show_table({"results": str(out)})


def _show(contest: Contest) -> None:
    typer.echo(f"\n{contest.title}, {contest.metric}; the best is {contest.best}")
    rows = [
        [
            row["algorithm"],
            f"{row['trials']:,}",
            "-" if row["mean"] is None else f"{row['mean']:.6g} ± {row['std']:.3g}",
            *(_behind(row) if row["algorithm"] in contest.against else [""] * 4),
        ]
        for row in contest.rows()
    ]
    show_columns(_HEADER, rows, "trials result behind wins p")


def _behind(row: dict[str, Any]) -> list[str]:
    """Return the cells that say how far a search is behind the best."""
    is_mean = math.isfinite(row["difference"])
    return [
        f"{row['difference']:.3g}" if is_mean else "-",
        f"{row['low']:.3g} to {row['high']:.3g}" if is_mean else "-",
        f"{1 - row['superiority']:.0%}" if row["pairs"] else "-",
        f"{row['p_holm']:.2g}" if row["pairs"] else "-",
    ]


def _write(found: SearchComparison, out: Path) -> None:
    content = {"format": _FORMAT, "kind": "searches", **found.to_dict()}
    text = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    files = {
        "compare.csv": found.table().to_csv(index=False),
        "compare.md": found.to_markdown(),
        "compare.tex": found.to_latex(),
        "compare.json": text,  # the last: with it, all is there
    }
    with locked(out):
        for name, file in files.items():
            write_bytes(out / name, file.encode())

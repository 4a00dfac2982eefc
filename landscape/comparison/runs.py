"""``landscape compare``: what climbing the landscapes of some runs means in terms of another."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from contextlib import nullcontext
from typing import TYPE_CHECKING

import typer

from landscape.cli.console import show_columns, show_table
from landscape.comparison import compare, comparisons_table, to_latex, to_markdown
from landscape.comparison.comparison import cell, inversions
from landscape.disk.files import unless_refused, write_bytes, writing
from landscape.disk.lock import locked
from landscape.errors import OptionError
from landscape.numbers import number_text
from landscape.report import caution
from landscape.reporter import detail, warn
from landscape.runs.folders import fitting
from landscape.runs.labels import given_labels, labels_left, run_labels
from landscape.runs.run import Run
from landscape.runs.saved import read_landscape

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from landscape.comparison import Comparison
    from landscape.landscape import Landscape

__all__ = ["compare_runs"]

_SHOWN = 10
_FORMAT = 1
_HEADER = ("climbs", "escapes", "fitness", "quality", "rank", "architecture")


def compare_runs(
    folders: Sequence[Path],
    quality: Path | None,
    *,
    resamples: int,
    seed: int,
    out: Path | None,
    labels: Sequence[str] = (),
) -> None:
    """Compare the landscape of each run with that of the last one.

    Parameters
    ----------
    folders
        Of two runs or more, of the same space.
    quality
        Folder of the run whose fitness is the quality; by default the last of `folders`.
    resamples, seed
        Of the bootstrap; each comparison draws the same, whichever others there are.
    out
        Folder for files; None leaves none.
    labels
        What the runs are called; empty for what tells them apart.
    """
    left = fitting(folders, "landscape", "search")
    labels = labels_left(labels, folders, left)
    with nullcontext() if out is None else unless_refused(out):
        _compare(left, quality, resamples=resamples, seed=seed, out=out, labels=labels)


def _compare(
    folders: Sequence[Path],
    quality: Path | None,
    *,
    resamples: int,
    seed: int,
    out: Path | None,
    labels: Sequence[str],
) -> None:
    if _are_searches(folders):
        if quality is not None:
            raise OptionError(f"--quality {quality}: searches are judged by what they report")
        from search.comparison.runs import compare_search_runs

        compare_search_runs(folders, resamples=resamples, seed=seed, out=out, labels=labels)
        return
    if len(folders) < 2:
        raise OptionError(f"one run, {folders[0]}: expected at least two to compare")
    judge = folders[-1] if quality is None else quality
    names = _names(folders, judge, labels)
    if out is not None:
        with writing(out):
            out.mkdir(parents=True, exist_ok=True)
    landscapes = _read([*folders, judge])
    for label, landscape in dict(zip(names, landscapes, strict=True)).items():
        told = caution(landscape.n_scored, landscape.space.size)
        if told is not None:
            warn(f"{label}: {told}")
    *firsts, second, last = zip(names, landscapes, strict=True)
    found = []
    for label, landscape in firsts:
        detail(f"comparing {label} with {second[0]}")
        three = (label, second[0], last[0])
        found.append(
            compare(
                landscape, second[1], quality=last[1], rng=seed, resamples=resamples, labels=three
            )
        )
    _show(found)
    if out is not None:
        _write(found, out, {"resamples": resamples, "seed": seed})
        show_table({"results": str(out)})


def _are_searches(folders: Sequence[Path]) -> bool:
    """Tell whether all folders hold searches.

    Raises
    ------
    OptionError
        If some hold searches and some landscapes.
    """
    searches = [folder for folder in folders if Run(folder).is_search]
    if searches and len(searches) < len(folders):
        other = next(folder for folder in folders if folder not in searches)
        raise OptionError(
            f"{searches[0]} is a search and {other} a landscape: compare searches with searches, "
            "landscapes with landscapes"
        )
    return bool(searches)


def _names(folders: Sequence[Path], judge: Path, labels: Sequence[str]) -> list[str]:
    """Return what the runs are called, and, last, the one that judges, which may be among them."""
    among = [folder.resolve() for folder in folders]
    if judge.resolve() in among:
        names = run_labels(folders, labels)
        return [*names, names[among.index(judge.resolve())]]
    given_labels(labels, len(folders))
    *names, last = run_labels([*folders, judge])
    return [*(labels or names), last]


def _read(folders: Sequence[Path]) -> list[Landscape]:
    known: dict[Path, Landscape] = {}
    for folder in folders:
        if folder.resolve() not in known:
            known[folder.resolve()] = read_landscape(folder)
    return [known[folder.resolve()] for folder in folders]


def _show(found: Sequence[Comparison]) -> None:
    firsts = [one.first for one in found]
    show_table({"compared with": found[0].second, "quality": found[0].quality})
    typer.echo()
    keys = [key for key in found[0].numbers if key != "disagreement"]  # said in words below
    rows = [[key, *(cell(one.numbers[key]) for one in found)] for key in keys]
    show_columns(("number", *firsts), rows, numbers=firsts)
    for one in found:
        _show_undefined(one)
    for one in found:
        _show_optima(one)
    typer.echo("\nwhere correlation and landscape disagree")
    for line in (*(line for one in found for line in one.disagreements), *inversions(found)):
        typer.echo(f"- {line}")


def _show_undefined(one: Comparison) -> None:
    reasons = defaultdict(list)
    for key, reason in one.numbers.undefined.items():
        reasons[reason].append(key)
    for reason, keys in reasons.items():
        typer.echo(f"{', '.join(keys)} of {one.first}: not defined here, because {reason}")


def _show_optima(one: Comparison) -> None:
    """Print where climbs and escapes end, the most frequent ends first."""
    typer.echo(f"\nlocal optima of {one.first}, and {one.quality} there")
    order = ["absorbed_share", "basin_share"]
    ends = one.optima.sort_values(order, ascending=False, kind="stable").head(_SHOWN)
    rows = [
        [
            f"{row['basin_share']:.1%}",
            f"{row['absorbed_share']:.1%}",
            number_text(row["fitness"]),
            "-" if math.isnan(row["quality"]) else number_text(row["quality"]),
            "-" if math.isnan(row["quality"]) else f"{row['quality_rank']:,.0f}",
            row["arch"],
        ]
        for row in ends.to_dict("records")
    ]
    show_columns(_HEADER, rows, "climbs escapes fitness quality rank")
    more = len(one.optima) - len(rows)
    if more:
        typer.echo(f"and {more:,} more")


def _write(found: Sequence[Comparison], out: Path, how: dict[str, int]) -> None:
    import pandas as pd  # slow to import: only who asks pays

    content = {
        "format": _FORMAT,
        "settings": how,
        "comparisons": [one.to_dict() for one in found],
        "inversions": inversions(found),
    }
    text = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False)
    optima = pd.concat([one.optima.assign(run=one.first) for one in found])
    curves = pd.concat([one.curve.table().assign(run=one.first) for one in found])
    files = {
        "compare.csv": comparisons_table(found).to_csv(index=False),
        "compare.md": to_markdown(found),
        "compare.tex": to_latex(found),
        "optima.csv": optima.to_csv(index=False),
        "overlap.csv": curves.to_csv(index=False),
        "compare.json": text + "\n",  # the last: with it, all is there
    }
    with locked(out):
        for name, content_of in files.items():
            write_bytes(out / name, content_of.encode())

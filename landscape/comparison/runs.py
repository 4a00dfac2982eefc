"""Compare the landscapes of runs: what climbing each means in terms of another."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any

from landscape.comparison import compare, comparisons_table, to_latex, to_markdown
from landscape.comparison.comparison import Comparison, cell, inversions, reasons_of
from landscape.comparison.saving import save_comparison
from landscape.disk.files import make_folder
from landscape.display import html_grid
from landscape.errors import OptionError
from landscape.numbers import warn_of
from landscape.reporter import detail
from landscape.runs.folders import folder_of, landscape_of
from landscape.runs.labels import given_labels, run_labels, whose_numbers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from landscape.landscape import Landscape
    from landscape.options.compare import CompareOptions

__all__ = ["Comparisons", "compare_runs"]


@dataclass(frozen=True, eq=False)
class Comparisons:
    """Several landscapes, each compared with the same one.

    Two are equal if what they tell is.

    Attributes
    ----------
    comparisons
        One for each landscape but the one they are compared with.
    settings
        ``resamples`` and ``seed`` of the bootstrap.
    options
        What was asked for, for the record.
    whose
        Sentences that say whose numbers these are, where tables that are built in gave some.
    """

    comparisons: tuple[Comparison, ...]
    settings: Mapping[str, int]
    options: Mapping[str, Any] = field(default_factory=dict)
    whose: tuple[str, ...] = ()

    def __getitem__(self, label: str) -> Comparison:
        """Return the comparison of the landscape that is called `label`."""
        return {one.first: one for one in self.comparisons}[label]

    def table(self) -> pd.DataFrame:
        """Return one row a comparison, one column a number."""
        return comparisons_table(self.comparisons)

    @property
    def optima(self) -> pd.DataFrame:
        """One row a local optimum of each landscape, `run`; see `Comparison.optima`."""
        import pandas as pd  # slow to import: only who asks pays

        return pd.concat([one.optima.assign(run=one.first) for one in self.comparisons])

    @property
    def overlap(self) -> pd.DataFrame:
        """Overlap of the k best over k, of each landscape, `run`; see `Comparison.curve`."""
        import pandas as pd  # slow to import: only who asks pays

        return pd.concat([one.curve.table().assign(run=one.first) for one in self.comparisons])

    @property
    def inversions(self) -> list[str]:
        """Sentences that name the better correlated one of a pair that finds the worse."""
        return inversions(self.comparisons)

    def cells(self) -> tuple[list[str], list[list[str]]]:
        """Return header and rows as text: one row a number, one column a landscape."""
        keys = [key for key in self.comparisons[0].numbers if key != "disagreement"]  # a sentence
        rows = [[key, *(cell(one.numbers[key]) for one in self.comparisons)] for key in keys]
        return ["number", *(one.first for one in self.comparisons)], rows

    def reasons(self) -> list[str]:
        """Return sentences that say why numbers are not defined."""
        return [line for one in self.comparisons for line in reasons_of(one.first, one.numbers)]

    def to_dict(self) -> dict[str, Any]:
        """Return everything in plain Python; what is missing is None."""
        return {
            "settings": dict(self.settings),
            "comparisons": [one.to_dict() for one in self.comparisons],
            "inversions": self.inversions,
            **({"whose": list(self.whose)} if self.whose else {}),
        }

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> Comparisons:
        """Return what `to_dict` told.

        Raises
        ------
        KeyError, TypeError, ValueError
            If it is something else.
        """
        found = tuple(map(Comparison.from_dict, content["comparisons"]))
        whose = tuple(map(str, content.get("whose", ())))
        return cls(found, content["settings"], content.get("options", {}), whose)

    def save(self, folder: str | Path) -> Comparisons:
        """Leave the numbers in a folder, as ``landscape compare --out`` does; return the same.

        Raises
        ------
        OutputError
            If it cannot be written.
        """
        save_comparison(
            folder,
            self.to_dict(),
            options=self.options,
            table=self.table(),
            markdown=to_markdown(self.comparisons),
            latex=to_latex(self.comparisons),
            whose=self.whose,
            optima=self.optima,
            overlap=self.overlap,
        )
        return self

    def __repr__(self) -> str:
        names = ", ".join(one.first for one in self.comparisons)
        return f"<{type(self).__name__} of {names} with {self.comparisons[0].second}>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Comparisons):
            return NotImplemented
        return self.to_dict() == other.to_dict()

    __hash__ = None  # type: ignore[assignment]  # it holds tables

    def _repr_html_(self) -> str:
        one = self.comparisons[0]
        header, rows = self.cells()
        title = f"compared with {one.second}, quality {one.quality}"
        told = [line for each in self.comparisons for line in each.disagreements]
        lines = (*self.reasons(), *told, *self.inversions, *self.whose)
        sentences = "".join(f"<p>{escape(line)}</p>" for line in lines)
        return html_grid(header, rows, title=title, numbers=header[1:]) + sentences


def compare_runs(
    runs: Sequence[object], labels: Sequence[str], options: CompareOptions
) -> Comparisons:
    """Compare the landscape of each run with that of the last one.

    Parameters
    ----------
    runs
        Two or more of the same space: runs, their folders, or landscapes.
    labels
        What they are called; empty for what tells them apart.
    options
        Whose fitness is the quality, by default that of the last run; the bootstrap, of which each
        comparison draws the same, whichever others there are; and where the files go.

    Raises
    ------
    OptionError
        If there are less than two, or a run or label is given twice.
    DataMissingError, DataError
        If a landscape cannot be read, or is of another space.
    """
    if len(runs) < 2:
        raise OptionError(f"one run, {_said(runs[0])}: expected at least two to compare")
    judge = runs[-1] if options.quality is None else options.quality
    names = _names(runs, judge, labels)
    if options.out is not None:
        make_folder(options.out)
    landscapes = _read([*runs, judge])
    for label, landscape in dict(zip(names, landscapes, strict=True)).items():
        warn_of(label, landscape.n_scored, landscape.space.size)
    *firsts, second, last = zip(names, landscapes, strict=True)
    how = {"resamples": options.resamples, "seed": options.seed}
    compared = tuple(_compare(first, second, last, **how) for first in firsts)
    found = Comparisons(compared, how, options.record(), whose_numbers([*runs, judge]))
    return found if options.out is None else found.save(options.out)


def _compare(
    first: tuple[str, Landscape],
    second: tuple[str, Landscape],
    judge: tuple[str, Landscape],
    *,
    resamples: int,
    seed: int,
) -> Comparison:
    """Compare a landscape with another; each is given with what it is called."""
    detail(f"comparing {first[0]} with {second[0]}")
    three = (first[0], second[0], judge[0])
    return compare(
        first[1], second[1], quality=judge[1], rng=seed, resamples=resamples, labels=three
    )


def _said(run: object) -> str:
    return str(folder_of(run) or run)


def _key(run: object) -> Path | int:
    """Return what is the same for the same run, however it is given."""
    folder = folder_of(run)
    return id(run) if folder is None else folder.resolve()


def _names(runs: Sequence[object], judge: object, labels: Sequence[str]) -> list[str]:
    """Return what the runs are called, and, last, the one that judges, which may be among them."""
    among = list(map(_key, runs))
    if _key(judge) in among:
        names = run_labels(runs, labels)
        return [*names, names[among.index(_key(judge))]]
    given_labels(labels, len(runs))
    *names, last = run_labels([*runs, judge])
    return [*(labels or names), last]


def _read(runs: Sequence[object]) -> list[Landscape]:
    known: dict[Path | int, Landscape] = {}
    for run in runs:
        if _key(run) not in known:
            known[_key(run)] = landscape_of(run)
    return [known[_key(run)] for run in runs]

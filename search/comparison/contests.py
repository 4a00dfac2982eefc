"""The papers' table of searches: algorithm × dataset, and what of it is no chance."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from landscape.comparison.saving import save_comparison
from landscape.comparison.text import latex_table, markdown_table
from landscape.display import html_grid, short_repr
from landscape.published import Printed
from search.comparison.published import PrintedRow, read_rows
from search.comparison.significance import CONFIDENCE, Difference
from search.driver.record import mean_and_std

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from landscape.arrays import FloatArray

__all__ = ["FITNESS", "Contest", "SearchComparison"]

FITNESS = "fitness"
"""What searches are judged by that report nothing better."""

_LEVEL = 0.05


@dataclass(frozen=True, eq=False)
class Contest:
    """The searches of one dataset.

    Attributes
    ----------
    title
        The dataset; with its space, where several are compared.
    metric
        What they are judged by: ``test_acc``, ``test_per``, or the fitness they all searched by.
    outcomes
        Label of a search → what its trials found, shape ``(trials,)``, NaN where nothing.
    best
        The label with the best mean.
    against
        Label → how the best differs from it, in the direction of better; not of itself.
    p
        Label → p value of that difference, corrected for the number of them (Holm); not of one
        that found nothing.
    """

    title: str
    metric: str
    outcomes: Mapping[str, FloatArray]
    best: str
    against: Mapping[str, Difference]
    p: Mapping[str, float]

    __repr__ = short_repr

    def is_best(self, label: str) -> bool:
        """Tell whether nothing says that another search is better: not at a level of 5 %."""
        return label == self.best or self.p.get(label, 0.0) > _LEVEL

    def rows(self) -> list[dict[str, Any]]:
        """Return one row a search: its outcomes in numbers, and how far it is behind the best."""
        rows = []
        for label, values in self.outcomes.items():
            row: dict[str, Any] = {"algorithm": label, "dataset": self.title, "metric": self.metric}
            row |= {"trials": len(values), **mean_and_std(values), "is_best": self.is_best(label)}
            if label in self.against:
                row |= {"best": self.best, **asdict(self.against[label])}
                row |= {"p_holm": self.p.get(label, np.nan)}
            rows.append(row)
        return rows


@dataclass(frozen=True, eq=False)
class SearchComparison:
    """The papers' table of searches.

    Attributes
    ----------
    labels
        Of the rows, in the order in which the searches were given.
    contests
        The columns.
    resamples, seed
        Of the bootstrap.
    options
        What was asked for, for the record.
    whose
        Sentences that say whose numbers these are, where tables that are built in gave some.
    printed
        Rows that papers printed of the same datasets.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> import search
    >>> folder, numbers = tempfile.mkdtemp(), range(32768)
    >>> table = pd.DataFrame({"configuration": numbers, "height": numbers})
    >>> table.to_csv(folder + "/slope.csv", index=False)
    >>> how = {"space": "sss", "scores": folder + "/slope.csv", "budget": 500, "trials": 3}
    >>> names = ("local-search", "random-search")
    >>> runs = [search.search(n, proxy=["height"], out=f"{folder}/{n}", **how) for n in names]
    >>> found = search.compare_searches(runs)
    >>> found.contests[0].best, found.contests[0].title, found.contests[0].metric
    ('First-improvement hill climbing with escape (height)', 'sss', 'fitness')
    >>> found.to_markdown().splitlines()[2]
    '| First-improvement hill climbing with escape (height) | **32767 ± 0** |'
    """

    labels: tuple[str, ...]
    contests: tuple[Contest, ...]
    resamples: int
    seed: int
    options: Mapping[str, Any] = field(default_factory=dict, repr=False)
    whose: tuple[str, ...] = ()
    printed: tuple[PrintedRow, ...] = ()

    __repr__ = short_repr

    def table(self) -> pd.DataFrame:
        """Return one row a search: what it found, and how the best of its dataset differs.

        Rows that papers printed follow, one a number, with what they are from.
        """
        import pandas as pd  # slow to import: only who asks pays

        rows = self._rows()
        for row in self.printed:
            for contest in self.contests:
                if contest.title in row.cells:
                    cell = Printed(row.cells[contest.title])
                    rows.append(
                        {
                            "algorithm": row.name,
                            "dataset": contest.title,
                            "metric": contest.metric,
                            "mean": cell.value,
                            "std": cell.deviation,
                            "published": f"{row.paper} {row.table}",
                        }
                    )
        return pd.DataFrame(rows)

    def _rows(self) -> list[dict[str, Any]]:
        return [row for contest in self.contests for row in contest.rows()]

    def cells(self) -> tuple[list[str], list[list[str]], set[tuple[int, int]]]:
        """Return header and rows of mean ± standard deviation, and which cells nothing beats.

        The second number of a cell's place counts columns from 0, the labels included.
        """
        header = ["algorithm", *(f"{c.title} ({c.metric})" for c in self.contests)]
        rows = [[label, *(_cell(c, label) for c in self.contests)] for label in self.labels]
        rows += [
            [row.label, *(row.cells.get(contest.title, "-") for contest in self.contests)]
            for row in self.printed
        ]
        best = {
            (row, column)
            for row, label in enumerate(self.labels)
            for column, contest in enumerate(self.contests, 1)
            if label in contest.outcomes and contest.is_best(label)
        }
        return header, rows, best

    def to_markdown(self) -> str:
        """Return the table as Markdown; bold is what nothing beats at a level of 5 %."""
        return markdown_table(*self.cells())

    def to_latex(self) -> str:
        """Return the same as a LaTeX ``tabular``."""
        return latex_table(*self.cells())

    def to_dict(self) -> dict[str, Any]:
        """Return everything in plain Python; what is missing is None."""
        rows = _frame(self._rows()).to_dict("records")
        return {
            "settings": {
                "resamples": self.resamples,
                "seed": self.seed,
                "confidence": CONFIDENCE,
                "level": _LEVEL,
                "test": "Wilcoxon signed-rank of paired trials, zeros by Pratt, two-sided; "
                "Holm's correction within a dataset",
            },
            "searches": [{str(k): _plain(v) for k, v in row.items()} for row in rows],
            "labels": list(self.labels),
            **({"whose": list(self.whose)} if self.whose else {}),
            **({"published": [asdict(row) for row in self.printed]} if self.printed else {}),
            "outcomes": {
                one.title: {
                    label: [_plain(v) for v in found.tolist()]
                    for label, found in one.outcomes.items()
                }
                for one in self.contests
            },
        }

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> SearchComparison:
        """Return what `to_dict` told.

        Raises
        ------
        KeyError, TypeError, ValueError
            If it is something else.
        """
        rows: dict[str, list[Mapping[str, Any]]] = {title: [] for title in content["outcomes"]}
        for row in content["searches"]:
            rows[row["dataset"]].append(row)
        contests = (
            _read_contest(title, of, content["outcomes"][title]) for title, of in rows.items()
        )
        how = content["settings"]
        return cls(
            *(tuple(content["labels"]), tuple(contests), how["resamples"], how["seed"]),
            content.get("options", {}),
            tuple(map(str, content.get("whose", ()))),
            read_rows(content.get("published", ())),
        )

    def save(self, folder: str | Path) -> SearchComparison:
        """Leave the table in a folder, as ``landscape compare --out`` does; return the same.

        Raises
        ------
        OutputError
            If it cannot be written.
        """
        save_comparison(
            folder,
            {"kind": "searches", **self.to_dict()},
            options=self.options,
            table=self.table(),
            markdown=self.to_markdown(),
            latex=self.to_latex(),
            whose=self.whose,
        )
        return self

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SearchComparison):
            return NotImplemented
        return self.to_dict() == other.to_dict()

    __hash__ = None  # type: ignore[assignment]  # it holds arrays

    def _repr_html_(self) -> str:
        header, rows, _ = self.cells()
        told = "".join(f"<p>{escape(line)}</p>" for line in self.whose)
        return html_grid(header, rows, numbers=header[1:]) + told


def _frame(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    import pandas as pd  # slow to import: only who asks pays

    return pd.DataFrame(rows)


def _read_contest(
    title: str, rows: Sequence[Mapping[str, Any]], outcomes: Mapping[str, Sequence[float | None]]
) -> Contest:
    """Return a contest of what `SearchComparison.to_dict` told of it."""
    behind = {row["algorithm"]: row for row in rows if row.get("best") is not None}
    ahead = [row["algorithm"] for row in rows if row["algorithm"] not in behind]
    against = {
        label: Difference(int(row["pairs"]), *(_number(row[name]) for name in _MEASURED))
        for label, row in behind.items()
    }
    p = {k: float(row["p_holm"]) for k, row in behind.items() if row["p_holm"] is not None}
    found = {label: np.array([_number(v) for v in of]) for label, of in outcomes.items()}
    return Contest(title, rows[0]["metric"], found, ahead[0], against, p)


_MEASURED = tuple(one.name for one in fields(Difference))[1:]


def _number(value: float | str | None) -> float:
    """Return a number as JSON has it: None is NaN, infinities are text."""
    return np.nan if value is None else float(value)


def _cell(contest: Contest, label: str) -> str:
    if label not in contest.outcomes:
        return "-"
    found = mean_and_std(contest.outcomes[label])
    if found["mean"] is None:
        return "-"
    style = ".6g" if contest.metric == FITNESS else ".2f"
    return f"{found['mean']:{style}} ± {found['std']:{style}}"


def _plain(value: Any) -> Any:
    """Return a number that JSON has, None for NaN and text for infinities."""
    if not isinstance(value, float) or np.isfinite(value):
        return value
    return None if np.isnan(value) else str(value)

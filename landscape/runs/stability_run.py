"""What ``landscape stability`` left in a folder, read again."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from types import NoneType
from typing import TYPE_CHECKING, Any

from landscape.display import html_table
from landscape.numbers import counted
from landscape.runs.copies import copy_run
from landscape.runs.run import check_entries, read_summary
from landscape.runs.saved_tables import read_table

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

__all__ = ["StabilityRun"]

_COMMAND = "landscape stability"
_ALIKE = {
    "overlap of optima": "mean_jaccard",
    "likeness of basins": "mean_adjusted_rand",
    "Spearman of scores": "mean_spearman",
}
_KINDS: dict[str, type | tuple[type, ...]] = {
    "space": str,
    "metric": str,
    "dataset": str,
    "seeds": list,
    "n_optima": list,
    "n_plateau_optima": list,
    "n_ever_optimum": int,
    "n_always_optimum": int,
    "n_ever_global": int,
    **dict.fromkeys(_ALIKE.values(), (float, int, NoneType)),
}
"""What is read of the summary."""

_OPTIMA = {
    "arch": "str",
    "index": "int64",
    "times_optimum": "int64",
    "times_global": "int64",
    "share_optimum": "float64",
    "share_global": "float64",
}
_PAIRS = {
    "first": "int64",
    "second": "int64",
    "jaccard": "float64",
    "adjusted_rand": "float64",
    "spearman": "float64",
}


@dataclass(frozen=True, eq=False)
class StabilityRun:
    """How much of a metric's landscape stays from seed to seed, in a folder.

    Two are equal if their summaries and optima are, wherever they lie.

    Parameters
    ----------
    folder
        Where its files are: ``stability.json``, ``stability.csv`` and, by seed, the scores.

    Raises
    ------
    DataMissingError, DataError
        If the folder holds none, or the summary is damaged.
    """

    folder: Path

    def __post_init__(self) -> None:
        check_entries(self.summary, self.folder, _KINDS, _COMMAND)

    @cached_property
    def summary(self) -> dict[str, Any]:
        """What the landscapes have in common, and how they were made, as it was saved."""
        return read_summary(self.folder / "stability.json", _COMMAND)

    @cached_property
    def optima(self) -> pd.DataFrame:
        """One row a configuration that is an optimum under some seed; see `Stability.table`."""
        return read_table(self.folder / "stability.csv", _OPTIMA, _COMMAND)

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """One row a pair of seeds: `first`, `second`, `jaccard`, `adjusted_rand`, `spearman`.

        Raises
        ------
        DataError
            If the run is of an earlier version, which left their means alone.
        """
        import pandas as pd  # slow to import: only who asks pays

        check_entries(self.summary, self.folder, {"pairs": list}, _COMMAND)
        return pd.DataFrame(self.summary["pairs"], columns=list(_PAIRS)).astype(_PAIRS)

    @property
    def title(self) -> str:
        """Metric, space and dataset."""
        return "{metric} on {space}, {dataset}".format(**self.summary)

    def in_words(self) -> dict[str, str]:
        """Return the lines that say how alike the landscapes are."""
        summary = self.summary
        ever = counted(summary["n_ever_optimum"], "architecture")
        return {
            "seeds": ", ".join(map(str, summary["seeds"])),
            "local optima": ", ".join(f"{count:,}" for count in summary["n_optima"]),
            "plateaus": ", ".join(f"{count:,}" for count in summary["n_plateau_optima"]),
            "ever optimum": f"{ever} under some seed, {summary['n_always_optimum']:,} under all",
            "ever global": f"{summary['n_ever_global']:,}",
            **{
                label: "-" if summary[key] is None else f"{summary[key]:.4f}"
                for label, key in _ALIKE.items()
            },
        }

    def save(self, folder: str | Path) -> StabilityRun:
        """Leave a copy in another folder, with the scores of every seed, and return it.

        Raises
        ------
        DataError
            If the folder holds another one.
        OutputError
            If it cannot be written.
        """
        scores = [f"seed{seed}/scores.parquet" for seed in self.summary["seeds"]]
        files = (*scores, "stability.csv", "stability.json")
        return StabilityRun(copy_run(self.folder, folder, files))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, StabilityRun):
            return NotImplemented
        return self.summary == other.summary and self.optima.equals(other.optima)

    __hash__ = None  # type: ignore[assignment]  # files may change

    def _repr_html_(self) -> str:
        return html_table(self.title, self.in_words() | {"results": str(self.folder)})

"""What ``landscape uncertainty`` left in a folder, read again."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from types import NoneType
from typing import TYPE_CHECKING, Any

from landscape.benchmarks.choice import meaning_of
from landscape.display import html_table
from landscape.numbers import counted
from landscape.runs.copies import copy_run
from landscape.runs.run import check_entries, read_summary
from landscape.runs.saved_tables import read_table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

__all__ = ["UncertaintyRun"]

_COMMAND = "landscape uncertainty"
_RANGES = {
    "local optima": "n_optima",
    "plateaus": "n_plateau_optima",
    "sinks": "n_sinks",
    "funnels": "n_funnels",
}
_SURVIVAL = {
    "optima survive": "mean_optimum_survival",
    "sinks survive": "mean_sink_survival",
    "funnels survive": "mean_funnel_survival",
    "global survives": "global_survival",
}
_KINDS: dict[str, type | tuple[type, ...]] = {
    "space": str,
    "metric": str,
    "resamples": int,
    "configurations_by_runs": dict,
    **dict.fromkeys(_RANGES.values(), dict),
    **dict.fromkeys(_SURVIVAL.values(), (float, int, NoneType)),
    "n_ever_optimum": int,
    "n_ever_global": int,
    "provenance": dict,
}
"""What is read of the summary."""

_OPTIMA = {
    "arch": "str",
    "index": "int64",
    "runs": "int64",
    "fitness": "float64",
    **dict.fromkeys(("is_optimum", "is_sink", "is_global"), "bool"),
    **dict.fromkeys(("share_optimum", "share_sink", "share_global"), "float64"),
}
_FUNNELS = {
    "arch": "str",
    "index": "int64",
    "is_global": "bool",
    "optima": "int64",
    "share_survived": "float64",
}


@dataclass(frozen=True, eq=False)
class UncertaintyRun:
    """How much of a benchmark's landscape is due to its training runs, in a folder.

    Two are equal if their summaries, optima and funnels are, wherever they lie.

    Parameters
    ----------
    folder
        Where its files are: ``uncertainty.json``, ``uncertainty.csv`` and ``funnels.csv``.

    Raises
    ------
    DataMissingError, DataError
        If the folder holds none, or the summary is damaged.
    """

    folder: Path

    def __post_init__(self) -> None:
        check_entries(self.summary, self.folder, _KINDS, _COMMAND)
        check_entries(self.summary["provenance"], self.folder, {"settings": dict}, _COMMAND)

    @cached_property
    def summary(self) -> dict[str, Any]:
        """What survives, and how it was resampled, as it was saved."""
        return read_summary(self.folder / "uncertainty.json", _COMMAND)

    @cached_property
    def optima(self) -> pd.DataFrame:
        """One row a configuration that is ever an optimum; see `Uncertainty.table`."""
        return read_table(self.folder / "uncertainty.csv", _OPTIMA, _COMMAND)

    @cached_property
    def funnels(self) -> pd.DataFrame:
        """One row a funnel of the means; see `Uncertainty.funnel_table`."""
        return read_table(self.folder / "funnels.csv", _FUNNELS, _COMMAND)

    @property
    def title(self) -> str:
        """Metric, space, and which measurement of the benchmark."""
        meaning = meaning_of(self.summary["provenance"]["settings"])
        return f"{self.summary['metric']} on {self.summary['space']}, {meaning}"

    def in_words(self) -> dict[str, str]:
        """Return the lines that say what survives."""
        summary = self.summary
        by_runs = summary["configurations_by_runs"].items()
        return {
            "resamples": f"{summary['resamples']:,}",
            "configurations": ", ".join(
                f"{count:,} of {counted(int(runs), 'run')}" for runs, count in by_runs
            ),
            **{label: _range(summary[key]) for label, key in _RANGES.items()},
            **{
                label: "-" if summary[key] is None else f"{summary[key]:.1%} of the resamples"
                for label, key in _SURVIVAL.items()
            },
            "ever optimum": counted(summary["n_ever_optimum"], "architecture"),
            "ever global": counted(summary["n_ever_global"], "architecture"),
        }

    def save(self, folder: str | Path) -> UncertaintyRun:
        """Leave a copy in another folder, and return it.

        Raises
        ------
        DataError
            If the folder holds another one.
        OutputError
            If it cannot be written.
        """
        files = ("uncertainty.csv", "funnels.csv", "uncertainty.json")
        return UncertaintyRun(copy_run(self.folder, folder, files))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, UncertaintyRun):
            return NotImplemented
        return self.summary == other.summary and all(
            getattr(self, name).equals(getattr(other, name)) for name in ("optima", "funnels")
        )

    __hash__ = None  # type: ignore[assignment]  # files may change

    def _repr_html_(self) -> str:
        return html_table(self.title, self.in_words() | {"results": str(self.folder)})


def _range(spread: Mapping[str, float]) -> str:
    text = "{of_means:,} of the means, {low:,.6g} to {high:,.6g} in 95 % of the resamples"
    return text.format(**spread)

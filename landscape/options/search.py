"""The options of ``landscape search`` and `search.search`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import KW_ONLY, dataclass
from pathlib import Path
from typing import Annotated, Any, ClassVar

from landscape.options.base import Options, Shown
from landscape.options.shared import (
    BenchmarkOptions,
    DatasetOptions,
    EngineOptions,
    FolderOptions,
    LiveScoringOptions,
    ReadingOptions,
    RecipeOptions,
    SpaceOptions,
    TableAtHand,
    TableOptions,
    written,
)

__all__ = ["SearchOptions"]

_Names = Annotated[tuple[str, ...], Shown("NAME,...", commas=True)]


@dataclass(frozen=True, kw_only=True)
class _GuideOptions(Options):
    proxy: Annotated[tuple[str, ...] | None, Shown("NAME,...", commas=True, names="{metrics}")] = (
        None
    )
    """Scores of untrained networks that guide it, or columns of --scores."""

    metric: str | None = None
    """What trained networks are compared by; default val_acc."""


@dataclass(frozen=True, kw_only=True)
class _TrialOptions(Options):
    rungs: Annotated[str | None, Shown("N,N,...")] = None
    """Epochs after which the better half of networks is trained on; by default those published for
    the space."""

    budget: Annotated[str | None, Shown("AMOUNT")] = None
    """What a trial may spend: evaluations (2000), seconds (20000s), epochs (300e), or several with
    commas."""

    trials: int | None = None
    """How many independent searches; default 500, or 1 with --train."""

    settings: Annotated[tuple[str, ...], Shown("NAME=VALUE", name="set", names="{settings}")] = ()
    """Setting of the algorithm; landscape list algorithms has them. May be given several times."""

    k: int | None = None
    """The same as --set k=N."""

    acceptance: str | None = None
    """The same as --set acceptance=NAME."""


@dataclass(frozen=True, kw_only=True)
class _TableOptions(TableOptions):
    group: ClassVar[str] = "data"

    scores: Path | TableAtHand | None = None
    """Parquet or CSV file with scores of proxies, and their seconds in COLUMN_seconds."""

    minimize: _Names | None = None
    """Columns of --scores whose lower values are better."""


@dataclass(frozen=True, kw_only=True)
class _TrainingOptions(Options):
    group: ClassVar[str] = "how"

    train: bool = False
    """Train networks for real, on the images of --data or of the dataset, instead of looking them
    up in a benchmark."""


@dataclass(frozen=True)
class SearchOptions(
    FolderOptions,
    RecipeOptions,
    _TrainingOptions,
    LiveScoringOptions,
    EngineOptions,
    _TrialOptions,
    BenchmarkOptions,
    ReadingOptions,
    _TableOptions,
    _GuideOptions,
    DatasetOptions,
    SpaceOptions,
):
    """What `search.search` is asked for.

    Python may give rungs as numbers, a budget as a number or `search.Budget`, and settings as a
    mapping.
    """

    group: ClassVar[str] = "what"

    algorithm: Annotated[str, Shown("ALGORITHM", argument=True, names="{algorithms}")]
    """One of landscape list algorithms."""

    _: KW_ONLY

    epoch: int | None = None
    """Epochs that all networks are trained for; default 12."""

    def __post_init__(self) -> None:
        writers = {"rungs": _listed, "budget": _amount, "settings": written}
        for name, write in writers.items():
            object.__setattr__(self, name, write(getattr(self, name)))
        super().__post_init__()

    @property
    def names_of_scores(self) -> tuple[str, ...]:
        """What is read of `scores`: what guides the search."""
        return self.proxy or ()

    @property
    def n_trials(self) -> int:
        """How many trials are asked for: tables are cheap, training is not."""
        if self.trials is not None:
            return self.trials
        return 1 if self.train else 500

    @property
    def all_settings(self) -> tuple[str, ...]:
        """Settings of the algorithm, each ``NAME=VALUE``, those with an option of their own too."""
        own = {"k": self.k, "acceptance": self.acceptance}
        return (*written(own), *self.settings)


def _listed(rungs: Any) -> Any:
    """Return numbers as the command line takes them: ``5,50``."""
    if isinstance(rungs, str) or not isinstance(rungs, Iterable):
        return rungs
    return ",".join(map(str, rungs))


def _amount(budget: Any) -> str | None:
    """Return a budget as it is written: 1e4 is ``10000``, `search.Budget` writes itself."""
    if budget is None:
        return None
    return f"{budget:.15g}" if isinstance(budget, float) else str(budget)

"""The options of ``landscape sample`` and `landscape.sample`."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from pathlib import Path
from typing import Annotated, ClassVar

from landscape.options.base import Options, Shown
from landscape.options.shared import (
    BenchmarkOptions,
    DatasetOptions,
    EngineOptions,
    FillOptions,
    FolderOptions,
    LiveScoringOptions,
    ReadingOptions,
    ResolutionOptions,
    SpaceOptions,
    TableAtHand,
    TableOptions,
)

__all__ = ["AnsweringOptions", "SampleOptions"]


@dataclass(frozen=True, kw_only=True)
class _SamplingOptions(Options):
    method: Annotated[str, Shown("snowball|ils")] = "snowball"
    """snowball: uniform starts are climbed, then escapes of every optimum found; ils: walks that
    climb, escape and climb again, each from a uniform start."""

    budget: Annotated[str, Shown("AMOUNT")] = "1000000"
    """What it may spend: evaluations (20000), or seconds of scoring (1800s). A rugged space has
    more optima than anybody can visit, so that something has to end it."""

    until: Annotated[str | None, Shown("coverage=SHARE")] = None
    """Draw starts until so much of the space is estimated to lead to optima that were seen:
    coverage=0.95."""

    starts: int | None = None
    """Uniform starts, or walks of ils; default 100, with --until as many as it takes."""

    escapes: int | None = None
    """How many escapes of each optimum are climbed; default all."""

    failures: int | None = None
    """After how many climbs that found nothing better a walk of ils ends; default 100."""

    level: float = 0.95
    """Of the intervals."""

    trace: Annotated[Path | object | None, Shown("FILE")] = None
    """Climb nothing, and read the walks of another program: a CSV file with the columns run, fit1,
    node1, fit2, node2, a move a row, as lonkit has them; add --minimize if lower is better."""

    calibrate: Annotated[int | None, Shown("N")] = None
    """Take N more samples, of a space that can be scored whole, and say how far every estimate is
    from the truth, and how often the intervals hold it."""


@dataclass(frozen=True, kw_only=True)
class _TableOptions(TableOptions):
    group: ClassVar[str] = "data"

    scores: Path | TableAtHand | None = None
    """Parquet or CSV file with scores of your own, one row an architecture."""

    function: Annotated[str | object | None, Shown("FILE.py:NAME")] = None
    """A function of your own that says what a configuration scores; METRIC is then its name."""

    minimize: bool = False
    """Lower values of --scores or --function are better."""


@dataclass(frozen=True, kw_only=True)
class _ChanceOptions(LiveScoringOptions):
    group: ClassVar[str] = "how"

    seed: int = 0
    """Picks starts and escapes."""


@dataclass(frozen=True, kw_only=True)
class AnsweringOptions(
    _ChanceOptions,
    EngineOptions,
    BenchmarkOptions,
    FillOptions,
    ReadingOptions,
    _TableOptions,
    ResolutionOptions,
    DatasetOptions,
    SpaceOptions,
):
    """Who says what a configuration scores.

    Python may give a function and the space that it is of themselves.
    """


@dataclass(frozen=True)
class SampleOptions(FolderOptions, _SamplingOptions, AnsweringOptions):
    """What `landscape.sample` is asked for."""

    group: ClassVar[str] = "what"

    metric: str
    """What to climb on: {metrics}; a metric of a benchmark, such as val_acc; or a column of
    --scores."""

    _: KW_ONLY

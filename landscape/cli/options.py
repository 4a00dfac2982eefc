"""Options that several commands have, said once."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer
from typer.core import TyperCommand

from landscape.cli.console import set_verbosity, verbosity
from landscape.datasets import DATASETS
from landscape.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from landscape.scores.metric import Metric

__all__ = [
    "AtOnce",
    "BatchSize",
    "Benchmark",
    "Data",
    "DataDir",
    "DatasetName",
    "Device",
    "Epoch",
    "Hp",
    "Init",
    "Labels",
    "Listing",
    "Out",
    "Precision",
    "RankOf",
    "Repeats",
    "Resamples",
    "Resolution",
    "SampleSeed",
    "Seed",
    "SpaceName",
    "Verbose",
    "path",
    "resolution_of",
    "split_names",
    "whole",
]

_Number = TypeVar("_Number", int, float)


def _parser(kind: Callable[[str], _Number], expected: str) -> Callable[[str], _Number]:
    """Return a parser whose complaint has the value; Typer's own has not."""

    def parse(text: str) -> _Number:
        try:
            return kind(text)
        except ValueError as error:
            raise typer.BadParameter(f"{text!r}: expected {expected}") from error

    return parse


def path(text: str) -> Path:
    """Parse a path as a shell does: ``~`` is the home of the user, also in ``--out=~/x``."""
    if not str(text).strip():
        raise typer.BadParameter("it is empty: expected a path")
    # Unlike Path.expanduser, this leaves ~ alone where nobody knows what it stands for.
    return Path(os.path.expanduser(text))


whole = _parser(int, "a whole number")
"""Parses whole numbers."""


def resolution_of(text: str | None, metric: Metric) -> Metric:
    """Return a metric with the resolution that ``--resolution`` asks for.

    Raises
    ------
    OptionError
        If it is neither a positive number nor none.
    """
    if text is None:
        return metric
    if text == "none":
        return replace(metric, resolution=None)
    try:
        return replace(metric, resolution=float(text))
    except ValueError as error:
        raise OptionError(f"--resolution {text!r}: expected a positive number, or none") from error


def _verbose(level: int) -> None:
    set_verbosity(max(level, verbosity()))  # given before the command, or after it


def split_names(option: str, text: str) -> list[str]:
    """Return the names in ``NAME,NAME,...``, each once.

    Raises
    ------
    OptionError
        If there is none between two commas.
    """
    names = [name.strip() for name in text.split(",")]
    if not all(names):
        raise OptionError(f"{option} {text!r}: expected names separated by commas")
    return list(dict.fromkeys(names))


class Listing(TyperCommand):
    """A command that takes each option once, and whose help lists names.

    They take the place of ``{metrics}``, ``{spaces}`` and so on; what knows them is only loaded by
    who asks for the help of the command.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Refuse an option that is given twice, of which the last alone would count."""
        given = list(args)
        found: list[str] = super().parse_args(ctx, args)
        *_, order = self.make_parser(ctx).parse_args(args=given)
        repeated: Counter[Any] = Counter(order)
        for parameter, count in repeated.items():
            if count > 1 and _counts_once(parameter):
                raise typer.BadParameter(
                    f"given {count} times, expected once{_in_one(parameter)}", ctx, parameter
                )
        return found

    def format_help(self, *arguments: Any) -> None:
        """Fill in the names, then write the help."""
        for parameter in self.params:
            text = getattr(parameter, "help", None) or ""
            for place, names in _LISTED.items():
                if place in text:
                    text = text.replace(place, ", ".join(names()))
            parameter.help = text  # type: ignore[attr-defined]
        super().format_help(*arguments)


def _counts_once(parameter: Any) -> bool:
    """Tell whether only the last of several values would count, and they may differ."""
    repeats = parameter.multiple or parameter.count or parameter.is_flag
    return parameter.param_type_name == "option" and not repeats


def _in_one(parameter: Any) -> str:
    """Return how several values are given to an option that takes a list."""
    takes_list = "," in (parameter.metavar or "")
    return f" ({parameter.metavar})" if takes_list else ""


def _metrics() -> Iterable[str]:
    from proxies.scoring.request import metric_names

    return metric_names()


def _spaces() -> Iterable[str]:
    from landscape.spaces import SPACES

    return SPACES


def _downloads() -> Iterable[str]:
    from proxies.images import sources

    return (name for name, source in sources.SOURCES.items() if source.archive)


def _benchmarks() -> Iterable[str]:
    from landscape.benchmarks.sources import BENCHMARKS

    return BENCHMARKS


_LISTED = {
    "{metrics}": _metrics,
    "{spaces}": _spaces,
    "{downloads}": _downloads,
    "{benchmarks}": _benchmarks,
}


SpaceName = Annotated[
    str, typer.Option("--space", metavar="NAME", help="Search space: {spaces}; or FILE.toml.")
]
Verbose = Annotated[
    int,
    typer.Option(
        "--verbose",
        "-v",
        count=True,
        callback=_verbose,
        show_default=False,
        help="Say more; -vv shows tracebacks.",
    ),
]
DatasetName = Annotated[
    str | None,
    typer.Option(
        "--dataset",
        metavar="NAME",
        help=f"Image size and classes: {', '.join(DATASETS)}; default {next(iter(DATASETS))}, "
        "or what --data FILE holds.",
    ),
]
Data = Annotated[
    str | None,
    typer.Option(
        metavar="FILE",
        help="Images for the metrics that need some: an .npz file, or noise; by default the "
        "dataset's own files.",
    ),
]
DataDir = Annotated[
    Path | None,
    typer.Option(
        parser=path, metavar="DIR", help="Folder to look for the dataset's files in first."
    ),
]
BatchSize = Annotated[
    int,
    typer.Option(parser=whole, metavar="N", help="Images in the batch that all architectures see."),
]
Seed = Annotated[
    int, typer.Option(parser=whole, metavar="N", help="Picks the random initial weights.")
]
Repeats = Annotated[
    int, typer.Option(parser=whole, metavar="N", help="Initialisations to average over.")
]
Init = Annotated[
    str,
    typer.Option(
        metavar="NAME",
        help="shared: one weight a place for all; independent: one for each network, which "
        "architectures that build the same one share.",
    ),
]
Precision = Annotated[
    str, typer.Option(metavar="NAME", help="single, or double to see what rounding does.")
]
Device = Annotated[str, typer.Option(metavar="NAME", help="auto, cpu, cuda or cuda:N.")]
AtOnce = Annotated[
    int | None,
    typer.Option(
        parser=whole,
        metavar="N",
        help="Architectures evaluated at once; by default as memory allows.",
    ),
]
RankOf = Annotated[
    str | None,
    typer.Option(metavar="NAME,NAME,...", help="Metrics whose ranks the metric rank sums up."),
]
Resolution = Annotated[
    str | None,
    typer.Option(
        metavar="R",
        help="Snap fitness to multiples of this before anything else; none leaves it as it is. "
        "By default that of the metric.",
    ),
]
Benchmark = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Benchmark to take a metric from; see landscape data list."),
]
Hp = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="Training schedule of a benchmark, a run of its own; by default the longest that has "
        "the epoch.",
    ),
]
Epoch = Annotated[
    int | None,
    typer.Option(parser=whole, metavar="N", help="Epoch of the schedule; by default the last."),
]
Resamples = Annotated[
    int, typer.Option(parser=whole, metavar="N", help="How often the bootstrap draws anew.")
]
SampleSeed = Annotated[
    int, typer.Option(parser=whole, metavar="N", help="Picks what the bootstrap draws.")
]
Labels = Annotated[
    list[str] | None,
    typer.Option(
        "--label",
        metavar="NAME",
        help="What a run is called, once for each RUN in their order; by default what tells them "
        "apart.",
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(
        parser=path, metavar="DIR", help="Folder for the results; by default one in runs."
    ),
]

"""How a command takes its options, and how its help shows them: in groups, with names listed."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from landscape.cli.console import set_verbosity, verbosity
from landscape.cli.names import listed
from landscape.options.base import Options, kinds, texts

__all__ = ["Listing", "Verbose"]


def _verbose(level: int) -> None:
    set_verbosity(max(level, verbosity()))  # given before the command, or after it


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


class Listing(TyperCommand):
    """A command that takes each option once, and whose help has groups and lists names.

    Names take the place of ``{metrics}``, ``{spaces}`` and so on; what knows them is only loaded by
    who asks for the help of the command.
    """

    options: type[Options] = Options
    """The dataclass of its options; one of none has options of its own."""

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

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the options in groups, those that are asked for most first."""
        helps, known = texts(self.options), kinds(self.options)
        groups: dict[str, list[tuple[str, str]]] = {group: [] for group in _HEADINGS}
        for parameter in self.get_params(ctx):
            if parameter.name in helps:
                parameter.help = listed(helps[parameter.name])  # type: ignore[attr-defined]
            record = parameter.get_help_record(ctx)
            if record is None:
                continue
            kind = known.get(str(parameter.name))
            if parameter.param_type_name == "argument":
                groups["argument"].append((parameter.metavar or record[0], record[1]))
            else:
                groups[kind.group if kind else "other"].append(record)
        for group, records in groups.items():
            if records:
                with formatter.section(_HEADINGS[group]):
                    formatter.write_dl(records)


_HEADINGS = {
    "argument": "Arguments",
    "what": "What",
    "data": "Data",
    "how": "How",
    "where": "Where",
    "other": "Other options",
}
"""Group → its heading, in their order."""


def _counts_once(parameter: Any) -> bool:
    """Tell whether only the last of several values would count, and they may differ."""
    repeats = parameter.multiple or parameter.count or parameter.is_flag
    return parameter.param_type_name == "option" and not repeats


def _in_one(parameter: Any) -> str:
    """Return how several values are given to an option that takes a list."""
    takes_list = "," in (parameter.metavar or "")
    return f" ({parameter.metavar})" if takes_list else ""

"""The command line: every command, and the options before it.

A command is made of the options it takes: a dataclass becomes what Typer reads from a signature.
"""

from __future__ import annotations

import inspect
from collections import Counter
from dataclasses import MISSING, fields
from importlib import import_module
from inspect import cleandoc
from pathlib import Path
from types import FunctionType
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer
from typer.core import TyperCommand, TyperGroup

from landscape import __version__
from landscape.cli.console import set_verbosity, verbosity
from landscape.cli.names import listed, names_in
from landscape.errors import LandscapeError, OptionError, StoppedError
from landscape.options.base import Options, kinds, path_of, texts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from landscape.options.base import Kind

__all__ = ["Listing", "Verbose", "app", "command_of", "group_of", "path"]

_COMMANDS = (
    "build", "sample", "score", "stability", "search", "train", "info", "analyse", "compare",
    "uncertainty", "plot", "figure", "explore", "reproduce", "list", "data", "space",
)  # fmt: skip  # the help lists them in this order


class _Commands(TyperGroup):
    """The commands, each of which is loaded when it is asked for."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        waiting: dict[str, Any] = dict.fromkeys(_COMMANDS)
        self.commands = waiting | {**self.commands}

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return a command; None if there is none of that name."""
        if cmd_name in _COMMANDS and self.commands[cmd_name] is None:
            found = _found(cmd_name)
            is_function = isinstance(found, FunctionType)
            self.commands[cmd_name] = command_of(cmd_name, found) if is_function else found
        return self.commands.get(cmd_name)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write what each command does; for that its options need not be known."""
        found = {name: _found(name) for name in _COMMANDS}
        told = {name: getattr(one, "help", None) or one.__doc__ for name, one in found.items()}
        brief: Any = {name: TyperCommand(name, help=cleandoc(text)) for name, text in told.items()}
        TyperGroup(commands=brief).format_commands(ctx, formatter)


def _found(name: str) -> Any:
    """Return the function, or the group of commands, that a module of commands has."""
    module = import_module(f"landscape.cli.commands.{name}")
    (attribute,) = module.__all__
    return getattr(module, attribute)


app = typer.Typer(
    cls=_Commands,
    help="Fitness landscapes and local optima networks of neural architecture search spaces.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _main(
    verbose: Verbose = 0,
    load: Annotated[
        list[Path] | None,
        typer.Option(
            parser=path,
            metavar="FILE",
            envvar="LANDSCAPE_LOAD",
            help="Python file that registers spaces, metrics, searches, figures, benchmarks or "
            "analyses of your own; may be given several times.",
        ),
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    if load:
        from landscape.plugins import load_plugin

        for file in load:
            load_plugin(file)


def command_of(name: str, function: Callable[[Any], None]) -> Any:
    """Return the command of a function that takes its options.

    Parameters
    ----------
    name
        Of the command.
    function
        Takes a dataclass of `landscape.options`; its docstring is what the help says first.
    """
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    _add(app, name, function)
    return typer.main.get_command(app)


def group_of(name: str, text: str, functions: Mapping[str, Callable[[Any], None]]) -> Any:
    """Return a command that is several: without the name of one, it shows its help.

    Parameters
    ----------
    name
        Of the command.
    text
        What its help says first.
    functions
        Name of each → what it does, see `command_of`.
    """
    app = typer.Typer(name=name, help=text, add_completion=False, rich_markup_mode=None)
    for each, function in functions.items():
        _add(app, each, function)

    @app.callback(invoke_without_command=True)
    def _help(context: typer.Context) -> None:
        if context.invoked_subcommand is None:
            typer.echo(context.get_help())

    return typer.main.get_command(app)


def _add(app: typer.Typer, name: str, function: Callable[[Any], None]) -> None:
    options: type[Options] = get_type_hints(function)["options"]
    listing = type("Listing", (Listing,), {"options": options})
    app.command(name, cls=listing)(_function(function, options))


def _function(function: Callable[[Any], None], options: type[Options]) -> Callable[..., None]:
    """Return a function of one keyword an option, and of ``verbose``."""
    known = kinds(options)

    def call(verbose: int, **given: Any) -> None:
        said = {name: v for name, v in given.items() if v is not None or known[name].optional}
        try:
            function(options(**said))
        except StoppedError as error:
            raise _StopError(str(error)) from error

    defaults = {field.name: field.default for field in fields(options)}
    parameters = [
        _parameter(name, kind, defaults[name], _completion(options, name, kind))
        for name, kind in known.items()
    ]
    verbose = inspect.Parameter("verbose", _KEYWORD, default=0, annotation=Verbose)
    call.__signature__ = inspect.Signature([*parameters, verbose])  # type: ignore[attr-defined]
    call.__annotations__ = {p.name: p.annotation for p in (*parameters, verbose)}
    call.__doc__ = function.__doc__
    return call


class _StopError(LandscapeError):
    """What Typer lets pass of a `StoppedError`: it makes an exit without words of Ctrl-C itself."""

    exit_code = 130


_KEYWORD = inspect.Parameter.KEYWORD_ONLY


def _parameter(
    name: str, kind: Kind, default: Any, complete: Callable[[str], list[str]]
) -> inspect.Parameter:
    """Return what Typer makes an option or argument of."""
    is_required = default is MISSING
    type_: Any = kind.type
    if kind.many and not kind.shown.commas:
        type_, default = list[type_], None
    elif kind.shown.commas:
        default = None
    if not is_required and default is None:
        type_ = type_ | None
    how: dict[str, Any] = {} if kind.type is bool else _written(kind)
    if kind.type is str:
        how["autocompletion"] = complete
    if kind.shown.argument:
        said: Any = typer.Argument(**how)
    else:
        said = typer.Option(_declared(name, kind), **how, **_shown(kind))
    empty = inspect.Parameter.empty
    return inspect.Parameter(
        name,
        _KEYWORD,
        default=empty if is_required else default,
        annotation=Annotated[type_, said],
    )


def _completion(options: type[Options], name: str, kind: Kind) -> Callable[[str], list[str]]:
    """Return what completes the names that an option takes; Typer knows its parameter by name."""

    def complete(incomplete: str) -> list[str]:
        known = names_in(texts(options)[name] + kind.shown.names, incomplete)
        return [*known, *(one for one in kind.shown.choices if one.startswith(incomplete))]

    return complete


def _declared(name: str, kind: Kind) -> str:
    """Return an option as it is written, with what switches it off."""
    written = kind.shown.name or name.replace("_", "-")
    off = f"/--{kind.shown.no or f'no-{written}'}" if kind.type is bool and kind.optional else ""
    return f"--{written}{off}"


def _shown(kind: Kind) -> dict[str, Any]:
    return {"show_default": False} if kind.type is bool and kind.optional else {}


def _written(kind: Kind) -> dict[str, Any]:
    """Return how a value is written and read."""
    metavar, parser = _KINDS[kind.type]
    more = {} if parser is None else {"parser": parser}
    return {"metavar": kind.shown.metavar or metavar, **more}


def _parser(kind: Callable[[str], Any], expected: str) -> Callable[[str], Any]:
    """Return a parser whose complaint has the value; Typer's own has not."""

    def parse(text: str) -> Any:
        try:
            return kind(text)
        except ValueError as error:
            raise typer.BadParameter(f"{text!r}: expected {expected}") from error

    return parse


def path(text: str) -> Path:
    """Parse a path as a shell does: ``~`` is the home of the user, also in ``--out=~/x``."""
    try:
        return path_of(text)
    except OptionError as error:
        raise typer.BadParameter("it is empty: expected a path") from error


_KINDS: dict[type, tuple[str, Callable[[str], Any] | None]] = {
    str: ("NAME", None),
    int: ("N", _parser(int, "a whole number")),
    float: ("N", _parser(float, "a number")),
    Path: ("FILE", path),
}
"""Type → what stands for a value, and what reads one."""


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

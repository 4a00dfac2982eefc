"""The command line: every command, and the options before it."""

from __future__ import annotations

from importlib import import_module
from inspect import cleandoc
from pathlib import Path
from types import FunctionType
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from landscape import __version__
from landscape.cli.typed import Verbose, command_of, path

__all__ = ["app"]

_COMMANDS = (
    "build", "score", "stability", "search", "info", "analyse", "compare", "uncertainty", "plot",
    "figure", "explore", "reproduce", "list", "data",
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

"""Functions that take the options of a command as keywords."""

from __future__ import annotations

import difflib
import inspect
import textwrap
from dataclasses import MISSING, fields
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from landscape.hidden import hiding_told
from landscape.options.base import kinds, texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from landscape.options.base import Options

__all__ = ["takes"]

_P = ParamSpec("_P")
_O = TypeVar("_O", bound="Options")
_R = TypeVar("_R")

_KNOWN = {
    "{metrics}": "any of ``landscape list metrics``",
    "{spaces}": "any of ``landscape list spaces``",
    "{datasets}": "any of ``landscape list datasets``",
    "{algorithms}": "any of ``landscape list algorithms``",
    "{figures}": "any of ``landscape list figures``",
    "{benchmarks}": "a benchmark of ``landscape data list``",
    "{downloads}": "cifar10 or cifar100",
    "{topics}": "any of ``landscape list``",
}


def takes(options: Callable[_P, _O]) -> Callable[[Callable[[_O], _R]], Callable[_P, _R]]:
    """Make a function of options one of their fields, so that they are said once.

    Its docstring gets the section ``Parameters``, in front of ``Returns``. Where what is given by
    place ends with several of a kind, they can be given one by one or in a list.

    Parameters
    ----------
    options
        The dataclass of the options.
    """

    def decorate(function: Callable[[_O], _R]) -> Callable[_P, _R]:
        @wraps(function)
        @hiding_told()
        def call(*values: _P.args, **named: _P.kwargs) -> _R:
            _check_names(function.__name__, options, named)
            return function(options(*_gathered(options, values), **named))  # type: ignore[arg-type]

        call.__signature__ = _signature(options, function)  # type: ignore[attr-defined]
        call.__doc__ = _documented(function.__doc__ or "", options)
        return call

    return decorate


def _places(options: Any) -> list[str]:
    """Return the names of the options that are given by their place."""
    return [field.name for field in fields(options) if not field.kw_only]


def _gathered(options: Any, values: tuple[object, ...]) -> tuple[object, ...]:
    """Return values by place, with the last ones in a tuple if they are one option."""
    known, places = kinds(options), _places(options)
    alone = len(places) - 1
    if not places or not known[places[-1]].many or len(values) <= len(places):
        return values
    return (*values[:alone], values[alone:])


def _signature(options: Any, function: Callable[..., object]) -> inspect.Signature:
    """Return the signature of a function of the fields, with annotations as readers know them."""
    known = kinds(options)
    signature = inspect.signature(options)
    parameters = [
        parameter.replace(annotation=known[parameter.name].annotation)
        for parameter in signature.parameters.values()
    ]
    last = len(_places(options)) - 1
    if last >= 0 and (several := known[parameters[last].name]).many:
        parameters[last] = inspect.Parameter(
            parameters[last].name,
            inspect.Parameter.VAR_POSITIONAL,
            annotation=several.each,
        )
    returns = inspect.signature(function).return_annotation
    return signature.replace(parameters=parameters, return_annotation=returns)


def _check_names(function: str, options: Any, named: dict[str, object]) -> None:
    """Refuse an option that does not exist, as Python does, and say which one may be meant."""
    known = [field.name for field in fields(options)]
    for name in named:
        if name not in known:
            close = difflib.get_close_matches(name, known, 1)
            meant = f": did you mean {close[0]!r}?" if close else ""
            raise TypeError(f"{function}() has no option {name!r}{meant}")


def _documented(text: str, options: Any) -> str:
    """Return a docstring with a section of the options."""
    helps = texts(options)
    known = kinds(options)
    lines = ["Parameters", "----------"]
    defaults = {field.name: field for field in fields(options)}
    for name, kind in known.items():
        field = defaults[name]
        said = "" if field.default in (MISSING, None) else f", default {field.default!r}"
        head = f"{field.name} : {kind.annotation}{said}"
        lines += [head, textwrap.indent(textwrap.fill(_filled(helps[field.name]), 90), "    ")]
    section = "\n".join([*lines, "", ""])
    head, returns, tail = inspect.cleandoc(text).partition("Returns\n-------")
    return head + section + returns + tail


def _filled(text: str) -> str:
    for place, names in _KNOWN.items():
        text = text.replace(place, names)
    return text

"""What the options of a command are: the fields of a frozen dataclass.

A field is an option of the command line, a keyword of the Python function, and an entry of the
record in a summary. The text below it is its help, and the class that defines it says under which
heading it is shown.
"""

from __future__ import annotations

import ast
import difflib
import inspect
import operator
import os
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import MISSING, dataclass, fields, is_dataclass
from functools import wraps
from itertools import pairwise
from numbers import Number
from pathlib import Path
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    ClassVar,
    ParamSpec,
    TypeVar,
    get_args,
    get_origin,
    get_type_hints,
)

from landscape.errors import LandscapeError, OptionError
from landscape.lazy import hiding_told
from landscape.reporter import worded

if TYPE_CHECKING:
    from collections.abc import Callable


__all__ = [
    "Commas",
    "Kind",
    "Options",
    "Shown",
    "asked_of",
    "commanded",
    "kinds",
    "path_of",
    "split_names",
    "takes",
    "texts",
]


@dataclass(frozen=True)
class Shown:
    """How an option is written on the command line; what is left open follows from its type.

    Attributes
    ----------
    metavar
        What stands for its value.
    name
        Without dashes, if it is not the field's.
    argument
        Whether it is given by its place, and not by name.
    commas
        Whether several values are one text with commas; if not, the option is repeated.
    no
        The name that switches it off, of an option that is on or off, such as ``linear``.
    names
        Which names a shell completes where the help lists none, such as ``{metrics}``.
    """

    metavar: str = ""
    name: str = ""
    argument: bool = False
    commas: bool = False
    no: str = ""
    names: str = ""

    @property
    def choices(self) -> list[str]:
        """The values that the option has to be one of, if its help lists them."""
        listed = self.metavar.split("|")
        return [choice for choice in listed if choice.islower()] if len(listed) > 1 else []


Commas = Annotated[tuple[str, ...], Shown("NAME,NAME,...", commas=True)]
"""Names that the command line takes as one text."""


@dataclass(frozen=True)
class Kind:
    """What is known of an option by its annotation.

    Attributes
    ----------
    type
        Of one value: `str`, `int`, `float`, `bool` or `Path`.
    many
        Whether there can be several values, in a tuple.
    optional
        Whether None stands for what is not said.
    objects
        Whether a program may hand over something else instead, which a shell cannot: of an
        annotation such as ``Path | object``.
    shown
        How the command line writes it.
    group
        Heading of the help.
    """

    type: type
    many: bool
    optional: bool
    objects: bool
    shown: Shown
    group: str

    @property
    def each(self) -> str:
        """The type of one value, as a signature says it."""
        return f"{self.type.__name__} | object" if self.objects else self.type.__name__

    @property
    def annotation(self) -> str:
        """The type, as a signature says it."""
        name = f"tuple[{self.each}, ...]" if self.many else self.each
        return f"{name} | None" if self.optional else name


@dataclass(frozen=True)
class Options:
    """The options of a command.

    Values become what the fields say: texts become paths, a list or a text with commas a tuple.

    Raises
    ------
    OptionError
        If one is of another kind.
    """

    group: ClassVar[str] = "what"
    """Heading that the options of a class are shown under."""

    unrecorded: ClassVar[frozenset[str]] = frozenset()
    """Options of a class that change nothing in what is made."""

    def __post_init__(self) -> None:
        for name, kind in kinds(type(self)).items():
            value = getattr(self, name)
            if value is None and kind.optional:
                continue
            object.__setattr__(self, name, _values(name, value, kind))

    def arguments(self) -> dict[str, Any]:
        """Return name and value of every option, as keywords of the command's function."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def record(self) -> dict[str, Any]:
        """Return what was asked for, as plain values for a summary: what is set, but where to."""
        bases = [base for base in type(self).__mro__ if issubclass(base, Options)]
        left_out = frozenset[str]().union(*(base.unrecorded for base in bases))
        return {
            name: _plain(value)
            for name, value in self.arguments().items()
            if name not in left_out and value is not None and value != ()
        }


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    folder = getattr(value, "folder", value)  # that of a run
    if isinstance(folder, Path) or (isinstance(value, str) and os.sep in value):
        return Path(folder).name  # where it is, is nobody else's business
    if isinstance(value, str | int | float):
        return value
    return getattr(value, "__qualname__", None) or repr(value)  # of a function its name


def _values(name: str, value: Any, kind: Kind) -> Any:
    if not kind.many:
        return _value(name, value, kind)
    if isinstance(value, str) and kind.shown.commas:
        value = split_names(f"--{kind.shown.name or name.replace('_', '-')}", value)
    alone = isinstance(value, str | Path) or not isinstance(value, Iterable)
    return tuple(_value(name, each, kind) for each in ([value] if alone else value))


def _value(name: str, value: Any, about: Kind) -> Any:
    """Return a value as what it has to be."""
    kind = about.type
    try:
        plain = value.item() if _is_scalar(value) else value
        if kind is Path and isinstance(plain, str | os.PathLike):
            return path_of(plain)
        if kind is str and isinstance(plain, str | os.PathLike):
            return os.fspath(plain)
        if kind is bool and isinstance(plain, int) and plain in (0, 1):
            return bool(plain)
        if kind is str and _is_number(plain):
            return str(plain)  # such as the name of a schedule, or a resolution
        if kind is int and _is_number(plain):
            return operator.index(plain)
        if kind is float and _is_number(plain):
            return float(plain)
    except OptionError:
        raise
    except (TypeError, ValueError):
        pass  # whatever it is, it is not what was expected
    if about.objects and value is not None:
        return value
    raise OptionError(f"{name} {_brief(value)}: expected {_EXPECTED[kind]}")


def _is_scalar(value: object) -> bool:
    """Tell whether a value is a number of NumPy or of tensors, and no array."""
    return hasattr(value, "item") and getattr(value, "ndim", 0) == 0


def _brief(value: object) -> str:
    """Return a value on one line; of what is more than a word or number, its type."""
    if isinstance(value, str | int | float | None | tuple | list):
        return f"{value!r:.60}"
    return f"that is a {type(value).__name__}"


def _is_number(value: object) -> bool:
    return isinstance(value, Number) and not isinstance(value, bool)


_EXPECTED = {
    str: "a text, such as a name",
    int: "a whole number",
    float: "a number",
    bool: "True or False",
    Path: "a path",
}


def path_of(value: str | os.PathLike[str]) -> Path:
    """Return a path as a shell reads it: ``~`` is the home of the user.

    Raises
    ------
    OptionError
        If it is empty, or no path.
    """
    if not isinstance(value, str | os.PathLike):
        raise OptionError(f"{_brief(value)} is no path: expected a file or folder")
    text = os.fspath(value)
    if not text.strip():
        raise OptionError("a path is empty: expected a file or folder")
    # Unlike Path.expanduser, this leaves ~ alone where nobody knows what it stands for.
    return Path(os.path.expanduser(text))


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


def kinds(options: type[Options]) -> Mapping[str, Kind]:
    """Return name → kind of every option of a dataclass, what is given by place first."""
    hints = get_type_hints(options, include_extras=True)
    ordered = sorted(fields(options), key=lambda field: bool(field.kw_only))
    return {field.name: _kind(hints[field.name], _group(options, field.name)) for field in ordered}


def _group(options: type[Options], name: str) -> str:
    """Return the heading of an option: that of the class that says last what it is."""
    known = [base for base in options.__mro__ if issubclass(base, Options)]
    return next(base.group for base in known if name in vars(base).get("__annotations__", {}))


def _kind(hint: Any, group: str) -> Kind:
    """Take an annotation apart: ``Annotated``, ``| None`` and ``tuple[..., ...]`` in any order."""
    shown, many, optional, objects = Shown(), False, False, False
    while get_origin(hint) is not None:
        arguments = get_args(hint)
        if get_origin(hint) is Annotated:
            shown, hint = next(m for m in arguments[1:] if isinstance(m, Shown)), arguments[0]
        elif get_origin(hint) is tuple:
            many, hint = True, arguments[0]
        else:
            optional = optional or type(None) in arguments
            objects = object in arguments
            hint = next(a for a in arguments if a is not type(None))
    return Kind(hint, many, optional, objects, shown, group)


def texts(options: type[Options]) -> Mapping[str, str]:
    """Return name → help of every option of a dataclass: the text below its field."""
    found: dict[str, str] = {}
    for base in reversed(options.__mro__):
        if is_dataclass(base) and base is not Options:
            found |= _texts_in(base)
    return found


def _texts_in(defined: type) -> dict[str, str]:
    (body,) = ast.parse(textwrap.dedent(inspect.getsource(defined))).body
    found = {}
    for field, text in pairwise(body.body if isinstance(body, ast.ClassDef) else []):
        if isinstance(field, ast.AnnAssign) and isinstance(text, ast.Expr):
            found[ast.unparse(field.target)] = " ".join(ast.literal_eval(text.value).split())
    return found


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
    "{papers}": "any of ``landscape list papers``",
    "{topics}": "any of ``landscape list``",
}


_COMMANDED = ContextVar("commanded", default=False)


@contextmanager
def commanded() -> Iterator[None]:
    """Let messages name options as the command line has them, and not as Python does."""
    before = _COMMANDED.set(True)
    try:
        yield
    finally:
        _COMMANDED.reset(before)


@contextmanager
def _keywords_told(options: Any, named: Mapping[str, object]) -> Iterator[None]:
    """Let errors and warnings name options as Python does, unless a command called."""
    if _COMMANDED.get():
        yield
        return

    def in_python(message: str) -> str:
        from landscape.options.keywords import in_keywords  # only what is told needs it

        return in_keywords(message, kinds(options), named) if "--" in message else message

    try:
        with worded(in_python):
            yield
    except LandscapeError as error:
        if error.args and isinstance(error.args[0], str):
            error.args = (in_python(error.args[0]), *error.args[1:])
        raise


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
        def asked(*values: object, **named: object) -> _O:
            _check_names(function.__name__, options, named)
            gathered = _gathered(options, values)
            _check_places(function.__name__, options, gathered, named)
            return options(*gathered, **named)  # type: ignore[arg-type]

        @wraps(function)
        @hiding_told()
        def call(*values: _P.args, **named: _P.kwargs) -> _R:
            with _keywords_told(options, named):
                return function(asked(*values, **named))

        call.asked = asked  # type: ignore[attr-defined]
        call.__signature__ = _signature(options, function)  # type: ignore[attr-defined]
        call.__doc__ = _documented(function.__doc__ or "", options)
        return call

    return decorate


def asked_of(command: Callable[..., object], *values: object, **named: object) -> Options:
    """Return the options that a call of a command's function would be given.

    Raises
    ------
    OptionError
        If it is no such function, or an option is of another kind.
    TypeError
        If an option does not exist.
    """
    asked: Callable[..., Options] | None = getattr(command, "asked", None)
    if asked is None:
        name = getattr(command, "__name__", repr(command))
        raise OptionError(f"{name:.60} is no command: expected a function such as landscape.build")
    return asked(*values, **named)


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
            written = {kind.shown.name: of for of, kind in kinds(options).items()}
            nearest = difflib.get_close_matches(name, known, 1)
            close = [written[name]] if name in written else nearest
            meant = f": did you mean {close[0]!r}?" if close else ""
            if name == "dry_run":
                meant = f": landscape.dry_run({function}, ...) says what it would take"
            raise TypeError(f"{function}() has no option {name!r}{meant}")


def _check_places(
    function: str, options: Any, values: tuple[object, ...], named: dict[str, object]
) -> None:
    """Refuse too few or too many values by place, as Python does, and say how it is done."""
    try:
        inspect.signature(options).bind(*values, **named)
    except TypeError as error:
        places = ", ".join(_places(options)) or "nothing"
        raise TypeError(
            f"{function}(): {error}; {places} is given by place, all else by name"
        ) from None


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

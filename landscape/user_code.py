"""Functions that users bring: found in their files, known by their source, named if they fail."""

from __future__ import annotations

import functools
import hashlib
import inspect
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from landscape.errors import LandscapeError, OptionError
from landscape.lazy import load_object
from landscape.plugins import load_module
from landscape.reason import reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["code_identity", "failing_named", "find_function", "without_bound"]


def find_function(text: str, what: str) -> Callable[..., Any]:
    """Return a function by where it is: ``FILE.py:NAME``, or ``package.module:NAME``.

    A file is loaded as ``landscape --load FILE`` does, as it is now.

    Parameters
    ----------
    text
        Where it is.
    what
        What it is, for messages: ``"recipe"``.

    Raises
    ------
    DataMissingError, LandscapeError
        If there is no such file or module, or it cannot be loaded.
    OptionError
        If it has no such function.

    Examples
    --------
    >>> find_function("math:sqrt", "root")(4.0)
    2.0
    """
    place, _, name = text.rpartition(":")
    if not (place and name):
        raise OptionError(f"{what} {text!r}: expected FILE.py:FUNCTION")
    if not place.endswith(".py"):
        found = load_object(text)
    else:
        found = getattr(load_module(place), name, None)
    if not callable(found):
        raise OptionError(
            f"{what} {text!r}: {place} has no function {name!r}; expected FILE.py:FUNCTION"
        )
    return found  # type: ignore[no-any-return]


def code_identity(function: Callable[..., Any]) -> dict[str, str]:
    """Return what tells a function from others, and from itself when it was edited.

    Returns
    -------
    dict
        ``name``, its file and its name there; and ``source``, a digest of the whole file, so that
        what the function calls there counts as well. Of what was typed into a notebook or console
        it is that of the function alone.

    Raises
    ------
    OptionError
        If its source cannot be read.

    Examples
    --------
    >>> import textwrap
    >>> sorted(code_identity(textwrap.dedent)), code_identity(textwrap.dedent)["name"]
    (['name', 'source'], 'textwrap.py:dedent')
    """
    function, arguments = without_bound(function)
    code: Any = inspect.unwrap(function)
    if not (inspect.isroutine(code) or inspect.isclass(code)):
        code = type(code)  # an object that is called
    name = getattr(code, "__qualname__", repr(code))
    try:
        file = Path(inspect.getsourcefile(code) or "")
        if file.is_file():
            name, source = f"{file.name}:{name}", file.read_bytes()
        else:
            source = inspect.getsource(code).encode()
    except (TypeError, OSError) as error:
        raise OptionError(
            f"the source of {name} cannot be read, by which results are told apart: put it in a "
            "Python file"
        ) from error
    digest = hashlib.sha256(source + arguments.encode()).hexdigest()[:16]
    return {"name": name, "source": digest}


def without_bound(function: Callable[..., Any]) -> tuple[Callable[..., Any], str]:
    """Return the function that stands below `functools.partial`, and what that binds, as text.

    Examples
    --------
    >>> from functools import partial
    >>> without_bound(partial(sorted, key=len))
    (<built-in function sorted>, "((), {'key': 'len'})")
    """
    bound = ""
    while isinstance(function, functools.partial):
        arguments = tuple(_told(value) for value in function.args)
        bound += repr((arguments, {name: _told(v) for name, v in function.keywords.items()}))
        function = function.func
    return function, bound


def _told(value: Any) -> Any:
    """Return what tells a value from others; the address of a function is not that."""
    return getattr(value, "__qualname__", value) if callable(value) else value


@contextmanager
def failing_named(what: str) -> Iterator[None]:
    """Name a user's function if it fails, in one line; errors of this library come as they are.

    Parameters
    ----------
    what
        The function, for people.

    Raises
    ------
    LandscapeError
        In place of whatever it raises.

    Examples
    --------
    >>> from landscape import LandscapeError
    >>> try:
    ...     with failing_named("the loss of mine"):
    ...         1 / 0
    ... except LandscapeError as error:
    ...     print(str(error).partition(":")[0])
    the loss of mine failed (ZeroDivisionError
    """
    try:
        yield
    except LandscapeError:
        raise
    except Exception as error:
        raise LandscapeError(
            f"{what} failed ({type(error).__name__}: {reason(error)}): repair it; -vv shows where"
        ) from error

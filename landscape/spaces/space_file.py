"""Spaces that are described in a file.

A file is TOML: the name of the space, how an architecture is written, and its variables.

    name = "nasbench-macro"
    title = "NAS-Bench-Macro"
    pattern = "{}{}{}{}{}{}{}{}"

    [[variables]]
    name = "layer"
    options = ["0", "1", "2"]
    repeat = 8

A pair of braces in the pattern stands for the option of each variable in turn. The options of a
variable with ``ordinal = true`` have an order, from the smallest to the largest. One with
``when = {layer = "1"}``, or ``["1", "2"]`` for either, exists only then; see `ConditionalSpace`.

With ``valid = "FILE"`` the configurations that a table beside the file has rows of are all there
are; see `Subspace`. ``of = "NAME"`` in place of variables takes them from a space that is known by
that name. What is kept with a run may have ``kept`` in place of ``valid``, and ``nodes`` and
``edges`` in place of variables, which are numbers that are packed.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
import tomllib
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np

from landscape.arrays import is_of
from landscape.disk.files import read_bytes
from landscape.errors import DataError, OptionError, UnknownNameError
from landscape.lazy import load_object
from landscape.options.base import path_of
from landscape.registry import match_name
from landscape.spaces.conditional import ConditionalSpace
from landscape.spaces.graph_space import GraphSpace
from landscape.spaces.neighbour_lists import NeighbourLists
from landscape.spaces.pattern import SLOT, FileSpace
from landscape.spaces.product import MOST_VARIABLES, ProductSpace, Variable
from landscape.spaces.registry import SPACE_NAME, SPACES, get_space, is_known_as_named
from landscape.spaces.space import Space
from landscape.spaces.subspace import Subspace

if TYPE_CHECKING:
    from collections.abc import Sequence
    from os import PathLike
    from pathlib import Path

    from landscape.arrays import IntArray
    from landscape.spaces.pattern import PatternSpace

__all__ = [
    "describable",
    "described_space",
    "read_space",
    "space_at_hand",
    "written",
    "written_graph",
    "written_part",
]

_OF_ALL = {"name", "title", "source"}
_OF_VARIABLES = {"pattern", "variables"}
_OF_PARTS = {"valid", "kept", "of"}
_OF_GRAPHS = {"nodes", "edges", "names"}


# -- written --------------------------------------------------------------------------------


def written(space: PatternSpace) -> str:
    """Return a description of a space of variables, as TOML.

    Examples
    --------
    >>> from landscape.spaces import FileSpace, Variable
    >>> print(written(FileSpace([Variable("x", "ab")], pattern="{}", name="tiny")))
    name = "tiny"
    title = "tiny"
    source = ""
    pattern = "{}"
    <BLANKLINE>
    [[variables]]
    name = "x"
    options = ["a", "b"]
    <BLANKLINE>
    """
    return "\n".join([*_head(space, space.source), *_of_variables(space)]) + "\n"


def written_part(space: Subspace) -> str | None:
    """Return a description of part of a space, as TOML; None if nothing describes the whole."""
    base = space.base
    head = [*_head(space, space.source), f"kept = {_quoted(_packed(space.configurations))}"]
    if is_known_as_named(base):
        return "\n".join([*head, f"of = {_quoted(base.name)}"]) + "\n"
    if isinstance(base, (FileSpace, ConditionalSpace)) and base.description is not None:
        return "\n".join([*head, *_of_variables(base)]) + "\n"
    return None


def written_graph(space: GraphSpace) -> str:
    """Return a description of a graph, as TOML."""
    source = np.repeat(np.arange(space.size), np.diff(space.lists.offsets))
    lines = [*_head(space, ""), f"nodes = {space.size}"]
    lines.append(f"edges = {_quoted(_packed(source * space.size + space.lists.members))}")
    if space.names is not None:
        lines.append(f"names = [{', '.join(map(_quoted, space.names))}]")
    return "\n".join(lines) + "\n"


def _head(space: Space, source: str) -> list[str]:
    texts = {"name": space.name, "title": space.title, "source": source}
    return [f"{key} = {_quoted(text)}" for key, text in texts.items()]


def _of_variables(space: PatternSpace) -> list[str]:
    lines = [] if space.pattern is None else [f"pattern = {_quoted(space.pattern)}"]
    for variable in space.variables:
        lines += ["", "[[variables]]", f"name = {_quoted(variable.name)}"]
        lines.append(f"options = {_list(variable.options)}")
        lines += ["ordinal = true"] * variable.ordinal
        when = [f"{_quoted(name)} = {_list(options)}" for name, options in variable.conditions]
        lines += [f"when = {{{', '.join(when)}}}"] if when else []
    return lines


def _list(texts: Sequence[str]) -> str:
    return f"[{', '.join(map(_quoted, texts))}]"


def _quoted(text: str) -> str:
    # The basic strings of TOML have the escapes of JSON, and one more that has to be.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _packed(numbers: IntArray) -> str:
    """Return whole numbers as text: steps from one to the next, compressed, in base 64."""
    steps = np.diff(numbers.astype("<i8"), prepend=np.int64(0)).astype("<i8")
    return base64.b64encode(zlib.compress(steps.tobytes())).decode()


def _unpacked(key: str, text: object) -> IntArray:
    try:
        content = zlib.decompress(base64.b64decode(str(text), validate=True))
        return np.cumsum(np.frombuffer(content, "<i8")).astype(np.int64)
    except (binascii.Error, zlib.error, ValueError) as error:
        raise ValueError(f"{key} is damaged ({error})") from error


def describable(space: Space) -> Space:
    """Return the same space, written so that a file can describe it, if it is of our kinds.

    That is another one for a `ProductSpace`, and for a `Subspace` of one; elsewhere itself.

    Raises
    ------
    OptionError
        If options hold all the signs that could part them.

    Examples
    --------
    >>> from landscape import ProductSpace, Variable
    >>> depths = ProductSpace([Variable("depth", (2, 4))], name="depths")
    >>> describable(depths).description.splitlines()[-1]
    'options = ["2", "4"]'
    """
    plain = type(space) is ProductSpace and space.has_duplicates is False
    if plain:
        assert isinstance(space, ProductSpace), "just that"
        return described_space(space.variables, name=space.name, title=space.title)
    if isinstance(space, Subspace) and not is_known_as_named(space.base):
        base, names = describable(space.base), {"name": space.name, "title": space.title}
        return Subspace(base, space.configurations, source=space.source, **names)
    return space


def space_at_hand(given: Any, *, is_kept: bool = True) -> Space:
    """Return the space that a program has at hand, as a run can keep it.

    Parameters
    ----------
    given
        A space, or a graph of networkx or igraph, see `GraphSpace`.
    is_kept
        Whether a run will be left, which another process has to know the space of.

    Raises
    ------
    OptionError
        If it is no space, or another process could not know it.

    Examples
    --------
    >>> from landscape import ProductSpace
    >>> space_at_hand(ProductSpace([2, 2], name="four")).description.splitlines()[0]
    'name = "four"'
    """
    if is_of(given, "networkx", "Graph") or is_of(given, "igraph", "Graph"):
        given = GraphSpace(given)
    if not isinstance(given, Space):
        raise OptionError(
            f"a space that is a {type(given).__name__}: expected the name of a space, a Space such "
            "as ProductSpace(..., name='mine'), or a graph of networkx or igraph"
        )
    if not is_kept or is_known_as_named(given):
        return given
    space = describable(given)
    if space.description is None:
        raise OptionError(
            f"{space.title} is a space of your own kind, which a folder cannot describe: register "
            "it under its name, so that whoever reads the run knows it"
        )
    if not SPACE_NAME.fullmatch(space.name) or match_name(space.name, SPACES):
        raise OptionError(
            f"a space called {space.name!r} cannot be saved: expected letters, digits and _.-, "
            "and no name of another space, as in ProductSpace(..., name='mine')"
        )
    return space


def described_space(variables: Sequence[Variable], *, name: str, title: str) -> FileSpace:
    """Return the space of some variables, with a way to write architectures that can be read again.

    Raises
    ------
    OptionError
        If options hold all the signs that could part them.

    Examples
    --------
    >>> from landscape.spaces import Variable
    >>> layers = [Variable("kernel", ("3", "3-5")), Variable("act", ("relu", "5-relu"))]
    >>> described_space(layers, name="mine", title="Mine").format(3)
    '3-5|5-relu'
    """
    for separator in ("-", "|", "/", " "):
        pattern = separator.join([SLOT] * len(variables))
        try:
            return FileSpace(variables, pattern=pattern, name=name, title=title)
        except DataError as error:
            reason = error
    raise OptionError(f"{title} cannot be described in a file: {reason}")


# -- read -----------------------------------------------------------------------------------


def read_space(path: str | PathLike[str]) -> Space:
    """Read the description of a space.

    Returns
    -------
    FileSpace
        Or a `ConditionalSpace`, a `Subspace` or a `GraphSpace`, as the file says.

    Raises
    ------
    DataMissingError
        If there is no such file, or no such table of valid configurations.
    DataError
        If it is no TOML, or no description of a space.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from landscape.spaces import FileSpace, Variable, read_space
    >>> layer = Variable("layer", ("conv", "pool"))
    >>> tiny = FileSpace([layer, layer], pattern="{}-{}", name="tiny")
    >>> path = pathlib.Path(tempfile.mkdtemp(), "tiny.toml")
    >>> _ = path.write_text(tiny.description, encoding="utf-8")
    >>> read_space(path).size, read_space(path).format(1)
    (4, 'conv-pool')
    """
    path = path_of(path)
    try:
        text = read_bytes(path).decode()
        content = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise DataError(f"{path} is no TOML file ({error}): correct it") from error
    try:
        return _space(content, text, path)
    except (OptionError, DataError) as error:  # they say themselves what they expected
        raise DataError(f"{path} describes no space: {error}") from error
    except (TypeError, ValueError, KeyError) as error:
        reason = f"no {error}" if isinstance(error, KeyError) else str(error)
        raise DataError(
            f"{path} describes no space ({reason}): expected name, title, source and pattern, and "
            "for each [[variables]] a name, options, and perhaps ordinal, when and repeat; perhaps "
            "valid, the name of a table"
        ) from error


def _space(content: dict[str, Any], text: str, path: Path) -> Space:
    kinds = _OF_GRAPHS if "nodes" in content else _OF_VARIABLES | _OF_PARTS
    if unknown := content.keys() - _OF_ALL - kinds:
        raise ValueError(f"it says {', '.join(sorted(unknown))}")
    name, title = content["name"], content.get("title", content["name"])
    texts = (name, title, content.get("source", ""), content.get("pattern", ""))
    if not all(isinstance(each, str) for each in texts):
        raise TypeError("name, title, source and pattern are texts")
    if not SPACE_NAME.fullmatch(name):
        raise ValueError(
            f"the name {name!r} is not of letters, digits and _.-, or begins with a point"
        )
    if "nodes" in content:
        return _graph(content, name, title)
    is_part = "valid" in content or "kept" in content
    if not is_part:
        return _whole(content, name, title, text)
    base = _base(content, name, title)
    valid = _kept(base, content) if "kept" in content else _valid(base, content["valid"], path)
    return Subspace(base, valid, name=name, title=title, source=content.get("source", ""))


def _base(content: dict[str, Any], name: str, title: str) -> Space:
    """Return the space of which a file describes a part."""
    if "of" not in content:
        return _whole(content, name, title, None)
    if content.keys() & _OF_VARIABLES:
        raise ValueError("it has variables, or a pattern, and is part of another space by `of`")
    try:
        return get_space(content["of"])
    except UnknownNameError as error:
        raise ValueError(str(error)) from error


def _kept(base: Space, content: dict[str, Any]) -> IntArray:
    return _unpacked("kept", content["kept"]).astype(base.dtype)


def _valid(base: Space, table: object, path: Path) -> IntArray:
    """Return the configurations that a table has rows of."""
    if not isinstance(table, str):
        raise TypeError(f"valid = {table!r:.40}, expected the name of a table beside the file")
    # Tables are read by what needs spaces: followed when it is asked for.
    opened = load_object("landscape.tables.tabular:open_tabular")(path.parent / table)
    numbers: IntArray = load_object("landscape.scores.keys:read_numbers")(opened, base)
    return numbers


def _graph(content: dict[str, Any], name: str, title: str) -> GraphSpace:
    nodes, names = content["nodes"], content.get("names")
    if not isinstance(nodes, int) or isinstance(nodes, bool) or nodes < 1:
        raise ValueError(f"nodes = {nodes!r:.40}, expected a whole number from 1")
    source, target = np.divmod(_unpacked("edges", content["edges"]), nodes)
    offsets = np.searchsorted(source, np.arange(nodes + 1)).astype(np.int64)
    return GraphSpace(NeighbourLists(offsets, target), names=names, name=name, title=title)


def _whole(
    content: dict[str, Any], name: str, title: str, text: str | None
) -> FileSpace | ConditionalSpace:
    if "of" in content:
        raise ValueError("it is of another space, but has no valid, which says what part of it")
    entries = content["variables"]
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise TypeError("variables are no tables under [[variables]], one a variable")
    variables = [variable for entry in entries for variable in _variables(entry)]
    pattern, source = content.get("pattern"), content.get("source", "")
    if any(variable.when for variable in variables):
        return ConditionalSpace(
            variables, pattern=pattern, name=name, title=title, source=source, text=text
        )
    if pattern is None:
        pattern = "-".join([SLOT] * len(variables))
    return FileSpace(variables, pattern=pattern, name=name, title=title, source=source, text=text)


def _variables(entry: dict[str, Any]) -> list[Variable]:
    unknown = entry.keys() - {"name", "options", "ordinal", "repeat", "when"}
    if unknown:
        raise ValueError(f"a variable has {', '.join(sorted(unknown))}")
    name, options, repeat = entry["name"], entry["options"], entry.get("repeat", 1)
    ordinal = entry.get("ordinal", False)
    if not isinstance(name, str) or not isinstance(options, list):
        raise TypeError("the name of a variable is a text, and its options are a list")
    options = _texts(options, f"the options of {name}")
    if not isinstance(ordinal, bool):
        raise TypeError(f"{name} has ordinal = {ordinal!r:.40}, expected true or false")
    if not isinstance(repeat, int) or isinstance(repeat, bool) or repeat < 1:
        raise ValueError(f"{name} repeats {repeat!r} times")
    if repeat > MOST_VARIABLES:
        raise ValueError(f"{name} repeats {repeat:,} times: at most {MOST_VARIABLES} are possible")
    when = _when(name, entry.get("when", {}))
    names = [name] if repeat == 1 else [f"{name} {i + 1}" for i in range(repeat)]
    return [Variable(each, tuple(options), ordinal, when) for each in names]


def _when(name: str, when: object) -> dict[str, list[str]]:
    """Return the conditions of a variable, as a file says them."""
    if not isinstance(when, dict):
        raise TypeError(f'{name} has when = {when!r:.40}, expected such as {{kind = "conv"}}')
    what = f"the options that {name} exists under"
    return {p: _texts(o if isinstance(o, list) else [o], what) for p, o in when.items()}


def _texts(options: list[Any], what: str) -> list[str]:
    """Return options as texts, as numbers are written by `Variable`."""
    for option in options:
        is_number = type(option) is int or (type(option) is float and math.isfinite(option))
        if not is_number and not (isinstance(option, str) and option):
            raise TypeError(f"{what} have {option!r:.40} among them: expected texts or numbers")
    return [str(option) for option in options]

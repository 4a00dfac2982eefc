"""Product spaces that are described in a file.

A file is TOML: the name of the space, how an architecture is written, and its variables.

    name = "nasbench-macro"
    title = "NAS-Bench-Macro"
    pattern = "{}{}{}{}{}{}{}{}"

    [[variables]]
    name = "layer"
    options = ["0", "1", "2"]
    repeat = 8

A pair of braces in the pattern stands for the option of each variable in turn. The options of a
variable with ``ordinal = true`` have an order, from the smallest to the largest.
"""

from __future__ import annotations

import itertools
import json
import re
import tomllib
from typing import TYPE_CHECKING, Any

from landscape.disk.files import read_bytes
from landscape.errors import ArchitectureError, DataError, OptionError
from landscape.options.base import path_of
from landscape.reason import quoted
from landscape.spaces.product import MOST_VARIABLES, ProductSpace, Variable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from os import PathLike

__all__ = ["SPACE_NAME", "FileSpace", "described_space", "read_space"]

_SLOT = "{}"
SPACE_NAME = re.compile(r"[\w-][\w.-]*")
"""What a space may be called: part of the names of files, it leads out of no folder."""


class FileSpace(ProductSpace):
    """A product space whose architectures are written after a pattern.

    Parameters
    ----------
    variables
        See `ProductSpace`.
    pattern
        Text with a pair of braces for the option of each variable in turn.
    name, title
        See `Space`.
    source
        Where the space comes from.
    text
        The file that describes it, if one does.

    Raises
    ------
    OptionError
        If there is no variable, or one without options.
    DataError
        If the pattern has not one pair of braces a variable, or could be read in two ways.

    Examples
    --------
    >>> from landscape.spaces import FileSpace, Variable
    >>> layers = [Variable("first", ("a", "b")), Variable("second", ("x", "yy"))]
    >>> space = FileSpace(layers, pattern="{}-{}", name="tiny")
    >>> space.format(1), space.parse("b-x")
    ('a-yy', 2)
    """

    notations = ("arch", "index")

    def __init__(
        self,
        variables: Sequence[Variable],
        *,
        pattern: str,
        name: str,
        title: str | None = None,
        source: str = "",
        text: str | None = None,
    ) -> None:
        super().__init__(variables, name=name, title=title)
        self.source, self.text = source, text
        self.pattern = pattern
        self._between = pattern.split(_SLOT)
        if len(self._between) != len(self.variables) + 1:
            raise DataError(
                f"pattern {pattern!r} of {self.title} has {len(self._between) - 1} pairs of "
                f"braces: expected {len(self.variables)}, one a variable"
            )
        *before, last = self._between[1:]
        for variable, after in zip(self.variables, (*before, f"{last}{_END}"), strict=True):
            _check_readable(variable, after)
        self._written = re.compile(
            re.escape(self._between[0])
            + "".join(
                f"({'|'.join(map(re.escape, variable.options))}){re.escape(after)}"
                for variable, after in zip(self.variables, self._between[1:], strict=True)
            )
        )
        self._digits = self._lengths_in_digits()
        self.n_digits = self._digits.start if len(self._digits) == 1 else 0
        self.longest = max(self.longest, self._longest_text())
        self._codes = [{o: code for code, o in enumerate(v.options)} for v in self.variables]

    @property
    def description(self) -> str:
        """The file that describes the space: that it was read from, or one that says the same."""
        return self.text if self.text is not None else _written(self)

    def _lengths_in_digits(self) -> range:
        """Return how many digits an architecture can have; none if it is not written in digits."""
        parts = [*self._between, *(o for v in self.variables for o in v.options)]
        if not all(part.isdecimal() for part in parts if part):
            return range(0)
        fixed = sum(map(len, self._between))
        shortest = sum(min(map(len, v.options)) for v in self.variables)
        return range(fixed + shortest, self._longest_text() + 1)

    def _longest_text(self) -> int:
        """Return how many characters an architecture can have."""
        options = sum(max(map(len, v.options)) for v in self.variables)
        return sum(map(len, self._between)) + options

    def is_number(self, architecture: object) -> bool:
        """Tell whether an architecture is written as its number, and not after the pattern.

        Where architectures are written in digits, no number has as many digits as theirs, even if
        it fails to follow the pattern.
        """
        if isinstance(architecture, str):
            text = architecture.strip()
            if self._written.fullmatch(text) or len(text) in self._digits:
                return False
        return super().is_number(architecture)

    def _parse(self, architecture: object) -> int:
        text = architecture.strip() if isinstance(architecture, str) else ""
        written = self._written.fullmatch(text)
        if written is None:
            raise ArchitectureError(
                f"{quoted(architecture)} is no architecture of {self.title}: expected text such as "
                f"{self.format(self.size // 2)!r}, or a number from 0 to {self.size - 1}"
            )
        # What `encode` does for many at once, without what NumPy takes to begin with one.
        options = zip(self._codes, written.groups(), self.strides, strict=True)
        return sum(codes[option] * stride for codes, option, stride in options)

    def _format(self, index: int, notation: str) -> str:
        text = self._between[0]
        code = self.decode(index).tolist()
        for variable, option, after in zip(self.variables, code, self._between[1:], strict=True):
            text += variable.options[option] + after
        return text

    def describe(self) -> dict[str, str]:
        """Return what the space is, as label and text, for people."""
        return super().describe() | {
            "notations": ", ".join(self.notations),
            "example": self.format(self.size // 2),
            "source": self.source or "-",
        }


def _written(space: FileSpace) -> str:
    """Return a description of a space, as TOML."""
    texts = {"name": space.name, "title": space.title, "source": space.source}
    lines = [f"{key} = {_quoted(text)}" for key, text in texts.items()]
    lines.append(f"pattern = {_quoted(space.pattern)}")
    for variable in space.variables:
        options = ", ".join(map(_quoted, variable.options))
        lines += ["", "[[variables]]", f"name = {_quoted(variable.name)}", f"options = [{options}]"]
        lines += ["ordinal = true"] * variable.ordinal
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    # The basic strings of TOML have the escapes of JSON, and one more that has to be.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


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
        pattern = separator.join([_SLOT] * len(variables))
        try:
            return FileSpace(variables, pattern=pattern, name=name, title=title)
        except DataError as error:
            reason = error
    raise OptionError(f"{title} cannot be described in a file: {reason}")


def read_space(path: str | PathLike[str]) -> FileSpace:
    """Read the description of a product space.

    Raises
    ------
    DataMissingError
        If there is no such file.
    DataError
        If it is no TOML, or no description of a product space.

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
        return _space(content, text)
    except (TypeError, ValueError, KeyError) as error:
        reason = f"no {error}" if isinstance(error, KeyError) else str(error)
        raise DataError(
            f"{path} describes no product space ({reason}): expected name, title, source and "
            "pattern, and for each [[variables]] a name, options, and perhaps ordinal and repeat"
        ) from error


def _space(content: dict[str, Any], text: str) -> FileSpace:
    unknown = content.keys() - {"name", "title", "source", "pattern", "variables"}
    if unknown:
        raise ValueError(f"it says {', '.join(sorted(unknown))}")
    variables = [variable for entry in content["variables"] for variable in _variables(entry)]
    pattern = content.get("pattern", "-".join([_SLOT] * len(variables)))
    texts = (content["name"], content.get("title", content["name"]), content.get("source", ""))
    if not all(isinstance(text, str) for text in (*texts, pattern)):
        raise TypeError("name, title, source and pattern are texts")
    name, title, source = texts
    if not SPACE_NAME.fullmatch(name):
        raise ValueError(
            f"the name {name!r} is not of letters, digits and _.-, or begins with a point"
        )
    return FileSpace(variables, pattern=pattern, name=name, title=title, source=source, text=text)


def _variables(entry: dict[str, Any]) -> list[Variable]:
    unknown = entry.keys() - {"name", "options", "ordinal", "repeat"}
    if unknown:
        raise ValueError(f"a variable has {', '.join(sorted(unknown))}")
    name, options, repeat = entry["name"], entry["options"], entry.get("repeat", 1)
    ordinal = entry.get("ordinal", False)
    if not isinstance(name, str) or not isinstance(options, list):
        raise TypeError("the name of a variable is a text, and its options are a list")
    if not all(isinstance(option, str) and option for option in options):
        raise TypeError(f"the options of {name} are texts")
    if not isinstance(ordinal, bool):
        raise TypeError(f"{name} has ordinal = {ordinal!r:.40}, expected true or false")
    if not isinstance(repeat, int) or isinstance(repeat, bool) or repeat < 1:
        raise ValueError(f"{name} repeats {repeat!r} times")
    if repeat > MOST_VARIABLES:
        raise ValueError(f"{name} repeats {repeat:,} times: at most {MOST_VARIABLES} are possible")
    names = [name] if repeat == 1 else [f"{name} {i + 1}" for i in range(repeat)]
    return [Variable(each, tuple(options), ordinal) for each in names]


_END = "\0"
"""Stands for the end of the text, which tells options of the last variable apart."""


def _check_readable(variable: Variable, after: str) -> None:
    """Refuse options of which one could be taken for the beginning of another."""
    written = sorted(option + after for option in variable.options)
    for text, longer in itertools.pairwise(written):
        if longer.startswith(text):
            raise DataError(
                f"variable {variable.name!r} can be read in two ways: {longer.rstrip(_END)!r} "
                f"begins with {text.rstrip(_END)!r}; expected different options, told apart by the "
                "pattern"
            )

"""Architectures written after a pattern: text with a pair of braces for each variable."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from landscape.errors import DataError
from landscape.lazy import load_object
from landscape.spaces.product import ProductSpace, VariableSpace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from landscape.spaces.by_function import Canonical
    from landscape.spaces.product import Variable

__all__ = ["ABSENT", "SLOT", "FileSpace", "Pattern", "PatternSpace"]

SLOT = "{}"
ABSENT = "-"
"""Stands in a pattern for the option of a variable that does not exist."""

_END = "\0"
"""Stands for the end of the text, which tells options of the last variable apart."""


class Pattern:
    """How architectures are written, and read.

    Parameters
    ----------
    text
        Text with a pair of braces for the option of each variable in turn.
    variables
        Their options.
    title
        Of the space, for errors.

    Raises
    ------
    DataError
        If there is not one pair of braces a variable, or text could be read in two ways.

    Examples
    --------
    >>> from landscape.spaces import Variable
    >>> layers = [Variable("first", ("a", "b")), Variable("second", ("x", "yy"))]
    >>> pattern = Pattern("{}-{}", layers, "tiny")
    >>> pattern.write([0, 1]), pattern.read("b-x"), pattern.read("b-z")
    ('a-yy', [1, 0], None)
    """

    def __init__(self, text: str, variables: Sequence[Variable], title: str) -> None:
        self.text = text
        self._between = text.split(SLOT)
        if len(self._between) != len(variables) + 1:
            raise DataError(
                f"pattern {text!r} of {title} has {len(self._between) - 1} pairs of "
                f"braces: expected {len(variables)}, one a variable"
            )
        # A variable under conditions may not be there, which is its last option, -1.
        self._options = [(*v.options, ABSENT) if v.when else v.options for v in variables]
        *before, last = self._between[1:]
        for variable, options, after in zip(
            variables, self._options, (*before, f"{last}{_END}"), strict=True
        ):
            _check_readable(variable, options, after)
        self._written = re.compile(
            re.escape(self._between[0])
            + "".join(
                f"({'|'.join(map(re.escape, options))}){re.escape(after)}"
                for options, after in zip(self._options, self._between[1:], strict=True)
            )
        )
        self._codes = [
            {option: -1 if k == len(v.options) else k for k, option in enumerate(options)}
            for v, options in zip(variables, self._options, strict=True)
        ]
        self.longest = self._length(max)
        self.digits = self._lengths_in_digits()

    def read(self, architecture: object) -> list[int] | None:
        """Return the option of each variable, -1 for none; None of what is no architecture."""
        text = architecture.strip() if isinstance(architecture, str) else ""
        written = self._written.fullmatch(text)
        if written is None:
            return None
        return [codes[option] for codes, option in zip(self._codes, written.groups(), strict=True)]

    def write(self, code: Sequence[int]) -> str:
        """Return an architecture of which the option of each variable is given."""
        text = self._between[0]
        for options, option, after in zip(self._options, code, self._between[1:], strict=True):
            text += options[option] + after
        return text

    def is_written(self, architecture: str) -> bool:
        """Tell whether text is an architecture; digits may be, if there are as many as in one."""
        text = architecture.strip()
        return len(text) in self.digits or self._written.fullmatch(text) is not None

    def _lengths_in_digits(self) -> range:
        """Return how many digits an architecture can have; none if it is not written in digits."""
        parts = [*self._between, *itertools.chain.from_iterable(self._options)]
        if not all(part.isdecimal() for part in parts if part):
            return range(0)
        return range(self._length(min), self.longest + 1)

    def _length(self, of: Callable[[Iterable[int]], int]) -> int:
        """Return how many characters an architecture has at most or at least."""
        return sum(map(len, self._between)) + sum(of(map(len, o)) for o in self._options)


def _check_readable(variable: Variable, options: Sequence[str], after: str) -> None:
    """Refuse options of which one could be taken for the beginning of another."""
    written = sorted(option + after for option in options)
    for text, longer in itertools.pairwise(written):
        if longer.startswith(text):
            raise DataError(
                f"variable {variable.name!r} can be read in two ways: {longer.rstrip(_END)!r} "
                f"begins with {text.rstrip(_END)!r}; expected different options, told apart by the "
                "pattern"
            )


class PatternSpace(VariableSpace):
    """A space of variables whose architectures may be written after a pattern.

    Attributes
    ----------
    pattern
        The pattern; None if architectures are written by names.
    source
        Where the space comes from.
    text
        The file that describes it, if one does.
    """

    pattern: str | None = None
    source: str = ""
    text: str | None = None
    _pattern: Pattern | None = None
    _is_described: bool  # of classes of which a file says all, those derived from them left out

    def _write_after(self, pattern: str) -> None:
        self.pattern, self.notations = pattern, ("arch", "index")
        self._pattern = Pattern(pattern, self.variables, self.title)
        digits = self._pattern.digits
        self.n_digits = digits.start if len(digits) == 1 else 0
        self.longest = max(self.longest, self._pattern.longest)

    @property
    def description(self) -> str | None:
        """The file that describes the space: that it was read from, or one that says the same.

        None for what a file cannot say: functions, and what a class of its own has.
        """
        if self._canonical is not None or "_is_described" not in vars(type(self)):
            return None
        # What writes it knows all kinds of spaces: followed when it is asked for.
        written: str = load_object("landscape.spaces.space_file:written")(self)
        return self.text if self.text is not None else written

    def is_number(self, architecture: object) -> bool:
        """Tell whether an architecture is written as its number, and not after the pattern.

        Where architectures are written in digits, no number has as many digits as theirs, even if
        it fails to follow the pattern.
        """
        pattern = self._pattern
        if pattern is not None and isinstance(architecture, str):
            return not pattern.is_written(architecture) and super().is_number(architecture)
        return super().is_number(architecture)

    def _parse(self, architecture: object) -> int:
        code = None if self._pattern is None else self._pattern.read(architecture)
        if code is None:
            return super()._parse(architecture)
        return self._number(code, architecture)

    def _number(self, code: list[int], architecture: object) -> int:
        """Return the number of a code that was read."""
        if wrong := self.why_none(code):
            raise self._no_architecture(architecture, wrong)
        return int(self.encode(code))

    def _format(self, index: int, notation: str) -> str:
        if self._pattern is None or notation != "arch":
            return super()._format(index, notation)
        return self._pattern.write(self.decode(index).tolist())

    def describe(self) -> dict[str, str]:
        """Return what the space is, as label and text, for people."""
        return super().describe() | {
            "notations": ", ".join(self.notations),
            "example": self.format(self.size // 2),
            "source": self.source or "-",
        }


class FileSpace(PatternSpace, ProductSpace):
    """A product space whose architectures are written after a pattern.

    They can be read by the names of variables, too: ``first=b,second=x``.

    Parameters
    ----------
    variables
        See `ProductSpace`.
    pattern
        Text with a pair of braces for the option of each variable in turn.
    name, title, canonical
        See `ProductSpace`.
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
    >>> space.format(1), space.parse("b-x"), space.parse("first=b,second=x")
    ('a-yy', 2, 2)
    """

    _is_described = True

    def __init__(
        self,
        variables: Sequence[Variable],
        *,
        pattern: str,
        name: str,
        title: str | None = None,
        source: str = "",
        text: str | None = None,
        canonical: Canonical | None = None,
    ) -> None:
        super().__init__(variables, name=name, title=title, canonical=canonical)
        self.source, self.text = source, text
        self._write_after(pattern)

    def _number(self, code: list[int], architecture: object) -> int:
        # What `encode` does for many at once, without what NumPy takes to begin with one.
        return sum(k * stride for k, stride in zip(code, self.strides, strict=True))
